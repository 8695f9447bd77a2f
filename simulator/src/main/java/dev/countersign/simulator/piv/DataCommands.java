package dev.countersign.simulator.piv;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.util.List;

/** GET DATA and PUT DATA ([SP800-73-4/2] 3.1.2, 3.3.1). */
final class DataCommands {
  private static final int P1P2 = 0x3FFF;
  private static final int TAG_NAME = 0x5C;
  private static final int TAG_VALUE = 0x53;
  private static final int MAX_NAME_BYTES = 3;

  private final PivCard card;

  DataCommands(PivCard card) {
    this.card = card;
  }

  Response get(Command command) {
    if (command.p1p2() != P1P2) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    int tag;
    try {
      Tlv name = Tlv.parse(command.data());
      if (name.tag() != TAG_NAME || !isName(name.value())) {
        return Response.of(Status.INCORRECT_DATA);
      }
      tag = number(name.value());
    } catch (TlvException e) {
      return Response.of(Status.INCORRECT_DATA);
    }
    if (DataObjects.needsPin(tag) && !card.session().pinVerified()) {
      return Response.of(Status.SECURITY_STATUS_NOT_SATISFIED);
    }
    byte[] value = card.state().objects().get(tag);
    if (value == null && tag == DataObjects.DISCOVERY) {
      value = DataObjects.discovery();
    }
    if (value == null) {
      return Response.of(Status.NOT_FOUND);
    }
    return Response.ok(new Tlv(isBare(tag) ? tag : TAG_VALUE, value).encode());
  }

  Response put(Command command) {
    if (command.p1p2() != P1P2) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    if (!card.session().managementAuthenticated()) {
      return Response.of(Status.SECURITY_STATUS_NOT_SATISFIED);
    }
    try {
      return put(Tlv.parseAll(command.data()));
    } catch (TlvException e) {
      return Response.of(Status.INCORRECT_DATA);
    }
  }

  private Response put(List<Tlv> objects) {
    if (objects.size() == 1 && isBare(objects.get(0).tag())) {
      return store(objects.get(0).tag(), objects.get(0).value());
    }
    if (objects.size() != 2
        || objects.get(0).tag() != TAG_NAME
        || !isName(objects.get(0).value())
        || objects.get(1).tag() != TAG_VALUE) {
      return Response.of(Status.INCORRECT_DATA);
    }
    return store(number(objects.get(0).value()), objects.get(1).value());
  }

  private Response store(int tag, byte[] value) {
    boolean known =
        card.features().vendor() ? DataObjects.isYubico(tag) : DataObjects.isStandard(tag);
    if (!known) {
      return Response.of(Status.NOT_FOUND);
    }
    PivState changed = card.state().withObject(tag, value);
    if (changed.size() > card.features().storeBytes()) {
      return Response.of(Status.NOT_ENOUGH_MEMORY);
    }
    card.memory().commit(changed);
    return Response.ok();
  }

  /** Objects that are read and written without the 53 around them. */
  private static boolean isBare(int tag) {
    return tag == DataObjects.DISCOVERY || tag == DataObjects.BIOMETRIC_GROUP;
  }

  private static boolean isName(byte[] name) {
    return name.length >= 1 && name.length <= MAX_NAME_BYTES;
  }

  private static int number(byte[] bytes) {
    int number = 0;
    for (byte b : bytes) {
      number = (number << 8) | (b & 0xFF);
    }
    return number;
  }
}
