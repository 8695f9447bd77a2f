package dev.countersign.simulator.piv;

import dev.countersign.wire.Tlv;
import java.util.List;
import java.util.Optional;

/**
 * What a key asks for before it works ([YK-PIV] GENERATE ASYMMETRIC KEY).
 *
 * @param pin {@link #NEVER}, {@link #ONCE} or {@link #ALWAYS}
 * @param touch {@link #NEVER}, {@link #TOUCH_ALWAYS} or {@link #TOUCH_CACHED}
 */
record Policies(int pin, int touch) {
  static final int NEVER = 1;
  static final int ONCE = 2;
  static final int ALWAYS = 3;
  static final int TOUCH_ALWAYS = 2;
  static final int TOUCH_CACHED = 3;

  private static final int TAG_PIN_POLICY = 0xAA;
  private static final int TAG_TOUCH_POLICY = 0xAB;
  private static final int LARGEST = 3;

  /** The policies of a slot for which none are asked. */
  static Policies defaults(int slot) {
    return new Policies(
        switch (slot) {
          case Slots.SIGNATURE -> ALWAYS;
          case Slots.CARD_AUTHENTICATION, Slots.ATTESTATION -> NEVER;
          default -> ONCE;
        },
        NEVER);
  }

  /** The policies that a command asks for; empty when it asks for what no token has. */
  static Optional<Policies> requested(List<Tlv> objects, int slot) {
    Policies defaults = defaults(slot);
    int pin = one(objects, TAG_PIN_POLICY);
    int touch = one(objects, TAG_TOUCH_POLICY);
    if (pin > LARGEST || touch > LARGEST) {
      return Optional.empty();
    }
    return Optional.of(
        new Policies(pin == 0 ? defaults.pin : pin, touch == 0 ? defaults.touch : touch));
  }

  /** Whether a command asks for any policy. */
  static boolean anyRequested(List<Tlv> objects) {
    return Tlv.find(objects, TAG_PIN_POLICY).isPresent()
        || Tlv.find(objects, TAG_TOUCH_POLICY).isPresent();
  }

  private static int one(List<Tlv> objects, int tag) {
    return Tlv.find(objects, tag)
        .map(object -> object.value().length == 1 ? object.value()[0] & 0xFF : LARGEST + 1)
        .orElse(0);
  }
}
