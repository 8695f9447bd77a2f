package dev.countersign.simulator.oath;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Refusal;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.wire.Tlv;
import java.util.ArrayList;
import java.util.List;

/** Codes: CALCULATE and CALCULATE ALL. P2 says whether the MAC is truncated. */
final class CodeCommands {
  private static final int P2_TRUNCATED = 0x01;

  private final OathCard card;

  CodeCommands(OathCard card) {
    this.card = card;
  }

  /**
   * [YK-OATH] CALCULATE. The next counter is stored before the code of this one is given away; a
   * touch that does not come costs nothing.
   */
  Response calculate(Command command) throws Refusal {
    boolean truncated = truncated(command);
    OathData data = new OathData(command.data());
    byte[] name = data.take(OathTag.NAME);
    byte[] challenge = data.take(OathTag.CHALLENGE);
    data.end();
    OathState state = card.state();
    Account account = state.find(name).orElseThrow(() -> new Refusal(Status.DATA_INVALID));
    Account used = account.afterUse(challenge);
    Refusal.unless(
        !account.needsTouch() || card.surroundings().touch().test(account.toString()),
        Status.SECURITY_STATUS_NOT_SATISFIED);
    if (account.changesWithUse()) {
      card.memory().commit(state.with(name, used));
    }
    return Response.ok(code(account, challenge, truncated).encode());
  }

  /**
   * [YK-OATH] CALCULATE ALL: of accounts that count codes or ask for a touch only the name. A
   * challenge that one account refuses is refused as a whole.
   */
  Response calculateAll(Command command) throws Refusal {
    boolean truncated = truncated(command);
    OathData data = new OathData(command.data());
    byte[] challenge = data.take(OathTag.CHALLENGE);
    data.end();
    Refusal.unless(
        challenge.length >= 1 && challenge.length <= Account.MAX_CHALLENGE_BYTES,
        Status.INCORRECT_DATA);
    List<Tlv> answer = new ArrayList<>();
    OathState used = card.state();
    boolean changed = false;
    for (Account account : card.state().accounts()) {
      answer.add(new Tlv(OathTag.NAME, account.name()));
      byte[] digits = {(byte) account.digits()};
      if (account.counts()) {
        answer.add(new Tlv(OathTag.COUNTED, digits));
      } else if (account.needsTouch()) {
        answer.add(new Tlv(OathTag.TOUCH, digits));
      } else {
        answer.add(code(account, challenge, truncated));
        used = used.with(account.name(), account.afterUse(challenge));
        changed |= account.changesWithUse();
      }
    }
    if (changed) {
      card.memory().commit(used);
    }
    return Response.ok(Tlv.encode(answer));
  }

  private static boolean truncated(Command command) throws Refusal {
    Refusal.unless(command.p1() == 0 && command.p2() <= P2_TRUNCATED, Status.WRONG_P1_P2);
    return command.p2() == P2_TRUNCATED;
  }

  private static Tlv code(Account account, byte[] challenge, boolean truncated) {
    byte[] mac = account.mac(challenge);
    byte[] shown = truncated ? Macs.truncate(mac) : mac;
    byte[] value = new byte[1 + shown.length];
    value[0] = (byte) account.digits();
    System.arraycopy(shown, 0, value, 1, shown.length);
    return new Tlv(truncated ? OathTag.TRUNCATED : OathTag.RESPONSE, value);
  }
}
