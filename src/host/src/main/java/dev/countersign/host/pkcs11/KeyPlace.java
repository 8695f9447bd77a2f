package dev.countersign.host.pkcs11;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinSource;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Attributes;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.pkcs11.TokenWork.Access;
import dev.countersign.host.pkcs11.TokenWork.Task;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a key is, or is to be put: what a URI says of label and id, and what is done there. */
final class KeyPlace {
  private static final int ID_BYTES = 8;
  private static final List<String> OF_A_PAIR = List.of("private", "public", "cert");

  private final TokenUri uri;
  private final TokenWork work;
  private final String operation;
  private final byte[] id;
  private final String label;

  private KeyPlace(TokenUri uri, TokenWork work, String operation) {
    this.uri = uri;
    this.work = work;
    this.operation = operation;
    this.id = uri.bytes(ObjectName.ID).orElse(new byte[0]);
    this.label = uri.attribute(ObjectName.OBJECT).orElse("");
  }

  /** The place of a private key with its public half and certificate. */
  static KeyPlace ofPair(TokenUri uri, TokenWork work, String operation) {
    return of(uri, work, operation, OF_A_PAIR);
  }

  /** The place of a secret key. */
  static KeyPlace ofSecret(TokenUri uri, TokenWork work, String operation) {
    return of(uri, work, operation, List.of(KeyFinder.SECRET));
  }

  private static KeyPlace of(TokenUri uri, TokenWork work, String operation, List<String> types) {
    KeyPlace place = new KeyPlace(uri, work, operation);
    if (place.id.length == 0 && place.label.isEmpty()) {
      throw new TokenException.NoKey(
          uri.toString(),
          operation,
          "the URI names no object",
          "add object=LABEL, or id=%01 with the bytes of its id, or both");
    }
    uri.attribute("type")
        .filter(type -> !types.contains(type))
        .ifPresent(
            type -> {
              throw new TokenException.NoKey(
                  uri.toString(),
                  operation,
                  "the URI names an object of the type " + type,
                  "leave type out, or write type=" + types.get(0));
            });
    return place;
  }

  TokenUri uri() {
    return uri;
  }

  String operation() {
    return operation;
  }

  /** A task there; a {@code pin-source} of the URI goes before the token's PIN entry. */
  Task task(Access access) {
    PinEntry entry =
        uri.query("pin-source").map(PinSource::of).orElseGet(() -> work.ports().pinEntry());
    return new Task(uri.toString(), operation, access, entry);
  }

  /** Finds what has that name. */
  List<Attribute> search() {
    return new ObjectName(id, label).search();
  }

  /** What a new object is called there: one that is given no id gets one that no other has. */
  ObjectName fresh(SecureRandom random) {
    byte[] chosen = id;
    if (chosen.length == 0) {
      chosen = new byte[ID_BYTES];
      random.nextBytes(chosen);
    }
    return new ObjectName(chosen, label);
  }

  /** The names of the objects of a class that are there. */
  List<ObjectName> there(CryptokiSession session, long objectClass) {
    List<ObjectName> names = new ArrayList<>();
    for (long handle : session.find(KeyFinder.with(search(), objectClass), KeyFinder.ALL)) {
      Attributes told = session.attributes(handle, Cka.ID, Cka.LABEL);
      names.add(ObjectName.of(told));
    }
    return names;
  }

  /**
   * Refuses a place that is taken: a new key of the same id would share the certificate of the
   * other, one of the same label alone would leave open which is meant.
   */
  void requireFree(CryptokiSession session, long... classes) {
    List<Attribute> same =
        id.length > 0 ? List.of(Attribute.of(Cka.ID, id)) : List.of(Attribute.of(Cka.LABEL, label));
    for (long objectClass : classes) {
      if (session.find(KeyFinder.with(same, objectClass), 1).length > 0) {
        throw new TokenException.Refused(
            uri.toString(),
            operation,
            "there is a key of that %s already".formatted(id.length > 0 ? "id" : "label"),
            null,
            "choose another, or delete that key first");
      }
    }
  }

  /** The one private key that is there; empty when there is none. */
  Optional<Long> privateKey(CryptokiSession session) {
    long[] handles = OtherHalf.privateKeys(session, search());
    if (handles.length > 1) {
      throw ambiguous(session, Cko.PRIVATE_KEY, KeyFinder.PRIVATE);
    }
    return handles.length == 0 ? Optional.empty() : Optional.of(handles[0]);
  }

  TokenException ambiguous(CryptokiSession session, long objectClass, String type) {
    TokenUri token = uri.without(ObjectName.OBJECT).without(ObjectName.ID).without("type");
    return new TokenException.Ambiguous(
        uri.toString(),
        operation,
        there(session, objectClass).stream()
            .map(name -> name.on(token, Optional.of(type)).toString())
            .toList());
  }
}
