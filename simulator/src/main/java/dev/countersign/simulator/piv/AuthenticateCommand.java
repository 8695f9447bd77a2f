package dev.countersign.simulator.piv;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** GENERAL AUTHENTICATE ([SP800-73-4/2] 3.2.4). */
final class AuthenticateCommand {
  private static final int TAG_TEMPLATE = 0x7C;
  private static final int TAG_CHALLENGE = 0x81;
  private static final int TAG_RESPONSE = 0x82;
  private static final int TAG_EXPONENTIATION = 0x85;

  private final PivCard card;
  private final ManagementCommands management;

  AuthenticateCommand(PivCard card, ManagementCommands management) {
    this.card = card;
    this.management = management;
  }

  Response run(Command command, PivSession.@Nullable Pending pending) {
    List<Tlv> objects;
    try {
      Tlv template = Tlv.parse(command.data());
      if (template.tag() != TAG_TEMPLATE) {
        return Response.of(Status.INCORRECT_DATA);
      }
      objects = template.children();
    } catch (TlvException e) {
      return Response.of(Status.INCORRECT_DATA);
    }
    return command.p2() == Slots.MANAGEMENT
        ? management.authenticate(command, objects, pending)
        : useKey(command, objects);
  }

  private Response useKey(Command command, List<Tlv> objects) {
    boolean vendor = card.features().vendor();
    if (!Slots.isUserKey(command.p2())) {
      return Response.of(vendor ? Status.WRONG_P1_P2 : Status.INCORRECT_P1_P2);
    }
    StoredKey key = card.state().keys().get(command.p2());
    if (key == null || key.material().algorithm().id() != command.p1()) {
      return Response.of(vendor ? Status.INCORRECT_DATA : Status.INCORRECT_P1_P2);
    }
    Optional<Tlv> challenge = Tlv.find(objects, TAG_CHALLENGE);
    Optional<Tlv> peer = Tlv.find(objects, TAG_EXPONENTIATION);
    if (challenge.isPresent() == peer.isPresent()) {
      return Response.of(Status.INCORRECT_DATA);
    }
    if (!pinSatisfied(key.policies())
        || !card.touched(key.policies().touch(), "key %02x".formatted(command.p2()))) {
      return Response.of(Status.SECURITY_STATUS_NOT_SATISFIED);
    }
    SecureRandom random = card.surroundings().random();
    Optional<byte[]> result;
    try {
      result =
          challenge.isPresent()
              ? key.material().sign(challenge.get().value(), random)
              : key.material().agree(peer.orElseThrow().value());
    } catch (IllegalArgumentException e) {
      result = Optional.empty(); // an imported key that is no key
    }
    return result
        .map(value -> Response.ok(Tlv.of(TAG_TEMPLATE, new Tlv(TAG_RESPONSE, value)).encode()))
        .orElse(Response.of(Status.INCORRECT_DATA));
  }

  private boolean pinSatisfied(Policies policies) {
    return switch (policies.pin()) {
      case Policies.NEVER -> true;
      case Policies.ONCE -> card.session().pinVerified();
      default -> card.session().pinVerified() && card.session().useLicence();
    };
  }
}
