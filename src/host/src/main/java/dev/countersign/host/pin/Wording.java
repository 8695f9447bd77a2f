package dev.countersign.host.pin;

import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;

/** What interactive entries say, and what they make of the answer. */
final class Wording {
  /** The shortest PIN or PUK ([SP800-73-4/2] VERIFY). */
  static final int MIN_BYTES = 6;

  /** The longest PIN or PUK ([SP800-73-4/2] VERIFY). */
  static final int MAX_BYTES = 8;

  /**
   * How often a new PIN may be mistyped before the entry gives up. Nothing is sent to the token.
   */
  static final int MAX_ROUNDS = 3;

  private static final String PIN_RULE = MIN_BYTES + " to " + MAX_BYTES + " characters";
  private static final String PASSWORD_RULE = "at least one character, and no control characters";

  private Wording() {}

  /**
   * Which token, what for, how many tries: {@code piv:serial=1: PIN to sign with ... (3 tries
   * left)}.
   */
  static String description(PinRequest request, String token, OptionalInt attemptsLeft) {
    return printable(
        "%s: %s to %s%s"
            .formatted(token, request.kind().label(), request.purpose(), tries(attemptsLeft)));
  }

  private static String tries(OptionalInt attemptsLeft) {
    if (attemptsLeft.isEmpty()) {
      return "";
    }
    int left = attemptsLeft.getAsInt();
    return " (%d %s left)".formatted(left, left == 1 ? "try" : "tries");
  }

  /** What a person consents to before the last try. */
  static String lastTry(PinRequest request) {
    String label = request.kind().label();
    return "One try is left for the %s; if it is wrong, the %s is blocked.".formatted(label, label);
  }

  /** Whether the secret is to be set, and so is asked for twice and must follow the rule. */
  static boolean setsNew(PinRequest request) {
    return switch (request.kind()) {
      case NEW_PIN, NEW_PUK, NEW_PASSWORD, NEW_SO_PIN, NEW_USER_PIN -> true;
      case PIN, PUK, PASSWORD, MANAGEMENT_KEY, SO_PIN -> false;
    };
  }

  /** Whether the token counts wrong answers. */
  static boolean counted(PinRequest request) {
    return !setsNew(request);
  }

  /** What a secret that is to be set must have. */
  static String rule(PinRequest request) {
    return ofAnyLength(request) ? PASSWORD_RULE : PIN_RULE;
  }

  /** Whether PIV does not say how long it is: PKCS#11 tokens have lengths of their own. */
  private static boolean ofAnyLength(PinRequest request) {
    return request.kind() != PinRequest.Kind.NEW_PIN && request.kind() != PinRequest.Kind.NEW_PUK;
  }

  /** Whether a secret that is to be set follows its {@link #rule}. */
  static boolean followsRule(PinRequest request, byte[] entered) {
    if (!ofAnyLength(request) && (entered.length < MIN_BYTES || entered.length > MAX_BYTES)) {
      return false;
    }
    for (byte b : entered) {
      if (b < 0x20 || b == 0x7F) {
        return false;
      }
    }
    return true;
  }

  /**
   * The secret of an answer that is not to be set.
   *
   * @param entered the answer, which the caller wipes
   */
  static Secret secret(PinRequest request, String token, byte[] entered) {
    if (entered.length == 0) {
      throw notGiven(request, token, "no " + request.kind().label() + " was entered");
    }
    if (request.kind() != PinRequest.Kind.MANAGEMENT_KEY) {
      return Secret.copyOf(entered);
    }
    char[] digits = new char[entered.length];
    byte[] key = new byte[0];
    try {
      for (int i = 0; i < entered.length; i++) {
        digits[i] = (char) (entered[i] & 0xFF);
      }
      key = HexFormat.of().parseHex(digits, 0, digits.length);
      return Secret.copyOf(key);
    } catch (IllegalArgumentException e) {
      throw new TokenException.PinNotGiven(
          token,
          request.purpose(),
          "the management key was not entered in hexadecimal",
          "enter 32, 48 or 64 hexadecimal digits");
    } finally {
      Arrays.fill(digits, '\0');
      Arrays.fill(key, (byte) 0);
    }
  }

  static TokenException.PinNotGiven notGiven(PinRequest request, String token, String message) {
    return new TokenException.PinNotGiven(
        token, request.purpose(), message, "run it again and enter it");
  }

  /**
   * Text in which nothing steers a terminal: names come from readers, tokens and other programs.
   */
  static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              int type = Character.getType(point);
              boolean steers =
                  Character.isISOControl(point)
                      || type == Character.FORMAT
                      || type == Character.LINE_SEPARATOR
                      || type == Character.PARAGRAPH_SEPARATOR
                      || type == Character.SURROGATE;
              safe.appendCodePoint(steers ? '?' : point);
            });
    return safe.toString();
  }
}
