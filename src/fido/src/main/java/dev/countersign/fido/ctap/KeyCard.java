package dev.countersign.fido.ctap;

import dev.countersign.card.apdu.ApduExchange;
import dev.countersign.card.apdu.ApduForm;
import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.CardApplication;
import dev.countersign.card.application.Task;
import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.device.Lane;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborDecoder;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A security key during one piece of work on its lane ([CTAP2.1] 11.3). A key on USB is spoken to
 * in the same way: its channel makes frames of it.
 */
final class KeyCard extends CardApplication {
  private static final byte[] AID = HexFormat.of().parseHex("A0000006472F0001");
  private static final byte[] NONE = new byte[0];
  private static final int INS_MESSAGE = 0x10;
  private static final int INS_GET_RESPONSE = 0x11;
  private static final int POLLS = 0x80;
  private static final int CANCEL = 0x11;
  private static final int NOT_DONE = 0x9100;

  /** What keys answer that know nothing but U2F. */
  private static final Set<StatusWord> NO_CTAP2 =
      Set.of(
          StatusWord.INSTRUCTION_NOT_SUPPORTED,
          StatusWord.CLASS_NOT_SUPPORTED,
          StatusWord.INCORRECT_P1_P2,
          StatusWord.WRONG_P1_P2,
          StatusWord.WRONG_LENGTH);

  private final boolean usb;

  /**
   * A key.
   *
   * @param usb whether the channel is one that makes frames of commands: it takes them extended
   */
  KeyCard(Lane lane, ApduChannel channel, Task task, boolean usb) {
    super(
        "FIDO",
        AID,
        lane,
        task,
        // Extended commands are refused by some keys over NFC, and short ones by none.
        new ApduExchange(channel, new ApduForm(usb), task.name(), task.operation()));
    this.usb = usb;
  }

  /** Keys that do not show the application here answer 6985, others too. */
  @Override
  protected boolean saysAbsent(StatusWord status) {
    return super.saysAbsent(status) || status.equals(StatusWord.CONDITIONS_NOT_SATISFIED);
  }

  @Override
  protected Lane.@Nullable State noted(byte[] answer) {
    String version = new String(answer, StandardCharsets.US_ASCII);
    boolean known = version.isEmpty() || version.startsWith("FIDO_2_") || version.equals("U2F_V2");
    return known ? new KeyNotes(!version.startsWith("FIDO_2_")) : null;
  }

  /** Whether the card has the application. */
  boolean isThere() throws ChannelException {
    return hasFreshNotes(KeyNotes.class) || trySelect();
  }

  /** The selection within the running transaction; selects when there is none. */
  KeyNotes notes() throws ChannelException {
    return freshNotes(KeyNotes.class);
  }

  /** What the key says about itself, asked once for as long as it stays. */
  SecurityKeyInfo info() throws ChannelException {
    Optional<KeyFacts> known = lane().memory().recall(KeyFacts.class);
    if (known.isPresent()) {
      return known.get().info();
    }
    KeyFacts facts = new KeyFacts(readInfo());
    lane().memory().keep(facts);
    return facts.info();
  }

  /** Has the key asked again: what it said may not be so any more. */
  void forgetInfo() {
    lane().memory().forget(KeyFacts.class);
  }

  private SecurityKeyInfo readInfo() throws ChannelException {
    boolean u2f = notes().u2f();
    try (Wait wait = Wait.brief()) {
      return InfoReader.read(this, ctap2(Ctap.GET_INFO, null, wait));
    } catch (UnexpectedStatus e) {
      if (u2f && NO_CTAP2.contains(e.status())) {
        return InfoReader.u2fOnly(usb ? "usb" : "nfc");
      }
      throw e;
    } catch (CtapError e) {
      if (u2f && !usb && e.is(Ctap.INVALID_COMMAND)) { // over USB it says so by other means
        return InfoReader.u2fOnly("nfc");
      }
      throw e;
    }
  }

