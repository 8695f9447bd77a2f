package dev.countersign.simulator.piv;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.wire.Tlv;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Authentication with the management key ([SP800-73-4/2] 3.2.4) and its replacement ([YK-PIV] SET
 * MANAGEMENT KEY).
 */
final class ManagementCommands {
  private static final int TAG_TEMPLATE = 0x7C;
  private static final int TAG_WITNESS = 0x80;
  private static final int TAG_CHALLENGE = 0x81;
  private static final int TAG_RESPONSE = 0x82;
  private static final int P1_SET = 0xFF;
  private static final int P2_NO_TOUCH = 0xFF;
  private static final int P2_TOUCH = 0xFE;
  private static final int P2_TOUCH_CACHED = 0xFD;
  private static final int SET_HEADER_BYTES = 3;

  private final PivCard card;

  ManagementCommands(PivCard card) {
    this.card = card;
  }

  /**
   * One step of authentication.
   *
   * @param objects what is inside the 7C template
   * @param pending what the step before sent, if that was the command before
   */
  Response authenticate(Command command, List<Tlv> objects, PivSession.@Nullable Pending pending) {
    ManagementKey key = card.state().management();
    Optional<ManagementAlgorithm> algorithm = ManagementAlgorithm.byId(command.p1());
    if (algorithm.isEmpty() || algorithm.get() != key.algorithm()) {
      return Response.of(card.features().vendor() ? Status.INCORRECT_DATA : Status.INCORRECT_P1_P2);
    }
    byte[] witness = value(objects, TAG_WITNESS);
    byte[] challenge = value(objects, TAG_CHALLENGE);
    byte[] response = value(objects, TAG_RESPONSE);
    boolean answers = response != null && response.length > 0;
    if (witness != null && witness.length == 0 && challenge == null) {
      byte[] plain = random(key);
      card.session().setPending(new PivSession.Pending(true, plain));
      return template(TAG_WITNESS, key.encrypt(plain));
    }
    if (challenge != null && challenge.length == 0 && witness == null && !answers) {
      byte[] plain = random(key);
      card.session().setPending(new PivSession.Pending(false, plain));
      return template(TAG_CHALLENGE, plain);
    }
    if (witness != null && challenge != null) {
      return mutual(key, witness, challenge, pending);
    }
    if (witness == null && challenge == null && answers) {
      return single(key, response, pending);
    }
    return Response.of(Status.INCORRECT_DATA);
  }

  private Response single(
      ManagementKey key, byte @Nullable [] response, PivSession.@Nullable Pending pending) {
    if (pending == null || pending.mutual()) {
      return Response.of(Status.CONDITIONS_NOT_SATISFIED);
    }
    return grant(key, MessageDigest.isEqual(key.encrypt(pending.value()), response))
        ? Response.ok()
        : Response.of(Status.SECURITY_STATUS_NOT_SATISFIED);
  }

  private Response mutual(
      ManagementKey key, byte[] witness, byte[] challenge, PivSession.@Nullable Pending pending) {
    if (pending == null || !pending.mutual()) {
      return Response.of(Status.CONDITIONS_NOT_SATISFIED);
    }
    if (challenge.length != key.algorithm().blockBytes()) {
      return Response.of(Status.INCORRECT_DATA);
    }
    return grant(key, MessageDigest.isEqual(pending.value(), witness))
        ? template(TAG_RESPONSE, key.encrypt(challenge))
        : Response.of(Status.SECURITY_STATUS_NOT_SATISFIED);
  }

  private boolean grant(ManagementKey key, boolean proven) {
    boolean granted = proven && card.touched(key.touch(), "management key");
    card.session().setManagementAuthenticated(granted);
    return granted;
  }

  Response set(Command command) {
    if (!card.session().managementAuthenticated()) {
      return Response.of(Status.SECURITY_STATUS_NOT_SATISFIED);
    }
    int touch =
        switch (command.p2()) {
          case P2_NO_TOUCH -> Policies.NEVER;
          case P2_TOUCH -> Policies.TOUCH_ALWAYS;
          case P2_TOUCH_CACHED -> Policies.TOUCH_CACHED;
          default -> 0;
        };
    if (command.p1() != P1_SET || touch == 0) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    byte[] data = command.data();
    if (data.length < SET_HEADER_BYTES || (data[1] & 0xFF) != Slots.MANAGEMENT) {
      return Response.of(Status.INCORRECT_DATA);
    }
    Optional<ManagementAlgorithm> algorithm = ManagementAlgorithm.byId(data[0] & 0xFF);
    if (data[0] == 0
        || algorithm.isEmpty()
        || (algorithm.get() != ManagementAlgorithm.TDES && !card.features().aesManagementKey())
        || (data[2] & 0xFF) != algorithm.get().keyBytes()
        || data.length != SET_HEADER_BYTES + algorithm.get().keyBytes()) {
      return Response.of(Status.INCORRECT_DATA);
    }
    byte[] key = Arrays.copyOfRange(data, SET_HEADER_BYTES, data.length);
    card.memory()
        .commit(card.state().withManagement(new ManagementKey(algorithm.get(), key, touch)));
    return Response.ok();
  }

  private byte[] random(ManagementKey key) {
    byte[] bytes = new byte[key.algorithm().blockBytes()];
    card.surroundings().random().nextBytes(bytes);
    return bytes;
  }

  private static Response template(int tag, byte[] value) {
    return Response.ok(Tlv.of(TAG_TEMPLATE, new Tlv(tag, value)).encode());
  }

  private static byte @Nullable [] value(List<Tlv> objects, int tag) {
    return Tlv.find(objects, tag).map(Tlv::value).orElse(null);
  }
}
