package dev.countersign.card.piv;

import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.TouchPolicy;
import dev.countersign.wire.Tlv;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** PIN and touch policies as bytes ([YK-PIV] GENERATE ASYMMETRIC, IMPORT KEY, GET METADATA). */
final class PivPolicies {
  private static final int PIN_POLICY = 0xAA;
  private static final int TOUCH_POLICY = 0xAB;

  private PivPolicies() {}

  /** The policies of two bytes; a byte that means nothing to us is unknown. */
  static KeyPolicies decode(int pin, int touch) {
    return new KeyPolicies(
        switch (pin) {
          case 1 -> Optional.of(PinPolicy.NEVER);
          case 2 -> Optional.of(PinPolicy.ONCE);
          case 3 -> Optional.of(PinPolicy.ALWAYS);
          case 4 -> Optional.of(PinPolicy.MATCH_ONCE);
          case 5 -> Optional.of(PinPolicy.MATCH_ALWAYS);
          default -> Optional.empty();
        },
        switch (touch) {
          case 1 -> Optional.of(TouchPolicy.NEVER);
          case 2 -> Optional.of(TouchPolicy.ALWAYS);
          case 3 -> Optional.of(TouchPolicy.CACHED);
          default -> Optional.empty();
        });
  }

  /** The data objects that ask for policies; none for what is left to the card. */
  static List<Tlv> encode(KeyPolicies policies) {
    List<Tlv> objects = new ArrayList<>();
    policies.pin().ifPresent(pin -> objects.add(one(PIN_POLICY, pinByte(pin))));
    policies.touch().ifPresent(touch -> objects.add(one(TOUCH_POLICY, touchByte(touch))));
    return objects;
  }

  private static int pinByte(PinPolicy policy) {
    return switch (policy) {
      case NEVER -> 1;
      case ONCE -> 2;
      case ALWAYS -> 3;
      case MATCH_ONCE -> 4;
      case MATCH_ALWAYS -> 5;
    };
  }

  private static int touchByte(TouchPolicy policy) {
    return switch (policy) {
      case NEVER -> 1;
      case ALWAYS -> 2;
      case CACHED -> 3;
    };
  }

  private static Tlv one(int tag, int value) {
    return Tlv.of(tag, new byte[] {(byte) value});
  }
}
