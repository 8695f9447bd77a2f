package dev.countersign.cli.simulated;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import jdk.net.ExtendedSocketOptions;

/**
 * Where a token that is served takes orders from another terminal of the same user: a socket in the
 * token's own directory, which only that user can enter; whoever connects is asked for by the
 * system, too. One connection carries one order and its reply, a line each.
 */
final class ControlSocket implements AutoCloseable {
  private static final String FILE = ".control";
  private static final int MAX_LINE_BYTES = 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Path file;
  private final UserPrincipal owner;
  private final ServerSocketChannel server;
  private final Function<String, ControlReply> orders;

  private ControlSocket(
      Path file,
      UserPrincipal owner,
      ServerSocketChannel server,
      Function<String, ControlReply> orders) {
    this.file = file;
    this.owner = owner;
    this.server = server;
    this.orders = orders;
  }

  /**
   * Takes orders from now on, on a thread of its own. The caller has the token's lock: a socket
   * that is there already belongs to a program that died.
   *
   * @param directory the token's directory
   * @throws IOException when that is not possible, for instance because the path is longer than a
   *     socket's may be
   */
  static ControlSocket open(Path directory, Function<String, ControlReply> orders)
      throws IOException {
    Path file = directory.resolve(FILE);
    Files.deleteIfExists(file);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    boolean bound = false;
    try {
      server.bind(UnixDomainSocketAddress.of(file));
      ControlSocket control = new ControlSocket(file, Files.getOwner(directory), server, orders);
      Thread thread = new Thread(control::serve, "countersign-control");
      thread.setDaemon(true);
      thread.start();
      bound = true;
      return control;
    } finally {
      if (!bound) {
        server.close();
      }
    }
  }

  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel client = server.accept()) {
        if (isOwner(client)) {
          writeLine(client, orders.apply(readLine(client)).encode());
        }
      } catch (IOException e) {
        // That client went away, this socket was closed, or the system has no room for another.
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private boolean isOwner(SocketChannel client) throws IOException {
    return !client.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)
        || client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(owner);
  }

  /**
   * Sends an order to the program that serves a token.
   *
   * @return its reply
   * @throws IOException when nobody serves it
   */
  static ControlReply send(Path directory, String order) throws IOException {
    try (SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve(FILE)))) {
      writeLine(channel, order);
      return ControlReply.decode(readLine(channel));
    }
  }

  private static void writeLine(SocketChannel channel, String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** A line of bounded length that comes in bounded time. */
  private static String readLine(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    ByteBuffer bytes = ByteBuffer.allocate(MAX_LINE_BYTES);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    SelectionKey key;
    try (Selector selector = Selector.open()) {
      key = channel.register(selector, SelectionKey.OP_READ);
      while (bytes.position() == 0 || bytes.get(bytes.position() - 1) != '\n') {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (!bytes.hasRemaining() || left <= 0 || selector.select(left) == 0) {
          throw new IOException("no line came");
        }
        selector.selectedKeys().clear();
        if (channel.read(bytes) < 0) {
          throw new IOException("the connection ended");
        }
      }
      key.cancel();
    }
    channel.configureBlocking(true);
    return new String(bytes.array(), 0, bytes.position() - 1, StandardCharsets.UTF_8);
  }

  /** Takes no more orders and removes the socket. Closing twice has no effect. */
  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(file);
  }
}
