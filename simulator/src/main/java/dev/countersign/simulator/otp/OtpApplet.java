package dev.countersign.simulator.otp;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Refusal;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.simulator.card.Applet;
import dev.countersign.simulator.card.Memory;
import dev.countersign.simulator.card.StorageFailure;
import dev.countersign.simulator.card.Surroundings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * The OTP application ([YK-OTP]): two slots, each of which answers challenges or types codes. True
 * cryptography, false security: it protects nothing.
 */
public final class OtpApplet implements Applet {
  private static final byte[] AID = HexFormat.of().parseHex("A000000527200101");
  private static final int SHORTEST_AID = 7;
  private static final int INS_API_REQUEST = 0x01;
  private static final int INS_STATUS = 0x03;
  private static final int MAX_DATA_BYTES = 255;

  private final OtpCard card;
  private final int serial;
  private final Function<Command, Response> management;
  private final WriteCommands writing;
  private final ChallengeCommands challenges;
  private final Keyboard keyboard;

  private OtpApplet(OtpCard card, int serial, Function<Command, Response> management) {
    this.card = card;
    this.serial = serial;
    this.management = management;
    OneTimePasswords passwords = new OneTimePasswords(card);
    writing = new WriteCommands(card);
    challenges = new ChallengeCommands(card, passwords);
    keyboard = new Keyboard(card, passwords);
  }

  /**
   * Opens the applet of a token. Its memory is written when something is programmed, not before.
   *
   * @param serial the serial number, unsigned 32 bits
   * @param management answers the commands of the management application, which some are of here
   * @throws IOException when the memory cannot be read or holds no OTP state
   */
  public static OtpApplet open(
      OtpFeatures features,
      int serial,
      Surroundings surroundings,
      Memory memory,
      Function<Command, Response> management)
      throws IOException {
    OtpCard card =
        new OtpCard(
            features, surroundings, OtpMemory.open(memory), new OtpSession(surroundings.clock()));
    OtpApplet applet = new OtpApplet(card, serial, management);
    applet.pluggedIn();
    return applet;
  }

  /**
   * A finger touches the token.
   *
   * @param slot 1 for a short touch, 2 for a long one
   * @return what the token types, empty when that is nothing
   */
  public String touch(int slot) {
    try {
      return keyboard.type(slot);
    } catch (StorageFailure e) {
      // a counter that is not kept must not be used
      return "";
    }
  }

  @Override
  public boolean answersTo(byte[] aid) {
    return aid.length >= SHORTEST_AID
        && aid.length <= AID.length
        && Arrays.equals(aid, Arrays.copyOf(AID, aid.length));
  }

  @Override
  public Response select() {
    return writing.status();
  }

  @Override
  public void pluggedIn() {
    card.session().begin(card.surroundings().random(), !card.state().empty());
  }

  @Override
  public void deselect() {}

  @Override
  public int maxDataBytes() {
    return MAX_DATA_BYTES;
  }

  @Override
  public Response process(Command command) {
    try {
      return switch (command.ins()) {
        case INS_API_REQUEST -> request(command);
        case INS_STATUS -> writing.status();
        default -> Response.of(Status.INSTRUCTION_NOT_SUPPORTED);
      };
    } catch (Refusal e) {
      return Response.of(e.status());
    }
  }

  /** P1 is the number that the command has on the keyboard interface. */
  private Response request(Command command) throws Refusal {
    Refusal.unless(command.p2() == 0, Status.INCORRECT_P1_P2);
    return switch (command.p1()) {
      case 0x01 -> writing.write(1, command);
      case 0x03 -> writing.write(2, command);
      case 0x04 -> writing.update(1, command);
      case 0x05 -> writing.update(2, command);
      case 0x06 -> writing.swap(command);
      case 0x08 -> writing.ndef(1, command);
      case 0x09 -> writing.ndef(2, command);
      case 0x10 -> Response.ok(ByteBuffer.allocate(Integer.BYTES).putInt(serial).array());
      case 0x11 -> settings(new Command(0, 0x16, 0x11, 0, command.data(), command.le()));
      case 0x12 -> writing.scanMap(command);
      case 0x13 -> management.apply(new Command(0, 0x1D, 0, 0, command.data(), command.le()));
      case 0x15 -> settings(new Command(0, 0x1C, 0, 0, command.data(), command.le()));
      case 0x20 -> challenges.yubico(1, command);
      case 0x28 -> challenges.yubico(2, command);
      case 0x30 -> challenges.hmac(1, command);
      case 0x38 -> challenges.hmac(2, command);
      default -> Response.of(Status.INCORRECT_P1_P2);
    };
  }

  /** Settings of the token are written by the management application. */
  private Response settings(Command command) {
    Response answer = management.apply(command);
    return answer.status() == Status.OK ? writing.settingsWritten() : answer;
  }
}
