package dev.countersign.cli.keys;

import dev.countersign.cli.keyfiles.CertificateFile;
import dev.countersign.cli.keyfiles.PublicKeyFile;
import dev.countersign.cli.keyfiles.RequestFile;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.PublicKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The key that a statement is expected to be for. */
final class ExpectedKey {
  @Option(
      names = "--public-key",
      required = true,
      paramLabel = "FILE",
      description = "The statement must be for this public key, PEM or DER.")
  private @Nullable Path publicKey;

  @Option(
      names = "--request",
      required = true,
      paramLabel = "FILE",
      description = "The statement must be for the key of this certificate request.")
  private @Nullable Path request;

  @Option(
      names = "--certificate",
      required = true,
      paramLabel = "FILE",
      description = "The statement must be for the key of this certificate.")
  private @Nullable Path certificate;

  /** Reads it from whichever file was named. */
  PublicKey read(InputStream in) {
    if (publicKey != null) {
      return PublicKeyFile.read(in, publicKey);
    } else if (request != null) {
      return RequestFile.read(in, request);
    } else if (certificate != null) {
      return CertificateFile.read(in, certificate).getPublicKey();
    }
    throw new IllegalStateException("picocli lets one of them through");
  }

  /** The file that was named. */
  Path file() {
    for (Path file : new Path[] {publicKey, request, certificate}) {
      if (file != null) {
        return file;
      }
    }
    throw new IllegalStateException("picocli lets one of them through");
  }
}
