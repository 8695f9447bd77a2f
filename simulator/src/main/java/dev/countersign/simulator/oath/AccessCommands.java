package dev.countersign.simulator.oath;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Refusal;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.wire.Tlv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Who may use the applet: SELECT, SET CODE, VALIDATE and RESET. */
final class AccessCommands {
  private static final int P1P2_RESET = 0xDEAD;

  private final OathCard card;

  AccessCommands(OathCard card) {
    this.card = card;
  }

  /** [YK-OATH] SELECT: version, salt, and where there is an access key a fresh challenge. */
  Response select() {
    byte[] challenge = card.session().begin(card.surroundings().random());
    List<Tlv> answer = new ArrayList<>();
    answer.add(new Tlv(OathTag.VERSION, card.features().firmware().bytes()));
    answer.add(new Tlv(OathTag.NAME, card.state().salt()));
    card.state()
        .access()
        .ifPresent(
            access -> {
              answer.add(new Tlv(OathTag.CHALLENGE, challenge));
              answer.add(new Tlv(OathTag.ALGORITHM, new byte[] {(byte) access.type()}));
            });
    return Response.ok(Tlv.encode(answer));
  }

  /**
   * [YK-OATH] SET CODE. An empty key removes it; a new one comes with the proof that the host can
   * use it. The session stays open.
   */
  Response setCode(Command command) throws Refusal {
    OathData data = new OathData(command.data());
    byte[] key = data.take(OathTag.KEY);
    if (key.length == 0) {
      data.end();
      card.memory().commit(card.state().withAccessKey(null));
      return Response.ok();
    }
    byte[] challenge = data.take(OathTag.CHALLENGE);
    byte[] response = data.take(OathTag.RESPONSE);
    data.end();
    AccessKey access = new AccessKey(key[0] & 0xFF, Arrays.copyOfRange(key, 1, key.length));
    Refusal.unless(access.valid(), Status.INCORRECT_DATA);
    Refusal.unless(access.proves(challenge, response), Status.DATA_INVALID);
    card.memory().commit(card.state().withAccessKey(access));
    card.session().setAuthenticated();
    return Response.ok();
  }

  /** [YK-OATH] VALIDATE: the host proves the access key, then the applet does. */
  Response validate(Command command) throws Refusal {
    OathData data = new OathData(command.data());
    byte[] response = data.take(OathTag.RESPONSE);
    byte[] hostChallenge = data.take(OathTag.CHALLENGE);
    data.end();
    AccessKey access = card.state().access().orElseThrow(() -> new Refusal(Status.DATA_INVALID));
    Refusal.unless(access.proves(card.session().challenge(), response), Status.INCORRECT_DATA);
    card.session().setAuthenticated();
    return Response.ok(new Tlv(OathTag.RESPONSE, access.respond(hostChallenge)).encode());
  }

  /**
   * [YK-OATH] RESET, also while locked: accounts and access key are gone, the salt is a new one.
   */
  Response reset(Command command) throws Refusal {
    Refusal.unless(command.p1p2() == P1P2_RESET, Status.WRONG_P1_P2);
    card.memory().commit(OathState.fresh(card.surroundings().random()));
    return Response.ok();
  }
}
