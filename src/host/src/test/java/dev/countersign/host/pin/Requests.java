package dev.countersign.host.pin;

import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalInt;

/** Requests as a driver makes them. */
final class Requests {
  private Requests() {}

  static PinRequest of(PinRequest.Kind kind) {
    return of(kind, OptionalInt.of(3));
  }

  static PinRequest of(PinRequest.Kind kind, OptionalInt attempts) {
    return new PinRequest(
        kind, new Object(), () -> "piv:serial=12345678", "sign with slot 9c", () -> attempts);
  }

  static String text(Secret secret) {
    byte[] bytes = secret.bytes();
    secret.close();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static String hex(Secret secret) {
    byte[] bytes = secret.bytes();
    secret.close();
    try {
      return HexFormat.of().formatHex(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
