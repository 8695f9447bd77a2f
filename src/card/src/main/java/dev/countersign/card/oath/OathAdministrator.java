package dev.countersign.card.oath;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.application.Answers;
import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;

/** The password of the application, and its reset. */
final class OathAdministrator implements OathAdministration {
  private static final int CHALLENGE_BYTES = 8;

  private final OathSession session;
  private final OathAccess access;

  OathAdministrator(OathSession session, OathAccess access) {
    this.session = session;
    this.access = access;
  }

  @Override
  public OathStatus status() {
    OathSelection selection =
        session.run(session.task("ask what it says of itself"), card -> card.notes().selection());
    return new OathStatus(
        selection.version().toString(),
        selection.deviceId(),
        selection.challenge().isPresent(),
        session.capacity());
  }

  @Override
  public void setPassword(Secret password) {
    if (password.length() == 0) {
      throw new IllegalArgumentException("a password has at least one byte");
    }
    access.run(() -> session.task("set the password"), card -> setCode(card, password));
  }

  private boolean setCode(OathCard card, Secret password) throws ChannelException {
    AccessKey key = AccessKey.derive(password, card.notes().selection().salt());
    byte[] challenge = new byte[CHALLENGE_BYTES];
    session.ports().random().nextBytes(challenge);
    CommandApdu command = OathCommands.setCode(key, challenge);
    card.task().changesToken();
    boolean set = false;
    try {
      change(card, command);
      card.lane().memory().keep(key);
      set = true;
    } finally {
      command.wipe();
      if (!set) {
        key.wipe();
      }
    }
    return true;
  }

  /** Some tokens are locked by a change, others are not; after the next SELECT all are alike. */
  private static void change(OathCard card, CommandApdu command) throws ChannelException {
    try {
      card.require(command);
    } finally {
      card.forget();
    }
  }

  @Override
  public void clearPassword() {
    access.run(
        () -> session.task("take the password away"),
        card -> {
          card.task().changesToken();
          change(card, OathCommands.CLEAR_CODE);
          card.lane().memory().forget(AccessKey.class);
          return true;
        });
  }

  @Override
  public void reset() {
    session.run(
        session.task("reset the OATH application"),
        card -> {
          card.task().changesToken();
          reset(card);
          return true;
        });
  }

  private void reset(OathCard card) throws ChannelException {
    ResponseApdu response = card.send(OathCommands.RESET);
    if (Answers.isSilence(response.status())) {
      throw new TokenException.Unsupported(
          card.task().name(),
          card.task().operation(),
          "this token has no command for that",
          "remove its accounts one by one with countersign mfa remove");
    }
    if (!response.isSuccess()) {
      throw new UnexpectedStatus(response.status());
    }
    session.rebind();
    card.lane().memory().forget(AccessKey.class);
    card.forget();
  }
}
