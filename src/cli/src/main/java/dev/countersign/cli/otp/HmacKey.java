package dev.countersign.cli.otp;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.seeds.SecretEncoding;
import dev.countersign.device.Secret;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The key of an HMAC-SHA-1, as a line and as bytes. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class HmacKey {
  /** The longest that a slot takes ([YK-OTP] configuration): as long as the hash. */
  static final int MAX_BYTES = 20;

  /** The shortest that nobody guesses ([RFC4226] 4, requirement R6). */
  private static final int MIN_SAFE_BYTES = 16;

  @Option(
      names = "--encoding",
      paramLabel = "ENCODING",
      defaultValue = "hex",
      description = "How the key is written: ${COMPLETION-CANDIDATES}. Default: hex.")
  private SecretEncoding encoding;

  @Option(
      names = "--allow-short-key",
      description = "Take a key of fewer than 16 bytes, which is easier to guess.")
  private boolean shortKey;

  /** The line, which the caller closes. */
  Secret line(Invocation invocation, KeySource keys, Supplier<Secret> random) {
    return keys.line(
        invocation,
        KeySource.Question.once("Key in " + encoding),
        () -> {
          try (Secret made = random.get()) {
            return encoding.encode(made);
          }
        });
  }

  /** The key that is on the line, which the caller closes; on a failure the line is closed. */
  Secret decode(KeySource keys, Secret line) {
    Secret key;
    try {
      key = encoding.decode(line);
    } catch (IllegalArgumentException e) {
      line.close();
      throw Failure.usage(
          "%s holds no key in %s".formatted(keys.place(), encoding),
          "write it so, or say how it is written with --encoding");
    }
    int length = key.length();
    if (length == 0 || length > MAX_BYTES) {
      key.close();
      line.close();
      throw Failure.usage(
          "a key of %d bytes does not fit into a slot".formatted(length),
          "give 1 to %d bytes; the OATH application takes longer ones".formatted(MAX_BYTES));
    } else if (length < MIN_SAFE_BYTES && !shortKey) {
      key.close();
      line.close();
      throw Failure.usage(
          "the key has %d bytes, and a good one has at least %d".formatted(length, MIN_SAFE_BYTES),
          "check that it is whole; if there is no longer one, add --allow-short-key");
    }
    return key;
  }
}
