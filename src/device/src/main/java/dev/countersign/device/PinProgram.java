package dev.countersign.device;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The first line that a program prints. It is run each time anew, without a shell, and has 60 s; a
 * program that fails, prints nothing or does not end gives no PIN, and none is asked for a last try
 * unless that was allowed.
 */
public final class PinProgram implements PinEntry {
  private static final int MAX_BYTES = 1024;
  private static final long WIPE_MILLIS = 1000;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final List<String> command;
  private final Duration timeout;

  /** Runs this program with these arguments. */
  public PinProgram(List<String> command) {
    this(command, TIMEOUT);
  }

  /** The same, with another time for it to end. */
  PinProgram(List<String> command, Duration timeout) {
    this.command = List.copyOf(command);
    this.timeout = timeout;
  }

  /**
   * Splits a command at blanks: there is no quoting, and no shell.
   *
   * @throws IllegalArgumentException when it names no program by its whole path
   */
  static PinProgram parse(String text) {
    List<String> words = Arrays.stream(text.trim().split("\\s+")).toList();
    if (!words.get(0).startsWith("/")) {
      throw new IllegalArgumentException("pin-source names its program by the whole path");
    }
    return new PinProgram(words);
  }

  @Override
  public Secret enter(PinRequest request) {
    UnattendedPin.guard(request, false);
    long end = System.nanoTime() + timeout.toNanos();
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw failed(request, "cannot be run: " + e.getMessage());
    }
    Output output = new Output(process.getInputStream());
    try {
      output.start();
      output.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      if (output.length > MAX_BYTES) {
        throw failed(request, "printed more than %d bytes".formatted(MAX_BYTES));
      } else if (output.isAlive()
          || !process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw failed(request, "did not end within %d s".formatted(timeout.toSeconds()));
      } else if (process.exitValue() != 0) {
        throw failed(request, "ended with exit code " + process.exitValue());
      }
      return firstLine(request, output.buffer, output.length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(request, "was interrupted");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      output.wipe();
    }
  }

  /** Reads what the program prints, for as long as it prints no more than a PIN can have. */
  private static final class Output extends Thread {
    private final byte[] buffer = new byte[MAX_BYTES + 1];
    private final InputStream in;
    private volatile int length;

    private Output(InputStream in) {
      super("countersign PIN program");
      setDaemon(true);
      this.in = in;
    }

    @Override
    public void run() {
      try (in) {
        int read = 0;
        for (int filled = 0; read >= 0 && filled < buffer.length; filled += Math.max(0, read)) {
          length = filled;
          read = in.read(buffer, filled, buffer.length - filled);
          length = filled + Math.max(0, read);
        }
      } catch (IOException e) {
        // The program was ended, or ended; its exit code tells.
      }
    }

    /** Wipes it, at the latest when the end of the program has ended the reading. */
    private void wipe() {
      try {
        join(WIPE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      Arrays.fill(buffer, (byte) 0);
    }
  }

  private Secret firstLine(PinRequest request, byte[] buffer, int length) {
    int end = 0;
    while (end < length && buffer[end] != '\n' && buffer[end] != '\r') {
      end++;
    }
    byte[] line = Arrays.copyOf(buffer, end);
    try {
      return UnattendedPin.secret(request, line, "the output of " + command.get(0));
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }

  private TokenException failed(PinRequest request, String what) {
    return new TokenException.PinNotGiven(
        request.token().get(),
        request.purpose(),
        "the program %s %s".formatted(command.get(0), what),
        "run it by hand; it prints the PIN as its first line and ends with 0");
  }

  @Override
  public String toString() {
    return "PinProgram[" + command.get(0) + "]";
  }
}
