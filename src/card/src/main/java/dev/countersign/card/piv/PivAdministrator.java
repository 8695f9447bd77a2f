package dev.countersign.card.piv;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import java.util.Arrays;
import java.util.Optional;

/** Looks after the application. */
final class PivAdministrator implements PivAdministration {
  private static final int INS_MOVE_KEY = 0xF6;
  private static final int INS_SET_RETRIES = 0xFA;
  private static final int INS_RESET = 0xFB;
  private static final int DELETE = 0xFF;

  /** More tries than a counter of one byte can hold. */
  private static final int MAX_TRIES = 256;

  private final PivSession session;
  private final PinAccess pins;
  private final ManagementAccess management;

  PivAdministrator(PivSession session, PinAccess pins, ManagementAccess management) {
    this.session = session;
    this.pins = pins;
    this.management = management;
  }

  @Override
  public PivStatus status() {
    return session.run(session.task("ask how it stands"), StatusReader::read);
  }

  @Override
  public SetupResult setUp(PivSetup setup) {
    session.serial();
    return new SetupProcedure(session, pins, management, setup).run();
  }

  @Override
  public Optional<byte[]> readObject(int tag) {
    String operation = "read object %X".formatted(tag);
    if (!PivObjects.PIN_PROTECTED.contains(tag)) {
      return session.run(session.task(operation), card -> PivObjects.read(card, tag));
    }
    PinUse use =
        new PinUse(
            session.knownUri().toString(),
            operation,
            operation,
            session.ports().pinEntry(),
            false,
            status -> Task.refused(session.knownUri().toString(), operation, status));
    return pins.run(use, card -> PivObjects.readProtected(card, tag));
  }

  @Override
  public void writeObject(int tag, byte[] value) {
    if (tag <= 0 || tag > 0xFFFFFF) {
      throw new IllegalArgumentException("the tag of an object has one to three bytes");
    }
    managed(
        "write object %X".formatted(tag),
        card -> {
          PivObjects.write(card, tag, value);
          return true;
        });
    if (tag == PivObjects.CHUID) {
      session.serialWasWritten();
    }
  }

  @Override
  public void moveKey(PivSlot from, PivSlot to) {
    String operation = "move the key";
    requireFeature(PivFeature.MOVE_KEY, operation);
    moveOrDelete(from, to.reference(), operation);
  }

  @Override
  public void deleteKey(PivSlot slot) {
    String operation = "delete the key";
    requireFeature(PivFeature.MOVE_KEY, operation);
    moveOrDelete(slot, DELETE, operation);
  }

  private void moveOrDelete(PivSlot from, int destination, String operation) {
    session.serial();
    String name = Places.name(session, from);
    management.run(
        () -> Task.of(name, operation, status -> moveRefusal(name, operation, from, status)),
        card -> {
          card.task().onlyOnce();
          return card.require(CommandApdu.of(INS_MOVE_KEY, destination, from.reference()));
        });
  }

  private static TokenException moveRefusal(
      String name, String operation, PivSlot from, StatusWord status) {
    if (status.equals(StatusWord.REFERENCE_NOT_FOUND)
        || status.equals(StatusWord.FILE_NOT_FOUND)
        || status.equals(StatusWord.INCORRECT_DATA)) {
      return Places.noKey(Task.of(name, operation), from);
    }
    return Task.refused(name, operation, status);
  }

  @Override
  public void setRetries(int pinTries, int pukTries) {
    String operation = "set the number of tries";
    if (pinTries < 1 || pinTries > 255 || pukTries < 1 || pukTries > 255) {
      throw new IllegalArgumentException("there can be 1 to 255 tries");
    }
    requireFeature(PivFeature.SET_RETRIES, operation);
    session.serial();
    String name = session.knownUri().toString();
    PinUse use =
        new PinUse(
            name,
            operation,
            operation,
            session.ports().pinEntry(),
            false,
            status -> Task.refused(name, operation, status));
    pins.run(use, card -> true);
    managed(
        operation,
        card -> {
          card.task().onlyOnce();
          card.require(CommandApdu.of(INS_SET_RETRIES, pinTries, pukTries));
          card.facts().pinWasChanged();
          card.notes().pinVerified(false);
          return true;
        });
  }

  @Override
  public void changeManagementKey(
      ManagementKeyAlgorithm algorithm, Secret key, boolean protectedByPin) {
    String operation = "change the management key";
    if (key.length() != algorithm.keyBytes()) {
      throw new IllegalArgumentException(
          "a key of %s has %d bytes".formatted(algorithm, algorithm.keyBytes()));
    }
    requireFeature(PivFeature.SET_MANAGEMENT_KEY, operation);
    if (algorithm != ManagementKeyAlgorithm.TDES) {
      requireFeature(PivFeature.AES_MANAGEMENT_KEY, operation);
    }
    session.serial();
    byte[] bytes = key.bytes();
    try {
      managed(operation, card -> ManagementKeyChange.make(card, algorithm, bytes, protectedByPin));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public void reset() {
    String operation = "reset the PIV application";
    requireFeature(PivFeature.RESET, operation);
    session.serial();
    session.run(
        session.task(operation),
        card -> {
          card.ensureFresh();
          block(card, false);
          block(card, true);
          card.require(CommandApdu.of(INS_RESET, 0, 0));
          card.facts().pinWasChanged();
          card.forget();
          return true;
        });
    session.serialWasWritten();
  }

  private static void block(PivCard card, boolean puk) throws ChannelException {
    for (int i = 0; i < MAX_TRIES; i++) {
      if (!PivPin.waste(card, puk)) {
        return;
      }
    }
    throw card.badResponse("its tries never end");
  }

  private <T> void managed(String operation, CardWork<T> work) {
    management.run(session.knownUri().toString(), operation, work);
  }

  private void requireFeature(PivFeature feature, String operation) {
    boolean has = session.run(session.task(operation), Identification::features).contains(feature);
    if (!has) {
      throw new TokenException.Unsupported(
          session.knownUri().toString(),
          operation,
          "this token cannot do that",
          "it needs a command of its maker's that this token lacks");
    }
  }
}
