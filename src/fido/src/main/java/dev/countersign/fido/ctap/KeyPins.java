package dev.countersign.fido.ctap;

import dev.countersign.card.application.Task;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.SecurityKeyPins;

/** The PIN is set and changed. */
final class KeyPins implements SecurityKeyPins {
  private final KeySession session;

  KeyPins(KeySession session) {
    this.session = session;
  }

  @Override
  public State state() {
    return session.work(session.task("ask for the tries left"), PinCommands::state);
  }

  @Override
  public void set(Secret pin) {
    session.work(
        session.task("set the PIN"),
        card -> {
          Task task = card.task();
          card.forgetInfo(); // another program may have set one
          if (!card.info().knows("clientPin")) {
            throw new TokenException.Unsupported(
                task.name(), task.operation(), "this key has no PIN", "use another key");
          } else if (card.info().has("clientPin")) {
            throw new TokenException.Refused(
                task.name(),
                task.operation(),
                "the key has a PIN already",
                null,
                "change it with countersign fido pin change");
          }
          new PinCommands(card).set(pin);
          return true;
        });
  }

  @Override
  public void change(Secret current, Secret replacement) {
    session.work(
        session.task("change the PIN"),
        card -> {
          Task task = card.task();
          if (!card.info().has("clientPin")) {
            card.forgetInfo();
          }
          if (!card.info().has("clientPin")) {
            throw new TokenException.PinNotGiven(
                task.name(), task.operation(), "the key has no PIN", CtapProblems.SET_A_PIN);
          }
          new PinCommands(card).change(current, replacement);
          return true;
        });
  }
}
