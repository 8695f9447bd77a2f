package dev.countersign.card.piv;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.application.CardWork;
import dev.countersign.card.application.Task;
import dev.countersign.device.Secret;
import dev.countersign.wire.ChannelException;
import java.util.Optional;

/** Looks after the application. */
final class PivAdministrator implements PivAdministration {
  private static final int INS_SET_RETRIES = 0xFA;
  private static final int INS_RESET = 0xFB;

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
    return pins.run(pinUse(operation), card -> PivObjects.readProtected(card, tag));
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
    if (from == to) {
      throw new IllegalArgumentException("a key is moved from one slot to another");
    }
    new KeyRemover(session, management).move(from, to, operation);
  }

  @Override
  public void setRetries(int pinTries, int pukTries) {
    String operation = "set the number of tries";
    if (pinTries < 1 || pinTries > 255 || pukTries < 1 || pukTries > 255) {
      throw new IllegalArgumentException("there can be 1 to 255 tries");
    }
    session.require(PivFeature.SET_RETRIES, operation);
    session.serial();
    pins.run(pinUse(operation), card -> true);
    managed(
        operation,
        card -> {
          card.task().onlyOnce();
          card.require(CommandApdu.of(INS_SET_RETRIES, pinTries, pukTries));
          card.facts().pinWasChanged();
          card.notes().pinVerified(false);
          AdminData admin = AdminData.read(card);
          if (admin.pukBlocked()) {
            PivObjects.write(card, PivObjects.ADMIN, admin.withUsablePuk().encode());
          }
          return true;
        });
  }

  @Override
  public void replaceFactoryPins(Secret newPin, Secret newPuk) {
    try (Secret pin = FactoryValues.pin();
        Secret puk = FactoryValues.puk()) {
      PivPinManagement pinManagement = new PivPinManagement(session);
      pinManagement.changePin(pin, newPin);
      pinManagement.changePuk(puk, newPuk);
    }
  }

  @Override
  public void changeManagementKey(NewManagementKey replacement) {
    String operation = "change the management key";
    session.require(PivFeature.SET_MANAGEMENT_KEY, operation);
    if (replacement.algorithm() != ManagementKeyAlgorithm.TDES) {
      session.require(PivFeature.AES_MANAGEMENT_KEY, operation);
    }
    session.serial();
    ManagementKeyChange change = change(replacement, operation);
    managed(
        operation,
        card -> {
          change.make(card);
          return true;
        });
  }

  private ManagementKeyChange change(NewManagementKey replacement, String operation) {
    boolean stored =
        replacement.storedBehindPin()
            || session.run(session.task(operation), AdminData::read).keyStored();
    return stored
        ? ManagementKeyChange.of(
            session.task(operation),
            replacement,
            pins.run(pinUse(operation), card -> PivObjects.readProtected(card, PivObjects.PRINTED)))
        : ManagementKeyChange.of(replacement);
  }

  private PinUse pinUse(String operation) {
    String name = session.knownUri().toString();
    return new PinUse(
        name,
        operation,
        operation,
        session.ports().pinEntry(),
        false,
        status -> Task.refused(name, operation, status));
  }

  @Override
  public void reset() {
    String operation = "reset the PIV application";
    session.require(PivFeature.RESET, operation);
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

  private <T> void managed(String operation, CardWork<PivCard, T> work) {
    management.run(session.knownUri().toString(), operation, work);
  }
}
