package dev.countersign.simulator.vpcd;

import dev.countersign.simulator.VirtualToken;
import dev.countersign.wire.ChannelException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Optional;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;

/**
 * One stay of a card in the reader, which is one connection to vpcd ([VPCD]).
 *
 * <p>Messages are two bytes of length and that many bytes. A message of one byte is a control: 0
 * power off, 1 power on, 2 reset, 4 send the answer to reset. All others are commands.
 */
final class VpcdConnection {
  private static final int CONNECT_TIMEOUT_MILLIS = 5000;
  private static final int MAX_MESSAGE_BYTES = 0xFFFF;
  private static final int POWER_OFF = 0;
  private static final int POWER_ON = 1;
  private static final int RESET = 2;
  private static final int GET_ATR = 4;

  private final VirtualToken token;
  private final Socket socket;
  private final boolean acknowledgesAtOnce;
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean over;

  /** Who touches the token pulled it instead, on the thread that answers: it may be in again. */
  private boolean pulledInItsCommand;

  private VpcdConnection(VirtualToken token, Socket socket, Consumer<IOException> ended) {
    this.token = token;
    this.socket = socket;
    acknowledgesAtOnce = socket.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK);
    thread = new Thread(() -> serve(ended), "countersign-vpcd");
    thread.setDaemon(true);
  }

  /**
   * Connects, which puts the card into the reader and gives it power, and answers on a thread of
   * its own.
   *
   * @param ended told on that thread when the stay ends other than by {@link #close}: the reason is
   *     a {@link ChannelException} when a fault pulled the token
   * @throws IOException when vpcd cannot be reached
   */
  static VpcdConnection open(
      VirtualToken token, InetSocketAddress address, Consumer<IOException> ended)
      throws IOException {
    Socket socket = new Socket();
    VpcdConnection connection;
    try {
      socket.setTcpNoDelay(true);
      socket.connect(address, CONNECT_TIMEOUT_MILLIS);
      connection = new VpcdConnection(token, socket, ended);
    } catch (IOException e) {
      socket.close();
      throw new IOException("vpcd cannot be reached at " + address, e);
    }
    token.attached();
    connection.thread.start();
    return connection;
  }

  /** Whether the card is not in the reader any more: said before {@code ended} is told. */
  boolean isOver() {
    return over;
  }

  private void serve(Consumer<IOException> ended) {
    try {
      answerAll();
    } catch (IOException e) {
      leave(e, ended);
    } catch (RuntimeException e) {
      leave(new IOException("the simulated token failed", e), ended);
    }
  }

  private void leave(IOException reason, Consumer<IOException> ended) {
    if (!pulledInItsCommand) {
      token.powerOff();
    }
    closeSocket();
    over = true;
    if (!closing) {
      ended.accept(reason);
    }
  }

  /** Never returns: reading throws when the connection ends. */
  private void answerAll() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    while (true) {
      byte[] message = new byte[in.readUnsignedShort()];
      acknowledgeAtOnce(); // vpcd's system holds the data back until this is there
      in.readFully(message);
      acknowledgeAtOnce();
      Optional<byte[]> answer = answer(message);
      if (answer.isPresent()) {
        send(out, answer.get());
      }
    }
  }

  private Optional<byte[]> answer(byte[] message) throws ChannelException {
    if (message.length != 1) {
      return Optional.of(exchange(message));
    }
    switch (message[0]) {
      case POWER_OFF -> token.powerOff();
      case POWER_ON -> token.powerOn();
      case RESET -> token.reset();
      case GET_ATR -> {
        return Optional.of(token.atr());
      }
      default -> {
        // a control of a later release: none is answered
      }
    }
    return Optional.empty();
  }

  /**
   * A reset by another program cannot be told to vpcd: the command runs on the card that was reset.
   */
  private byte[] exchange(byte[] command) throws ChannelException {
    try {
      return token.transceive(command);
    } catch (ChannelException e) {
      if (e.kind() == ChannelException.Kind.RESET) {
        return token.transceive(command);
      }
      throw e;
    }
  }

  /**
   * Length and data go out in one write: vpcd reads them apart, and TCP would wait between them.
   */
  private static void send(OutputStream out, byte[] data) throws IOException {
    int length = Math.min(data.length, MAX_MESSAGE_BYTES);
    byte[] message = new byte[2 + length];
    message[0] = (byte) (length >> 8);
    message[1] = (byte) length;
    System.arraycopy(data, 0, message, 2, length);
    out.write(message);
    out.flush();
  }

  /**
   * vpcd sends length and data apart, so that a delayed acknowledgement would cost 40 ms each time.
   * The option holds for one acknowledgement and is set again after every read.
   */
  private void acknowledgeAtOnce() throws IOException {
    if (acknowledgesAtOnce) {
      socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
    }
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** Takes the card out of the reader and returns when it has no power any more. */
  void close() {
    closing = true;
    closeSocket();
    token.powerOff();
    pulledInItsCommand = thread == Thread.currentThread();
    boolean interrupted = false;
    while (thread.isAlive() && !pulledInItsCommand) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeSocket() {
    try {
      socket.close();
    } catch (IOException e) {
      over = true; // what cannot be closed is of no use either
    }
  }
}
