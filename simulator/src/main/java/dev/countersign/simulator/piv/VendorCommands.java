package dev.countersign.simulator.piv;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.simulator.card.Firmware;
import dev.countersign.wire.Tlv;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** GET VERSION, GET SERIAL, GET METADATA and RESET ([YK-PIV]). */
final class VendorCommands {
  private static final int TAG_ALGORITHM = 0x01;
  private static final int TAG_POLICIES = 0x02;
  private static final int TAG_ORIGIN = 0x03;
  private static final int TAG_PUBLIC_KEY = 0x04;
  private static final int TAG_IS_DEFAULT = 0x05;
  private static final int TAG_TRIES = 0x06;
  private static final int ALGORITHM_PIN = 0xFF;

  private final PivCard card;

  VendorCommands(PivCard card) {
    this.card = card;
  }

  Response version(Firmware firmware) {
    return Response.ok(firmware.bytes());
  }

  Response serial() {
    return Response.ok(ByteBuffer.allocate(4).putInt(card.serial()).array());
  }

  Response metadata(Command command) {
    if (command.p1() != 0) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    return switch (command.p2()) {
      case Slots.PIN -> reference(card.state().pin(), Reference.FACTORY_PIN);
      case Slots.PUK -> reference(card.state().puk(), Reference.FACTORY_PUK);
      case Slots.MANAGEMENT -> management(card.state().management());
      default -> {
        StoredKey key = card.state().keys().get(command.p2());
        yield key == null ? Response.of(Status.REFERENCE_NOT_FOUND) : key(key);
      }
    };
  }

  private static Response reference(Reference reference, Reference factory) {
    return answer(
        bytes(TAG_ALGORITHM, ALGORITHM_PIN),
        bytes(TAG_IS_DEFAULT, reference.matches(factory.value()) ? 1 : 0),
        bytes(TAG_TRIES, reference.maxTries(), reference.triesLeft()));
  }

  private Response management(ManagementKey key) {
    boolean factory = key.isFactory(card.features().factoryManagementAlgorithm());
    return answer(
        bytes(TAG_ALGORITHM, key.algorithm().id()),
        bytes(TAG_POLICIES, 0, key.touch()),
        bytes(TAG_IS_DEFAULT, factory ? 1 : 0));
  }

  private static Response key(StoredKey key) {
    return answer(
        bytes(TAG_ALGORITHM, key.material().algorithm().id()),
        bytes(TAG_POLICIES, key.policies().pin(), key.policies().touch()),
        bytes(TAG_ORIGIN, key.origin()),
        new Tlv(TAG_PUBLIC_KEY, key.material().publicObjects()));
  }

  /** Everything back to the factory's; the attestation key and its certificate stay. */
  Response reset() {
    PivState before = card.state();
    if (!before.pin().blocked() || !before.puk().blocked()) {
      return Response.of(Status.CONDITIONS_NOT_SATISFIED);
    }
    PivState after = PivState.factory(card.features().factoryManagementAlgorithm());
    StoredKey attestationKey = before.keys().get(Slots.ATTESTATION);
    if (attestationKey != null) {
      after = after.withKey(Slots.ATTESTATION, attestationKey);
    }
    byte[] certificate = before.objects().get(DataObjects.ATTESTATION_CERTIFICATE);
    if (certificate != null) {
      after = after.withObject(DataObjects.ATTESTATION_CERTIFICATE, certificate);
    }
    card.memory().commit(after);
    card.session().clear();
    return Response.ok();
  }

  private static Tlv bytes(int tag, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return new Tlv(tag, bytes);
  }

  private static Response answer(Tlv... objects) {
    return Response.ok(Tlv.encode(new ArrayList<>(List.of(objects))));
  }
}
