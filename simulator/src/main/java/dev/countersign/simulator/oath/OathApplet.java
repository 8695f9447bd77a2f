package dev.countersign.simulator.oath;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Refusal;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.simulator.card.Applet;
import dev.countersign.simulator.card.Memory;
import dev.countersign.simulator.card.Surroundings;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The OATH application ([YK-OATH]): accounts, their codes, and a password before them. True
 * cryptography, false security: it protects nothing.
 */
public final class OathApplet implements Applet {
  private static final byte[] AID = HexFormat.of().parseHex("A000000527210101");
  private static final int SHORTEST_AID = 7;
  private static final int MAX_DATA_BYTES = 512;
  private static final int PIECE_BYTES = 256;

  private static final int INS_PUT = 0x01;
  private static final int INS_DELETE = 0x02;
  private static final int INS_SET_CODE = 0x03;
  private static final int INS_RESET = 0x04;
  private static final int INS_RENAME = 0x05;
  private static final int INS_LIST = 0xA1;
  private static final int INS_CALCULATE = 0xA2;
  private static final int INS_VALIDATE = 0xA3;
  private static final int INS_CALCULATE_ALL = 0xA4;
  private static final int INS_SEND_REMAINING = 0xA5;

  private final OathCard card;
  private final AccessCommands access;
  private final AccountCommands accounts;
  private final CodeCommands codes;

  private OathApplet(OathCard card) {
    this.card = card;
    access = new AccessCommands(card);
    accounts = new AccountCommands(card);
    codes = new CodeCommands(card);
  }

  /**
   * Opens the applet of a token, making it as the factory would if its memory is empty.
   *
   * @throws IOException when the memory cannot be read or written, or holds no OATH state
   */
  public static OathApplet open(OathFeatures features, Surroundings surroundings, Memory memory)
      throws IOException {
    OathMemory kept = OathMemory.open(memory, surroundings.random());
    return new OathApplet(new OathCard(features, surroundings, kept, new OathSession()));
  }

  @Override
  public boolean answersTo(byte[] aid) {
    return aid.length >= SHORTEST_AID
        && aid.length <= AID.length
        && Arrays.equals(aid, Arrays.copyOf(AID, aid.length));
  }

  /** CALCULATE ALL has the instruction of SELECT. */
  @Override
  public boolean claims(Command command) {
    return command.ins() == INS_CALCULATE_ALL && command.p1() == 0;
  }

  @Override
  public int continuation() {
    return INS_SEND_REMAINING;
  }

  @Override
  public int pieceBytes() {
    return PIECE_BYTES;
  }

  @Override
  public int maxDataBytes() {
    return MAX_DATA_BYTES;
  }

  @Override
  public Response select() {
    return access.select();
  }

  @Override
  public void deselect() {
    card.session().clear();
  }

  @Override
  public Response process(Command command) {
    try {
      return dispatch(command);
    } catch (Refusal e) {
      return Response.of(e.status());
    }
  }

  private Response dispatch(Command command) throws Refusal {
    int ins = command.ins();
    Refusal.unless(
        !card.locked() || ins == INS_VALIDATE || ins == INS_RESET,
        Status.SECURITY_STATUS_NOT_SATISFIED);
    return switch (ins) {
      case INS_PUT -> accounts.put(plain(command));
      case INS_DELETE -> accounts.delete(plain(command));
      case INS_SET_CODE -> access.setCode(plain(command));
      case INS_RESET -> access.reset(command);
      case INS_RENAME -> accounts.rename(plain(command));
      case INS_LIST -> accounts.list(plain(command));
      case INS_CALCULATE -> codes.calculate(command);
      case INS_VALIDATE -> access.validate(plain(command));
      case INS_CALCULATE_ALL -> codes.calculateAll(command);
      // nothing is left of a longer answer
      case INS_SEND_REMAINING -> Response.ok();
      default -> Response.of(Status.INSTRUCTION_NOT_SUPPORTED);
    };
  }

  private static Command plain(Command command) throws Refusal {
    Refusal.unless(command.p1p2() == 0, Status.WRONG_P1_P2);
    return command;
  }
}
