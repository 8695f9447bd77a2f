package dev.countersign.junit.peers;

import dev.countersign.wire.HidChannel;
import dev.countersign.wire.HidDevice;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A HID device for other programs of this machine: each connection to the socket is one to it. */
final class HidSocket implements AutoCloseable {
  private static final Duration TURN = Duration.ofMillis(200);

  private final HidDevice device;
  private final ServerSocket server;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  HidSocket(HidDevice device) throws IOException {
    this.device = device;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("accept", this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private interface Work {
    void run() throws IOException;
  }

  /** The end of a connection, on either side, ends its threads. */
  private static void start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                return;
              }
            },
            "hid-socket-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (!closed) {
      Socket socket = server.accept();
      open.add(socket);
      socket.setTcpNoDelay(true);
      HidChannel channel = device.connect();
      start("to-host", () -> toHost(socket, channel));
      start("to-device", () -> toDevice(socket, channel));
    }
  }

  private void toHost(Socket socket, HidChannel channel) throws IOException {
    try (socket) {
      while (!closed && !socket.isClosed()) {
        Optional<byte[]> report = channel.receive(TURN);
        if (report.isPresent()) {
          socket.getOutputStream().write(report.get());
        }
      }
    }
  }

  private static void toDevice(Socket socket, HidChannel channel) throws IOException {
    try (socket;
        channel) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        byte[] report = new byte[HidChannel.REPORT_BYTES];
        in.readFully(report);
        channel.send(report);
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
