package dev.countersign.device;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;

/**
 * The first line of a file. A management key is written there in hexadecimal. A file that others
 * can read is refused, and so is a last try, unless that was allowed beforehand.
 */
public final class PinFile implements PinEntry {
  private static final int MAX_BYTES = 1024;
  private final Path file;
  private final boolean lastAttemptAllowed;

  /** Reads this file, each time anew; never for a last try. */
  public PinFile(Path file) {
    this(file, false);
  }

  /** Reads this file, each time anew. */
  public PinFile(Path file, boolean lastAttemptAllowed) {
    this.file = file;
    this.lastAttemptAllowed = lastAttemptAllowed;
  }

  @Override
  public Secret enter(PinRequest request) {
    UnattendedPin.guard(request, lastAttemptAllowed);
    byte[] content = new byte[0];
    try {
      requirePrivate(request);
      content = read();
      int end = 0;
      while (end < content.length && content[end] != '\n' && content[end] != '\r') {
        end++;
      }
      byte[] line = Arrays.copyOf(content, end);
      try {
        return UnattendedPin.secret(request, line, "the file " + file);
      } finally {
        Arrays.fill(line, (byte) 0);
      }
    } catch (IOException e) {
      throw new TokenException.PinNotGiven(
          request.token().get(),
          request.purpose(),
          "the %s cannot be read from %s: %s".formatted(request.kind().label(), file, reason(e)),
          "check the file's name and mode");
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private static String reason(IOException e) {
    return e instanceof NoSuchFileException ? "no such file" : "" + e.getMessage();
  }

  private byte[] read() throws IOException {
    byte[] buffer = new byte[MAX_BYTES + 1];
    try (InputStream in = Files.newInputStream(file)) {
      int length = in.readNBytes(buffer, 0, buffer.length);
      if (length > MAX_BYTES) {
        throw new IOException("it has more than " + MAX_BYTES + " bytes");
      }
      return Arrays.copyOf(buffer, length);
    } finally {
      Arrays.fill(buffer, (byte) 0);
    }
  }

  private void requirePrivate(PinRequest request) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null || !Files.isRegularFile(file)) {
      return;
    }
    Set<PosixFilePermission> open = view.readAttributes().permissions();
    if (open.contains(PosixFilePermission.GROUP_READ)
        || open.contains(PosixFilePermission.OTHERS_READ)
        || open.contains(PosixFilePermission.GROUP_WRITE)
        || open.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new TokenException.PinNotGiven(
          request.token().get(),
          request.purpose(),
          "the " + request.kind().label() + " file " + file + " is open to other users",
          "run chmod 600 on it");
    }
  }

  @Override
  public String toString() {
    return "PinFile[" + file + "]";
  }
}
