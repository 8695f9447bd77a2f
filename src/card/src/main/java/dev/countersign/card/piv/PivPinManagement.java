package dev.countersign.card.piv;

import dev.countersign.device.PinManagement;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import java.util.OptionalInt;

/** PIN and PUK are changed. */
final class PivPinManagement implements PinManagement {
  private final PivSession session;

  PivPinManagement(PivSession session) {
    this.session = session;
  }

  @Override
  public OptionalInt pinAttemptsLeft() {
    return session.run(session.task("ask for the tries left"), PivPin::triesLeft);
  }

  @Override
  public void changePin(Secret current, Secret replacement) {
    session.serial();
    session.run(
        session.task("change the PIN"),
        card -> {
          PivPin.change(card, PinRequest.Kind.PIN, current, replacement);
          return true;
        });
  }

  @Override
  public void changePuk(Secret current, Secret replacement) {
    session.serial();
    session.run(
        session.task("change the PUK"),
        card -> {
          PivPin.change(card, PinRequest.Kind.PUK, current, replacement);
          return true;
        });
  }

  @Override
  public void unblockPin(Secret puk, Secret replacementPin) {
    session.serial();
    session.run(
        session.task("unblock the PIN"),
        card -> {
          PivPin.unblock(card, puk, replacementPin);
          return true;
        });
  }
}
