package dev.countersign.host.pin;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A terminal device whose lines are drawn over, by control sequences ([XTERM] functions using CSI).
 */
final class TerminalScreen implements LiveScreen {
  private static final String HIDE_CURSOR = "\u001B[?25l";
  private static final String SHOW_CURSOR = "\u001B[?25h";
  private static final String ERASE_BELOW = "\r\u001B[J";
  private static final int USUAL_ROWS = 24;
  private static final int USUAL_COLUMNS = 80;

  private final File device;
  private final boolean colour;
  private final Stty stty;
  private final String before;
  private final Thread restore = new Thread(this::restore, "countersign-screen-restore");
  private int shown;
  private boolean closed;

  private TerminalScreen(File device, boolean colour) throws IOException {
    this.device = device;
    this.colour = colour;
    this.stty = new Stty(device);
    this.before = stty.settings();
  }

  /** The controlling terminal; empty where there is none, or one that cannot erase. */
  static Optional<LiveScreen> open() {
    @Nullable String type = System.getenv("TERM");
    boolean able = TerminalDevice.open().filter(Terminal::erasable).isPresent();
    try {
      return able && type != null
          ? Optional.of(open(TerminalDevice.CONTROLLING, System.getenv("NO_COLOR") == null))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static LiveScreen open(File device, boolean colour) throws IOException {
    TerminalScreen screen = new TerminalScreen(device, colour);
    Runtime.getRuntime().addShutdownHook(screen.restore);
    // A read ends with a key, or without one after ten tenths of a second.
    screen.stty.set("-icanon", "-echo", "min", "0", "time", "10");
    screen.print(HIDE_CURSOR);
    return screen;
  }

  @Override
  public int columns() throws IOException {
    return Math.max(20, size(1, USUAL_COLUMNS));
  }

  @Override
  public int rows() throws IOException {
    return Math.max(3, size(0, USUAL_ROWS));
  }

  private int size(int part, int usual) throws IOException {
    String[] parts = stty.size().split(" ", -1);
    int size =
        parts.length == 2 && parts[part].matches("[0-9]{1,5}") ? Integer.parseInt(parts[part]) : 0;
    return size == 0 ? usual : size;
  }

  @Override
  public synchronized void show(List<String> lines) throws IOException {
    if (closed) {
      return;
    }
    StringBuilder text = new StringBuilder(start());
    for (String line : lines) {
      text.append(line).append("\u001B[K\r\n");
    }
    print(text.append("\u001B[J").toString());
    shown = lines.size();
  }

  /** Goes to the first line that was shown. */
  private String start() {
    return shown == 0 ? "\r" : "\r\u001B[" + shown + "A";
  }

  @Override
  public Optional<Character> key() throws IOException {
    try (InputStream in = new FileInputStream(device)) {
      int key = in.read();
      return key < 0 ? Optional.empty() : Optional.of((char) key);
    }
  }

  @Override
  public boolean colour() {
    return colour;
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(restore);
    } catch (IllegalStateException e) {
      // The program is ending; the hook finds nothing left to do.
      return;
    }
  }

  private synchronized void restore() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      print(start() + ERASE_BELOW + SHOW_CURSOR);
      stty.set(before);
    } catch (IOException e) {
      // The terminal is gone, and its settings with it.
      return;
    }
  }

  private void print(String text) throws IOException {
    try (OutputStream out = new FileOutputStream(device)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
