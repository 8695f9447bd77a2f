package dev.countersign.cli.signature;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.InputFile;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.keyfiles.PublicKeyFile;
import dev.countersign.device.TokenUri;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verifies the signature of a file. */
@Command(
    name = "verify",
    description = {
      "Verify a signature. Exit code 0 when it is right, 1 when it is not.",
      "The signature is read as der, raw, base64 or hex, whichever it is."
    },
    footer = {
      "%nExample:",
      "  countersign verify --public-key cdn.pem --algorithm sha256-rsa --signature release.sig"
          + " --in release.tar"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class VerifyCommand implements Callable<Integer> {
  private static final int MAX_SIGNATURE_BYTES = 16 * 1024;

  private final Invocation invocation;

  @ArgGroup(multiplicity = "1")
  private Source key;

  static final class Source {
    @Option(names = "--key", required = true, paramLabel = "URI", description = "A key on a token.")
    private @Nullable TokenUri uri;

    @Option(
        names = "--public-key",
        required = true,
        paramLabel = "FILE",
        description = "A public key or certificate, PEM or DER.")
    private @Nullable Path file;
  }

  @Option(
      names = "--algorithm",
      required = true,
      paramLabel = "NAME",
      converter = AlgorithmName.Converter.class,
      completionCandidates = AlgorithmName.Names.class,
      description = "How it was signed; see countersign sign --help.")
  private AlgorithmName algorithm;

  @Option(
      names = "--signature",
      required = true,
      paramLabel = "FILE",
      description = "The signature.")
  private Path signature;

  @Option(
      names = "--in",
      paramLabel = "FILE",
      description = "What was signed; standard input when left out.")
  private @Nullable Path in;

  VerifyCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    PublicKey publicKey = publicKey();
    byte[] encoded = InputFile.read(invocation.surroundings().in(), signature, MAX_SIGNATURE_BYTES);
    byte[] message = InputFile.read(invocation.surroundings().in(), in, SignCommand.MAX_BYTES);
    if (!new SignatureCheck(publicKey, algorithm).verifies(encoded, message)) {
      throw new Failure(
          ExitCode.FAILED,
          "the signature in %s is not that of this key over this input".formatted(signature),
          "check that key, algorithm and input are those it was made with");
    }
    invocation.out().println("The signature is right.");
    return 0;
  }

  private PublicKey publicKey() {
    if (key.file != null) {
      return PublicKeyFile.read(invocation.surroundings().in(), key.file);
    }
    TokenUri uri = key.uri;
    if (uri == null) {
      throw new IllegalStateException("picocli lets one of them through");
    }
    try (TokenSession session = invocation.open()) {
      return session.key(uri).publicKey();
    }
  }
}
