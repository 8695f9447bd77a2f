package dev.countersign.device;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The first line that a program prints. It is run each time anew, without a shell; a program that
 * fails or prints nothing gives no PIN, and none is asked for a last try unless that was allowed.
 */
public final class PinProgram implements PinEntry {
  private static final int MAX_BYTES = 1024;
  private static final long TIMEOUT_SECONDS = 60;

  private final List<String> command;

  /** Runs this program with these arguments. */
  public PinProgram(List<String> command) {
    this.command = List.copyOf(command);
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
    byte[] buffer = new byte[MAX_BYTES + 1];
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      process.getOutputStream().close();
      int length;
      try (InputStream out = process.getInputStream()) {
        length = out.readNBytes(buffer, 0, buffer.length);
      }
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw failed(request, "did not end within %d s".formatted(TIMEOUT_SECONDS));
      } else if (process.exitValue() != 0) {
        throw failed(request, "ended with exit code " + process.exitValue());
      } else if (length > MAX_BYTES) {
        throw failed(request, "printed more than %d bytes".formatted(MAX_BYTES));
      }
      return firstLine(request, buffer, length);
    } catch (IOException e) {
      throw failed(request, "cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(request, "was interrupted");
    } finally {
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
