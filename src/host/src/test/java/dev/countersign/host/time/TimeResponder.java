package dev.countersign.host.time;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A time server on this machine whose packets a test can bend ([RFC5905] 7.3). */
final class TimeResponder implements AutoCloseable {
  private static final long SECONDS_FROM_1900_TO_1970 = 2_208_988_800L;

  private final DatagramSocket socket;
  private final Thread thread;

  private TimeResponder(Duration ahead, UnaryOperator<byte[]> bend) {
    try {
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = new Thread(() -> serve(ahead, bend), "time-responder");
    thread.setDaemon(true);
    thread.start();
  }

  /** One whose clock is that much ahead of this machine's. */
  static TimeResponder ahead(Duration ahead) {
    return new TimeResponder(ahead, UnaryOperator.identity());
  }

  /** One that sends this instead of what it should; nothing when it is empty. */
  static TimeResponder bent(UnaryOperator<byte[]> bend) {
    return new TimeResponder(Duration.ZERO, bend);
  }

  /** One that changes the bytes from an offset on. */
  static TimeResponder with(int offset, int... values) {
    return bent(
        packet -> {
          for (int i = 0; i < values.length; i++) {
            packet[offset + i] = (byte) values[i];
          }
          return packet;
        });
  }

  TimeServer server() {
    return new TimeServer(socket.getLocalAddress().getHostAddress(), socket.getLocalPort());
  }

  private void serve(Duration ahead, UnaryOperator<byte[]> bend) {
    byte[] question = new byte[48];
    DatagramPacket packet = new DatagramPacket(question, question.length);
    try {
      while (true) {
        socket.receive(packet);
        byte[] answer = bend.apply(answer(question, ahead));
        if (answer.length > 0) {
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      // the test closed it
    }
  }

  private static byte[] answer(byte[] question, Duration ahead) {
    long now = System.currentTimeMillis() + ahead.toMillis();
    long stamp = (now / 1000 + SECONDS_FROM_1900_TO_1970) << 32 | ((now % 1000) << 32) / 1000;
    ByteBuffer answer = ByteBuffer.allocate(48);
    answer.put((byte) (4 << 3 | 4)).put((byte) 4).put((byte) 6).put((byte) -20);
    answer.putInt(0x0000_0100).putInt(0x0000_0100).putInt(0x7F00_0001);
    answer.putLong(stamp).put(Arrays.copyOfRange(question, 40, 48));
    return answer.putLong(stamp).putLong(stamp).array();
  }

  /** The answer of a source that asks this server, and waits no longer than it has to. */
  TimeAnswer asked() {
    return new SntpSource(server(), Duration.ofSeconds(10)).ask();
  }

  Optional<String> objection() {
    return asked() instanceof TimeAnswer.Unbelievable unbelievable
        ? Optional.of(unbelievable.reason())
        : Optional.empty();
  }

  @Override
  public void close() {
    socket.close();
  }
}
