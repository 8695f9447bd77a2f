package dev.countersign.cli.piv;

import dev.countersign.cli.Invocation;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinFile;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Where the secrets of these commands come from. */
final class NewSecret {
  private static final int PUK_DIGITS = 8;

  private NewSecret() {}

  /**
   * Gets a secret from a file, or from where the options of every command say, or from the person.
   *
   * @param purpose what it is for, to follow "to"
   */
  static Secret enter(
      Invocation invocation,
      Token token,
      PinRequest.Kind kind,
      @Nullable Path file,
      String purpose,
      OptionalInt attemptsLeft) {
    PinEntry entry = file == null ? invocation.pinEntry() : new PinFile(file);
    return entry.enter(
        new PinRequest(
            kind, new Object(), () -> token.uri().toString(), purpose, () -> attemptsLeft));
  }

  /** Eight random digits. */
  static Secret randomPuk(SecureRandom random) {
    byte[] digits = new byte[PUK_DIGITS];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = (byte) ('0' + random.nextInt(10));
    }
    try {
      return Secret.copyOf(digits);
    } finally {
      Arrays.fill(digits, (byte) 0);
    }
  }
}
