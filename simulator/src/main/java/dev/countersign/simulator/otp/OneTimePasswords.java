package dev.countersign.simulator.otp;

import java.util.Optional;

/** Makes Yubico one-time passwords. The use counter is stored before anybody sees one. */
final class OneTimePasswords {
  private static final int RANDOM_BITS = 16;

  private final OtpCard card;

  OneTimePasswords(OtpCard card) {
    this.card = card;
  }

  /**
   * The next one of a slot.
   *
   * @param challenge six bytes that are added to the private id without carry; zeros where there is
   *     no challenge
   * @return 16 bytes; empty when the use counter has come to its end
   */
  Optional<byte[]> next(int number, Slot slot, byte[] challenge) {
    long useCounter = slot.counter();
    if (card.session().raisesUseCounter(number)) {
      useCounter++;
      if (useCounter > YubicoOtp.MAX_USE_COUNTER) {
        return Optional.empty();
      }
      card.memory().commit(card.state().with(number, slot.withCounter(useCounter)));
    }
    byte[] uid = slot.configuration().uid();
    for (int i = 0; i < uid.length; i++) {
      uid[i] ^= challenge[i];
    }
    return Optional.of(
        new YubicoOtp(
                uid,
                (int) useCounter,
                card.session().timestamp(),
                card.session().use(number),
                card.surroundings().random().nextInt(1 << RANDOM_BITS))
            .encrypted(slot.configuration().key()));
  }
}
