package dev.countersign.cli.seeds;

import dev.countersign.cli.Failure;
import dev.countersign.device.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads what holds a seed, and leaves no copy behind. */
public final class SeedInput {
  /** The most bytes of a file: a photograph of a QR code. */
  private static final int MAX_BYTES = 16 << 20;

  private SeedInput() {}

  /**
   * Reads what an issuer handed out.
   *
   * @param in standard input
   * @param file the file; standard input when it is {@code -}
   */
  public static Enrolment read(InputStream in, Path file) {
    boolean standard = file.toString().equals("-");
    String name = standard ? "standard input" : file.toString();
    byte[] content = new byte[0];
    try (InputStream source = standard ? in : Files.newInputStream(file)) {
      content = readAll(source, name);
      return SeedFormat.parse(content, name);
    } catch (IOException e) {
      throw Failure.file("cannot read", name, e);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /** Takes what a person typed or pasted. */
  public static Enrolment typed(Secret line) {
    byte[] content = line.bytes();
    try {
      return SeedFormat.parse(content, "what was entered");
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private static byte[] readAll(InputStream source, String name) throws IOException {
    byte[] buffer = new byte[8192];
    int length = 0;
    try {
      while (true) {
        int read = source.read(buffer, length, buffer.length - length);
        if (read < 0) {
          return Arrays.copyOf(buffer, length);
        }
        length += read;
        if (length > MAX_BYTES) {
          throw Failure.usage(
              "%s has more than %d bytes".formatted(name, MAX_BYTES),
              "give the file that was meant, or a smaller image");
        }
        if (length == buffer.length) {
          byte[] larger = Arrays.copyOf(buffer, length * 2);
          Arrays.fill(buffer, (byte) 0);
          buffer = larger;
        }
      }
    } finally {
      Arrays.fill(buffer, (byte) 0);
    }
  }
}