  /**
   * Sends a message of CTAP 2.
   *
   * @return the members of the answer; none when it has no data
   * @throws CtapError when the key refuses
   */
  CborMap ctap2(int command, @Nullable CborMap parameters, Wait wait) throws ChannelException {
    byte[] encoded = parameters == null ? NONE : parameters.encode();
    byte[] request = new byte[1 + encoded.length];
    request[0] = (byte) command;
    System.arraycopy(encoded, 0, request, 1, encoded.length);
    requireCarried(request, command);
    try {
      ResponseApdu response =
          exchange(new CommandApdu(0x80, INS_MESSAGE, POLLS, 0, request, true, false), wait);
      return members(statusFirst(response), wait);
    } finally {
      wait.end();
    }
  }

  private void requireCarried(byte[] request, int command) {
    if (command == Ctap.GET_INFO) {
      return;
    }
    lane()
        .memory()
        .recall(KeyFacts.class)
        .filter(facts -> request.length > facts.info().limits().messageBytes())
        .ifPresent(
            facts -> {
              throw new CtapError(Ctap.REQUEST_TOO_LARGE);
            });
  }

  /** Some cards give the status of a message as that of the command: 64xx. */
  private static byte[] statusFirst(ResponseApdu response) {
    if (response.isSuccess()) {
      return response.data();
    }
    StatusWord status = response.status();
    if (status.value() >>> 8 == 0x64 && status.sw2() != 0 && response.data().length == 0) {
      return new byte[] {(byte) status.sw2()};
    }
    throw new UnexpectedStatus(status);
  }

  private CborMap members(byte[] answer, Wait wait) {
    if (answer.length == 0) {
      throw badResponse("its answer has no status");
    }
    int status = answer[0] & 0xFF;
    if (status == Ctap.CANCELLED) {
      throw wait.stopped(task());
    } else if (status != 0) {
      throw new CtapError(status);
    } else if (answer.length == 1) {
      return Cbor.map().build();
    }
    try {
      byte[] data = Arrays.copyOfRange(answer, 1, answer.length);
      return CborMap.map(CborDecoder.decode(data, CborDecoder.Strictness.TOLERANT), "the answer");
    } catch (CborException e) {
      throw unreadable(e);
    }
  }

  /** An error that says that an answer is not the CBOR that it must be. */
  TokenException unreadable(CborException e) {
    return badResponse("its answer cannot be read: " + e.getMessage(), e);
  }

  /**
   * Sends a message of U2F and returns whatever comes. A key that waits for a touch answers at once
   * and is asked again, so the person is told until the wait is closed.
   */
  ResponseApdu u2f(int ins, int p1, byte[] data, Wait wait) throws ChannelException {
    return exchange(new CommandApdu(0, ins, p1, 0, data, true, false), wait);
  }

  private ResponseApdu exchange(CommandApdu command, Wait wait) throws ChannelException {
    notes(); // no other application gets to see it
    wait.begin(task());
    ResponseApdu response = send(command);
    long end = 0;
    while (response.status().value() == NOT_DONE) {
      byte[] data = response.data();
      wait.keepAlive(data.length == 0 ? Wait.PROCESSING : data[0] & 0xFF);
      if (!usb) {
        wait.pause();
      }
      boolean over = wait.isOver();
      if (over && usb && wait.forAnotherProgram()) {
        send(getResponse(true));
        throw wait.stopped(task()); // nothing was begun, of whichever protocol
      } else if (over && end == 0) {
        end = wait.graceEnd();
      } else if (over && System.nanoTime() - end > 0) {
        throw new ChannelException(
            ChannelException.Kind.TIMEOUT, "the key goes on after it was told to stop");
      }
      response = send(getResponse(over));
    }
    return response;
  }

  private static CommandApdu getResponse(boolean cancel) {
    return new CommandApdu(0x80, INS_GET_RESPONSE, cancel ? CANCEL : 0, 0, NONE, true, false);
  }
}
