package dev.countersign.cli.tls;

import dev.countersign.cli.Invocation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Takes what comes in to the server, and what the server says out, until the server ends. */
final class Relay {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final SSLSocket socket;
  private final Invocation invocation;
  private final AtomicReference<@Nullable IOException> unsent = new AtomicReference<>();

  Relay(SSLSocket socket, Invocation invocation) {
    this.socket = socket;
    this.invocation = invocation;
  }

  /**
   * Runs until the server has ended the connection. The end of the input is told to the server,
   * which may go on.
   *
   * @throws IOException when the connection breaks, or either side of it refuses the other
   */
  void run() throws IOException {
    Thread sender = new Thread(this::send, "countersign tls input");
    sender.setDaemon(true); // a read of standard input cannot be ended
    sender.start();
    InputStream received = socket.getInputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int n = received.read(buffer); n >= 0; n = received.read(buffer)) {
      invocation.out().write(buffer, 0, n);
      invocation.requireReader();
    }
    IOException failed = unsent.get();
    if (failed != null) {
      throw failed;
    }
  }

  private void send() {
    InputStream in = invocation.surroundings().in();
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      OutputStream sent = socket.getOutputStream();
      for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
        sent.write(buffer, 0, n);
      }
    } catch (IOException e) {
      unsent.set(e);
      return;
    }
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      // the server has ended the connection already, which the other direction tells
    }
  }

  /** What cannot be read is the end, as it is for any filter whose input breaks off. */
  private static int read(InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      return -1;
    }
  }
}
