package dev.countersign.cli.keys;

import dev.countersign.cli.Failure;
import dev.countersign.cli.InputFile;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.ResultFile;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.TokenUri;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decrypts with an RSA key ([RFC8017] 7). */
@Command(
    name = "decrypt",
    description = {
      "Decrypt one block with an RSA key: what openssl pkeyutl -encrypt made for its public half.",
      "The message is written as it is; a file for it can be read by its owner only."
    },
    footer = {
      "%nExamples:",
      "  openssl pkeyutl -encrypt -pubin -inkey key.pem -pkeyopt rsa_padding_mode:oaep \\",
      "      -in message -out block",
      "  countersign keys decrypt piv:slot=9d --padding oaep-sha1 --in block --out message"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysDecrypt implements Callable<Integer> {
  private static final int MAX_BYTES = 4096;

  private final Invocation invocation;

  @Parameters(paramLabel = "URI", description = "The key.")
  private TokenUri uri;

  @Option(
      names = "--padding",
      required = true,
      paramLabel = "PADDING",
      converter = RsaPaddingName.Converter.class,
      description =
          "One of ${COMPLETION-CANDIDATES}; OAEP has the same hash in its mask and no label.")
  private RsaPaddingName padding;

  @Option(
      names = "--in",
      paramLabel = "FILE",
      description = "The block, binary; standard input when left out.")
  private @Nullable Path in;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write the message; standard output when left out.")
  private @Nullable Path out;

  KeysDecrypt(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (TokenSession session = invocation.open()) {
      DecryptionKey key = session.decryptionKey(uri);
      if (key.algorithm().family() != KeyAlgorithm.Family.RSA) {
        throw Failure.usage(
            "%s is a key of the kind %s, which does not decrypt"
                .formatted(key.uri(), key.algorithm().externalName()),
            "use an RSA key; countersign keys derive agrees on a secret with this one");
      }
      byte[] block = InputFile.read(invocation.surroundings().in(), in, MAX_BYTES);
      byte[] message = decrypt(key, block);
      try {
        ResultFile.writeSecret(invocation.out(), out, message);
      } finally {
        Arrays.fill(message, (byte) 0);
      }
    }
    return 0;
  }

  private byte[] decrypt(DecryptionKey key, byte[] block) {
    try {
      return key.decrypt(padding.algorithm(), block);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          "" + e.getMessage(), "give what was encrypted for this key, and nothing else");
    }
  }
}
