package dev.countersign.host.pcsc;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import jdk.net.ExtendedSocketOptions;

/** A card in the first slot of the virtual reader, which answers by a script ([VPCD]). */
final class VpcdCard implements AutoCloseable {
  static final byte[] ATR_EXTENDED =
      HexFormat.of().parseHex("3BFD1300008131FE158073C021C057597562694B657940");

  /** Answers one command; null pulls the card out of the reader instead. */
  @FunctionalInterface
  interface Script {
    byte[] answer(byte[] command) throws IOException;
  }

  private final Socket socket;
  private final Script script;
  final List<String> commands = new CopyOnWriteArrayList<>();
  final List<Integer> resets = new CopyOnWriteArrayList<>();

  VpcdCard(Script script) throws IOException {
    this.script = script;
    this.socket = new Socket();
    socket.connect(new InetSocketAddress(Harness.host(), Harness.port()), 5000);
    socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    Thread thread = new Thread(this::serve, "vpcd-card");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve() {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        byte[] message = new byte[in.readUnsignedShort()];
        // vpcd sends length and data apart and waits in between; the option lasts for one read.
        socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
        in.readFully(message);
        socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
        if (message.length == 1) {
          control(message[0]);
          continue;
        }
        commands.add(HexFormat.of().withUpperCase().formatHex(message));
        byte[] answer = script.answer(message);
        if (answer == null) {
          return;
        }
        send(answer);
      }
    } catch (EOFException | SocketException e) {
      return; // pulled out, or the reader went away
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void control(int code) throws IOException {
    if (code == 4) {
      send(ATR_EXTENDED);
    } else if (code == 2) {
      resets.add(code);
    }
  }

  private void send(byte[] data) throws IOException {
    byte[] message = new byte[2 + data.length];
    message[0] = (byte) (data.length >> 8);
    message[1] = (byte) data.length;
    System.arraycopy(data, 0, message, 2, data.length);
    socket.getOutputStream().write(message);
  }

  /** Pulls the card out. */
  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Bytes that differ from place to place, so that a shifted copy is noticed. */
  static byte[] pattern(int length) {
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = (byte) (i * 31 + (i >> 8) * 7);
    }
    return data;
  }

  /** Data followed by a status word. */
  static byte[] response(byte[] data, int statusWord) {
    byte[] response = Arrays.copyOf(data, data.length + 2);
    response[data.length] = (byte) (statusWord >> 8);
    response[data.length + 1] = (byte) statusWord;
    return response;
  }

  /** A card that answers the first command, and each GET RESPONSE, with the next 250 bytes. */
  static Script chained(byte[] data) {
    int[] position = {0};
    return command -> {
      if (command[1] != (byte) 0xC0) {
        position[0] = 0;
      }
      int from = position[0];
      int to = Math.min(data.length, from + 250);
      position[0] = to;
      int left = data.length - to;
      return response(
          Arrays.copyOfRange(data, from, to), left == 0 ? 0x9000 : 0x6100 | Math.min(left, 250));
    };
  }
}
