package dev.countersign.simulator.piv;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * GENERATE ASYMMETRIC KEY PAIR ([SP800-73-4/2] 3.3.2), IMPORT ASYMMETRIC KEY and MOVE KEY
 * ([YK-PIV]).
 */
final class KeyCommands {
  private static final int TAG_GENERATE = 0xAC;
  private static final int TAG_ALGORITHM = 0x80;
  private static final int TAG_PUBLIC_KEY = 0x7F49;
  private static final int RSA_PARTS = 5;
  private static final int TAG_EC_SCALAR = 0x06;
  private static final int TAG_ED25519 = 0x07;
  private static final int TAG_X25519 = 0x08;
  private static final int P1_DELETE = 0xFF;

  private final PivCard card;

  KeyCommands(PivCard card) {
    this.card = card;
  }

  Response generate(Command command) {
    if (!card.session().managementAuthenticated()) {
      return Response.of(Status.SECURITY_STATUS_NOT_SATISFIED);
    }
    int slot = command.p2();
    boolean vendor = card.features().vendor();
    if (command.p1() != 0 || !(vendor ? Slots.isKey(slot) : Slots.isStandard(slot))) {
      return Response.of(vendor ? Status.WRONG_P1_P2 : Status.INCORRECT_P1_P2);
    }
    List<Tlv> wishes;
    try {
      Tlv template = Tlv.parse(command.data());
      if (template.tag() != TAG_GENERATE) {
        return Response.of(Status.INCORRECT_DATA);
      }
      wishes = template.children();
    } catch (TlvException e) {
      return Response.of(Status.INCORRECT_DATA);
    }
    Optional<PivAlgorithm> algorithm =
        Tlv.find(wishes, TAG_ALGORITHM)
            .filter(wish -> wish.value().length == 1)
            .flatMap(wish -> PivAlgorithm.byId(wish.value()[0] & 0xFF))
            .filter(card.features().algorithms()::contains);
    Optional<Policies> policies = policies(wishes, slot);
    if (algorithm.isEmpty() || policies.isEmpty()) {
      return Response.of(Status.INCORRECT_DATA);
    }
    KeyMaterial material = KeyMaterial.generate(algorithm.get(), card.surroundings().random());
    return store(slot, new StoredKey(material, StoredKey.GENERATED, policies.get()))
        .orElseGet(() -> Response.ok(new Tlv(TAG_PUBLIC_KEY, material.publicObjects()).encode()));
  }

  Response importKey(Command command) {
    if (!card.session().managementAuthenticated()) {
      return Response.of(Status.SECURITY_STATUS_NOT_SATISFIED);
    }
    int slot = command.p2();
    if (!Slots.isKey(slot)) {
      return Response.of(Status.WRONG_P1_P2);
    }
    Optional<PivAlgorithm> algorithm =
        PivAlgorithm.byId(command.p1()).filter(card.features().algorithms()::contains);
    if (algorithm.isEmpty()) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    try {
      List<Tlv> parts = Tlv.parseAll(command.data());
      Optional<Policies> policies = policies(parts, slot);
      if (policies.isEmpty()) {
        return Response.of(Status.INCORRECT_DATA);
      }
      KeyMaterial material = material(algorithm.get(), parts);
      return store(slot, new StoredKey(material, StoredKey.IMPORTED, policies.get()))
          .orElseGet(Response::ok);
    } catch (TlvException | IllegalArgumentException e) {
      return Response.of(Status.INCORRECT_DATA);
    }
  }

  private static KeyMaterial material(PivAlgorithm algorithm, List<Tlv> parts) {
    return switch (algorithm.kind()) {
      case RSA ->
          RsaKey.imported(
              algorithm,
              IntStream.rangeClosed(1, RSA_PARTS).mapToObj(tag -> part(parts, tag)).toList());
      case EC -> new EcKey(algorithm, part(parts, TAG_EC_SCALAR));
      case ED25519 -> new Ed25519Key(part(parts, TAG_ED25519));
      case X25519 -> new X25519Key(part(parts, TAG_X25519));
    };
  }

  private static byte[] part(List<Tlv> parts, int tag) {
    return Tlv.find(parts, tag)
        .map(Tlv::value)
        .orElseThrow(() -> new IllegalArgumentException("a part is missing"));
  }

  /** Moves a key, or deletes it. The certificate object stays where it is. */
  Response move(Command command) {
    if (!card.session().managementAuthenticated()) {
      return Response.of(Status.SECURITY_STATUS_NOT_SATISFIED);
    }
    int to = command.p1();
    int from = command.p2();
    boolean delete = to == P1_DELETE;
    if (!(delete ? Slots.isKey(from) : Slots.isUserKey(from) && Slots.isUserKey(to))) {
      return Response.of(Status.WRONG_P1_P2);
    }
    StoredKey key = card.state().keys().get(from);
    if (key == null) {
      return Response.of(Status.REFERENCE_NOT_FOUND);
    }
    PivState changed = card.state().withoutKey(from);
    card.memory().commit(delete ? changed : changed.withKey(to, key));
    return Response.ok();
  }

  /** The policies asked for; a plain card has only those of the standard. */
  private Optional<Policies> policies(List<Tlv> wishes, int slot) {
    if (!card.features().vendor() && Policies.anyRequested(wishes)) {
      return Optional.empty();
    }
    return Policies.requested(wishes, slot);
  }

  /** Stores a key; the refusal when there is no room. */
  private Optional<Response> store(int slot, StoredKey key) {
    PivState changed = card.state().withKey(slot, key);
    if (changed.size() > card.features().storeBytes()) {
      return Optional.of(Response.of(Status.NOT_ENOUGH_MEMORY));
    }
    card.memory().commit(changed);
    return Optional.empty();
  }
}
