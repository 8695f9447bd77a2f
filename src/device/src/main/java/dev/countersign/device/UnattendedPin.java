package dev.countersign.device;

import java.util.Arrays;
import java.util.HexFormat;

/** What entries without a person have in common. */
final class UnattendedPin {
  private UnattendedPin() {}

  static void guard(PinRequest request, boolean lastAttemptAllowed) {
    if (!lastAttemptAllowed && request.lastAttempt()) {
      throw new TokenException.PinNotGiven(
          request.token().get(),
          request.purpose(),
          "one try is left for the " + request.kind().label() + " and nobody is there to consent",
          "enter it at a terminal, or allow it with --last-attempt");
    }
  }

  static Secret secret(PinRequest request, byte[] line, String where) {
    if (line.length == 0) {
      throw new TokenException.PinNotGiven(
          request.token().get(),
          request.purpose(),
          where + " holds no " + request.kind().label(),
          "put it on the first line");
    }
    if (request.kind() != PinRequest.Kind.MANAGEMENT_KEY) {
      return Secret.copyOf(line);
    }
    return managementKey(request, line, where);
  }

  private static Secret managementKey(PinRequest request, byte[] line, String where) {
    char[] digits = new char[line.length];
    for (int i = 0; i < line.length; i++) {
      digits[i] = (char) (line[i] & 0xFF);
    }
    byte[] key = new byte[0];
    try {
      key = HexFormat.of().parseHex(digits, 0, digits.length);
      return Secret.copyOf(key);
    } catch (IllegalArgumentException e) {
      throw new TokenException.PinNotGiven(
          request.token().get(),
          request.purpose(),
          where + " holds no management key in hexadecimal",
          "write 32, 48 or 64 hexadecimal digits");
    } finally {
      Arrays.fill(digits, '\0');
      Arrays.fill(key, (byte) 0);
    }
  }
}
