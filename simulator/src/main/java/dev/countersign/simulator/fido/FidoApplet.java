package dev.countersign.simulator.fido;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.simulator.card.Applet;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A security key as an application of a card ([CTAP2.1] 11.3): [U2F-RAW] commands in class 00,
 * CTAP2 messages in class 80. Simulation: protects nothing.
 */
public final class FidoApplet implements Applet {
  private static final byte[] AID = HexFormat.of().parseHex("A0000006472F0001");
  private static final byte[] WITH_U2F = "U2F_V2".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WITHOUT_U2F = "FIDO_2_0".getBytes(StandardCharsets.US_ASCII);
  private static final int CLA_FIDO = 0x80;
  private static final int INS_MESSAGE = 0x10;
  private static final int INS_GET_RESPONSE = 0x11;
  private static final int INS_CONTROL = 0x12;
  private static final int P1_PLAIN = 0x00;
  private static final int P1_POLLS = 0x80;
  private static final int P1_CANCEL = 0x11;
  private static final int P1_END = 0x01;
  private static final int STATUS_UPDATE = 0x9100;
  private static final int HEADER_BYTES = 4;
  private static final byte OTHER_FAILURE = 0x7F;

  private final Authenticator key;
  private final FidoFraming framing;
  private final EnabledProtocols enabled;
  private final Executor executor;
  private final Attention waiting;
  private @Nullable PolledCommand polled;

  /**
   * Creates the application.
   *
   * @param executor where commands are executed whose answers are polled for
   * @param interrupted whether the card loses its power or is reset: looked at while a command
   *     waits for the person, from any thread
   */
  public FidoApplet(
      Authenticator key,
      FidoFraming framing,
      EnabledProtocols enabled,
      Executor executor,
      BooleanSupplier interrupted) {
    this.key = key;
    this.framing = framing;
    this.enabled = enabled;
    this.executor = executor;
    waiting = new Waiting(interrupted);
  }

  @Override
  public boolean answersTo(byte[] aid) {
    return enabled.any() && Arrays.equals(aid, AID);
  }

  @Override
  public boolean claimsClass(int cla) {
    return cla == CLA_FIDO && enabled.ctap2().getAsBoolean();
  }

  @Override
  public Response select() {
    giveUp();
    return Response.ok(hasU2f() ? WITH_U2F : WITHOUT_U2F);
  }

  private boolean hasU2f() {
    return enabled.u2f().getAsBoolean() && key.hasU2f();
  }

  @Override
  public Response process(Command command) {
    if (command.cla() != CLA_FIDO) {
      giveUp();
      return hasU2f() ? u2f(command) : Response.of(Status.INSTRUCTION_NOT_SUPPORTED);
    }
    return switch (command.ins()) {
      case INS_MESSAGE -> message(command);
      case INS_GET_RESPONSE -> poll(command);
      case INS_CONTROL -> control(command);
      default -> Response.of(Status.INSTRUCTION_NOT_SUPPORTED);
    };
  }

  /** The command as the key wants it: in one piece, and with room for every answer. */
  private Response u2f(Command command) {
    byte[] data = command.data();
    int lengths = data.length == 0 ? 3 : 5;
    byte[] apdu = new byte[HEADER_BYTES + lengths + data.length];
    apdu[0] = (byte) command.cla();
    apdu[1] = (byte) command.ins();
    apdu[2] = (byte) command.p1();
    apdu[3] = (byte) command.p2();
    if (data.length > 0) {
      apdu[5] = (byte) (data.length >> 8);
      apdu[6] = (byte) data.length;
      System.arraycopy(data, 0, apdu, 7, data.length);
    }
    byte[] answer = key.u2f(apdu, waiting);
    int end = answer.length - 2;
    int status = ((answer[end] & 0xFF) << 8) | (answer[end + 1] & 0xFF);
    return new Response(Arrays.copyOf(answer, end), status);
  }

  private Response message(Command command) {
    giveUp();
    boolean polls = command.p1() == P1_POLLS;
    if ((!polls && command.p1() != P1_PLAIN) || command.p2() != 0) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    if (command.data().length == 0) {
      return Response.of(Status.WRONG_LENGTH);
    }
    if (!polls || !framing.polling()) {
      return Response.ok(key.ctap2(command.data(), waiting));
    }
    PolledCommand begun = new PolledCommand();
    executor.execute(() -> begun.finish(execute(command.data(), begun)));
    polled = begun;
    return told(begun, begun.atOnce());
  }

  private byte[] execute(byte[] request, PolledCommand asks) {
    try {
      return key.ctap2(request, asks);
    } catch (RuntimeException e) {
      return new byte[] {OTHER_FAILURE};
    }
  }

  /** Clients repeat the data of the message here; it means nothing. */
  private Response poll(Command command) {
    PolledCommand running = polled;
    if ((command.p1() != P1_PLAIN && command.p1() != P1_CANCEL) || command.p2() != 0) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    if (!framing.polling()) {
      return Response.of(Status.INSTRUCTION_NOT_SUPPORTED);
    }
    if (running == null) {
      return Response.of(Status.CONDITIONS_NOT_SATISFIED);
    }
    if (command.p1() == P1_CANCEL) {
      running.cancel();
      return told(running, running.atLast());
    }
    return told(running, running.soon());
  }

  private Response told(PolledCommand running, Optional<byte[]> answer) {
    if (answer.isEmpty()) {
      return new Response(new byte[] {(byte) running.status().code()}, STATUS_UPDATE);
    }
    polled = null;
    return Response.ok(answer.get());
  }

  private Response control(Command command) {
    if (command.p1() != P1_END || command.p2() != 0) {
      return Response.of(Status.INCORRECT_P1_P2);
    }
    giveUp();
    return Response.ok();
  }

  /** Nobody asks for the answer any more. */
  private void giveUp() {
    if (polled != null) {
      polled.cancel();
      polled = null;
    }
  }

  @Override
  public void deselect() {
    giveUp();
  }

  @Override
  public void interrupted() {
    giveUp();
  }

  /** That a reader switches the card off and on is not enough for a security key. */
  @Override
  public void pluggedIn() {
    giveUp();
    key.powerOff();
    key.powerOn();
  }

  @Override
  public int maxDataBytes() {
    return framing.maxMessageBytes();
  }

  /**
   * A reader that waits for the answer: it is told nothing before.
   *
   * @param interrupted whether it will not get one
   */
  private record Waiting(BooleanSupplier interrupted) implements Attention {
    @Override
    public void keepAlive(Attention.Status status) {}

    @Override
    public boolean cancelled() {
      return interrupted.getAsBoolean();
    }
  }
}
