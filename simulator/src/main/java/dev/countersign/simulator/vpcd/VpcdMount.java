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
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Puts a simulated token into a reader of the vpcd driver, so that the machine's own PC/SC service
 * sees it ([VPCD]). The token protects nothing, and other programs cannot tell that it is simulated
 * but by the reader's name.
 *
 * <p>Messages are two bytes of length and that many bytes. A message of one byte is a control: 0
 * power off, 1 power on, 2 reset, 4 send the answer to reset. All others are commands.
 */
public final class VpcdMount implements AutoCloseable {
  /** The port on which vpcd listens for the card of its first reader. */
  public static final int DEFAULT_PORT = 35963;

  private static final int CONNECT_TIMEOUT_MILLIS = 5000;
  private static final int MAX_MESSAGE_BYTES = 0xFFFF;
  private static final int POWER_OFF = 0;
  private static final int POWER_ON = 1;
  private static final int RESET = 2;
  private static final int GET_ATR = 4;

  private final VirtualToken token;
  private final InetSocketAddress address;
  private @Nullable Socket socket;
  private @Nullable Thread thread;
  private volatile @Nullable IOException failure;
  private volatile boolean closing;

  /** Creates a mount that is not connected. */
  public VpcdMount(VirtualToken token, String host, int port) {
    this.token = token;
    this.address = new InetSocketAddress(host, port);
  }

  /**
   * Connects, which puts the card into the reader, and answers on a thread of its own until {@link
   * #close()}.
   *
   * @return this
   * @throws IOException when vpcd cannot be reached
   * @throws IllegalStateException when it was started before
   */
  public synchronized VpcdMount start() throws IOException {
    if (socket != null) {
      throw new IllegalStateException("a mount starts once");
    }
    Socket connected = new Socket();
    try {
      connected.setTcpNoDelay(true);
      connected.connect(address, CONNECT_TIMEOUT_MILLIS);
    } catch (IOException e) {
      connected.close();
      throw new IOException("vpcd cannot be reached at " + address, e);
    }
    socket = connected;
    token.attached();
    Thread started = new Thread(() -> serve(connected), "countersign-vpcd");
    started.setDaemon(true);
    started.start();
    thread = started;
    return this;
  }

  /**
   * Why the mount ended by itself, if it did: the connection broke, or a fault pulled the token.
   */
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** The reason of an end is there before the connection's end can be seen. */
  private void serve(Socket connected) {
    try (connected) {
      try {
        answerAll(connected);
      } catch (IOException e) {
        if (!closing) {
          failure = e;
        }
      }
    } catch (IOException e) {
      failure = e;
    } finally {
      token.powerOff();
    }
  }

  /** Never returns: reading throws when the connection ends. */
  private void answerAll(Socket connected) throws IOException {
    DataInputStream in = new DataInputStream(connected.getInputStream());
    OutputStream out = connected.getOutputStream();
    while (true) {
      byte[] message = new byte[in.readUnsignedShort()];
      acknowledgeAtOnce(connected); // vpcd's system holds the data back until this is there
      in.readFully(message);
      acknowledgeAtOnce(connected);
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
  private static void acknowledgeAtOnce(Socket connected) throws IOException {
    if (connected.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
      connected.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
    }
    connected.setOption(StandardSocketOptions.TCP_NODELAY, true);
  }

  /** Takes the card out of the reader. The token is not closed. Closing twice has no effect. */
  @Override
  public void close() {
    Socket open;
    Thread running;
    synchronized (this) {
      closing = true;
      open = socket;
      running = thread;
    }
    if (open == null || running == null) {
      return;
    }
    try {
      open.close();
      running.join();
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
