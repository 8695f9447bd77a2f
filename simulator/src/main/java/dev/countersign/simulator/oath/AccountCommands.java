package dev.countersign.simulator.oath;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Refusal;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.oath.OathHash;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which accounts there are: PUT, DELETE, RENAME and LIST. */
final class AccountCommands {
  private static final int LIST_WITH_PROPERTIES = 0x01;
  private static final int TYPE_BYTES = 2;

  private final OathCard card;

  AccountCommands(OathCard card) {
    this.card = card;
  }

  /** [YK-OATH] PUT: an account of the same name is overwritten. */
  Response put(Command command) throws Refusal {
    Account account = read(new OathData(command.data()));
    OathState state = card.state();
    Refusal.unless(
        state.find(account.name()).isPresent()
            || state.accounts().size() < card.features().maxAccounts(),
        Status.NOT_ENOUGH_MEMORY);
    card.memory().commit(state.with(account.name(), account));
    return Response.ok();
  }

  private Account read(OathData data) throws Refusal {
    byte[] name = data.take(OathTag.NAME);
    byte[] key = data.take(OathTag.KEY);
    Refusal.unless(key.length > TYPE_BYTES, Status.INCORRECT_DATA);
    int properties = data.has(OathTag.PROPERTY) ? data.takeByte(OathTag.PROPERTY) : 0;
    byte[] counter = data.has(OathTag.COUNTER) ? data.take(OathTag.COUNTER) : new byte[0];
    data.end();
    Account account =
        new Account(
            name,
            key[0] & 0xFF,
            key[1] & 0xFF,
            Arrays.copyOfRange(key, TYPE_BYTES, key.length),
            properties,
            counter.length == Integer.BYTES
                ? Integer.toUnsignedLong(ByteBuffer.wrap(counter).getInt())
                : 0,
            new byte[0]);
    Refusal.unless(
        account.valid()
            && (counter.length == 0 || (counter.length == Integer.BYTES && account.counts()))
            && (account.hash() != OathHash.SHA512 || card.features().sha512())
            && (!account.needsTouch() || card.features().touch()),
        Status.INCORRECT_DATA);
    return account;
  }

  /** [YK-OATH] DELETE. */
  Response delete(Command command) throws Refusal {
    OathData data = new OathData(command.data());
    byte[] name = data.take(OathTag.NAME);
    data.end();
    Refusal.unless(card.state().find(name).isPresent(), Status.DATA_INVALID);
    card.memory().commit(card.state().without(name));
    return Response.ok();
  }

  /** [YK-OATH] RENAME: the account keeps its place, and takes nobody's name. */
  Response rename(Command command) throws Refusal {
    Refusal.unless(card.features().rename(), Status.INSTRUCTION_NOT_SUPPORTED);
    OathData data = new OathData(command.data());
    byte[] before = data.take(OathTag.NAME);
    byte[] after = data.take(OathTag.NAME);
    data.end();
    OathState state = card.state();
    Account renamed =
        state.find(before).orElseThrow(() -> new Refusal(Status.DATA_INVALID)).withName(after);
    Refusal.unless(renamed.valid(), Status.INCORRECT_DATA);
    Refusal.unless(
        Arrays.equals(before, after) || state.find(after).isEmpty(),
        Status.CONDITIONS_NOT_SATISFIED);
    card.memory().commit(state.with(before, renamed));
    return Response.ok();
  }

  /** [YK-OATH] LIST: type and name of each account, and its properties when asked for them. */
  Response list(Command command) {
    boolean properties =
        card.features().listsProperties()
            && command.data().length == 1
            && command.data()[0] == LIST_WITH_PROPERTIES;
    List<Tlv> answer = new ArrayList<>();
    for (Account account : card.state().accounts()) {
      ByteBuffer entry = ByteBuffer.allocate(1 + account.name().length + (properties ? 1 : 0));
      entry.put((byte) account.type()).put(account.name());
      if (properties) {
        entry.put((byte) account.properties());
      }
      answer.add(new Tlv(OathTag.NAME_LIST, entry.array()));
    }
    return Response.ok(Tlv.encode(answer));
  }
}
