package dev.countersign.simulator.vpcd;

import dev.countersign.simulator.VirtualToken;
import dev.countersign.wire.ChannelException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A place in a reader of the vpcd driver for a simulated token, so that the machine's own PC/SC
 * service sees it ([VPCD]). The token protects nothing, and other programs cannot tell that it is
 * simulated but by the reader's name.
 *
 * <pre>{@code
 * try (VpcdMount mount = new VpcdMount(token, "127.0.0.1", VpcdMount.DEFAULT_PORT).insert()) {
 *   mount.pull();
 *   mount.insert();
 * }
 * }</pre>
 *
 * <p>Safe for many threads.
 */
public final class VpcdMount implements AutoCloseable {
  /** The port on which vpcd listens for the card of its first reader; the second is the next. */
  public static final int DEFAULT_PORT = 35963;

  private final VirtualToken token;
  private final String host;
  private final int port;
  private final Consumer<IOException> listener;
  private @Nullable VpcdConnection connection;
  private volatile @Nullable IOException failure;

  /** Creates a mount with the token outside of the reader. */
  public VpcdMount(VirtualToken token, String host, int port) {
    this(token, host, port, reason -> {});
  }

  /**
   * Creates a mount with the token outside of the reader.
   *
   * @param listener told when the token leaves the reader by itself, with the reason: a {@link
   *     ChannelException} when a fault of its schedule pulled it, another one when the PC/SC
   *     service went away. Called on a thread of the mount, which it must not keep and from which
   *     it must not call the mount
   */
  public VpcdMount(VirtualToken token, String host, int port, Consumer<IOException> listener) {
    this.token = token;
    this.host = host;
    this.port = port;
    this.listener = listener;
  }

  /**
   * Puts the token into the reader, and answers on a thread of its own. Has no effect while it is
   * in.
   *
   * @return this
   * @throws IOException when vpcd cannot be reached
   */
  public synchronized VpcdMount insert() throws IOException {
    if (!inserted()) {
      pull();
      failure = null;
      connection = VpcdConnection.open(token, new InetSocketAddress(host, port), this::ended);
    }
    return this;
  }

  /** The reason is there before the connection's end can be seen. */
  private void ended(IOException reason) {
    failure = reason;
    listener.accept(reason);
  }

  /**
   * Takes the token out of the reader; it has no power afterwards. A touch that a security key asks
   * for is given up, one that another application asks for is waited for. Has no effect while it is
   * out.
   */
  public synchronized void pull() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  /** Whether the token is in the reader. */
  public synchronized boolean inserted() {
    return connection != null && !connection.isOver();
  }

  /** Why the token left the reader by itself, if it did since it was inserted last. */
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Takes the token out; the token itself is not closed. Closing twice has no effect. */
  @Override
  public void close() {
    pull();
  }
}
