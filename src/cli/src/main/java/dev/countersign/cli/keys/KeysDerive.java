package dev.countersign.cli.keys;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.ResultFile;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.keyfiles.PublicKeyFile;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.TokenUri;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Agrees on a secret: ECDH ([SP800-56A] 5.7.1.2) or X25519 ([RFC7748] 6.1). */
@Command(
    name = "derive",
    description = {
      "Agree on a shared secret with somebody's public key: ECDH with P-256 or P-384, or X25519.",
      "What is written is the bare secret: it is no key before a key derivation function made one"
          + " of it. A file for it can be read by its owner only."
    },
    footer = {
      "%nExamples:",
      "  countersign keys derive piv:slot=9d --peer bob.pem",
      "  countersign keys derive piv:slot=9d --peer bob.crt --format raw --out secret.bin"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysDerive implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "URI", description = "The key.")
  private TokenUri uri;

  @Option(
      names = "--peer",
      required = true,
      paramLabel = "FILE",
      description = "The other's public key or certificate, PEM or DER; - is standard input.")
  private Path peer;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "hex",
      description = "One of ${COMPLETION-CANDIDATES}. Default: hex.")
  private SecretFormat format;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write the secret; standard output when left out.")
  private @Nullable Path out;

  KeysDerive(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    PublicKey other = PublicKeyFile.read(invocation.surroundings().in(), peer);
    try (TokenSession session = invocation.open()) {
      DecryptionKey key = session.decryptionKey(uri);
      requireFitting(key, other);
      byte[] secret = agree(key, other);
      byte[] written = format.encode(secret);
      try {
        ResultFile.writeSecret(invocation.out(), out, written);
      } finally {
        Arrays.fill(secret, (byte) 0);
        Arrays.fill(written, (byte) 0);
      }
      invocation.note(
          "This is the bare shared secret: put it through a key derivation function before it is"
              + " used as a key.");
    }
    return 0;
  }

  private void requireFitting(DecryptionKey key, PublicKey other) {
    KeyAlgorithm own = key.algorithm();
    if (own.family() == KeyAlgorithm.Family.RSA) {
      throw Failure.usage(
          "%s is an RSA key, which does not agree on secrets".formatted(key.uri()),
          "use a key of the kind p256, p384 or x25519");
    }
    if (!KeyAlgorithm.of(other).filter(own::equals).isPresent()) {
      throw Failure.usage(
          "the key in %s is not of the kind %s, as that of %s is"
              .formatted(peer, own.externalName(), key.uri()),
          "give a public key of the same curve");
    }
  }

  private byte[] agree(DecryptionKey key, PublicKey other) {
    try {
      return key.agree(other);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("" + e.getMessage(), "give a public key of the same curve");
    }
  }
}
