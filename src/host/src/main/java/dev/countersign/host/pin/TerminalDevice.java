package dev.countersign.host.pin;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The controlling terminal of the process, {@code /dev/tty}. Echo is switched with the {@code stty}
 * program and restored also when the program is interrupted.
 */
final class TerminalDevice implements Terminal {
  static final File CONTROLLING = new File("/dev/tty");
  private final File device;
  private final @Nullable String type;
  private final Stty stty;

  TerminalDevice(File device, @Nullable String type) {
    this.device = device;
    this.type = type;
    this.stty = new Stty(device);
  }

  /** The controlling terminal; empty when the process has none. */
  static Optional<Terminal> open() {
    if (!CONTROLLING.exists()) {
      return Optional.empty();
    }
    // A process without a terminal sees the file and cannot open it.
    try (FileInputStream in = new FileInputStream(CONTROLLING)) {
      return in.getFD().valid()
          ? Optional.of(new TerminalDevice(CONTROLLING, System.getenv("TERM")))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void print(String text) throws IOException {
    try (OutputStream out = new FileOutputStream(device)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public byte @Nullable [] readLine(String prompt, boolean echo, int maxBytes) throws IOException {
    if (echo) {
      print(prompt);
      return readLine(maxBytes);
    }
    String before = stty.settings();
    Thread restore = new Thread(() -> restore(before), "countersign-terminal-restore");
    Runtime.getRuntime().addShutdownHook(restore);
    try {
      // Before the prompt: what is typed at once must not be shown either.
      stty.set("-echo");
      print(prompt);
      return readLine(maxBytes);
    } finally {
      restore(before);
      removeHook(restore);
      print("\n");
    }
  }

  private void restore(String settings) {
    try {
      stty.set(settings);
    } catch (IOException e) {
      // The terminal is gone, and its settings with it.
      return;
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending; the hook runs and does once more what was done.
      return;
    }
  }

  private byte @Nullable [] readLine(int maxBytes) throws IOException {
    byte[] line = new byte[maxBytes];
    int length = 0;
    try (InputStream in = new FileInputStream(device)) {
      while (true) {
        int next = in.read();
        if (next < 0 && length == 0) {
          return null;
        }
        if (next < 0 || next == '\n') {
          return Arrays.copyOf(line, length);
        }
        if (length < line.length) {
          line[length] = (byte) next;
        }
        length++;
        if (length > line.length && in.available() == 0) {
          throw new IOException("a line of more than " + maxBytes + " bytes");
        }
      }
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }

  @Override
  public boolean erasable() {
    return type != null && !type.isEmpty() && !type.equals("dumb");
  }
}
