package dev.countersign.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a command reads: a file or standard input, up to a bound. */
public final class InputFile {
  private InputFile() {}

  /**
   * Reads all of it.
   *
   * @param file the file; standard input when null or {@code -}
   * @param maxBytes more than that is refused, in bytes
   */
  public static byte[] read(InputStream in, @Nullable Path file, int maxBytes) {
    boolean standard = file == null || file.toString().equals("-");
    String name = standard ? "standard input" : String.valueOf(file);
    try (InputStream source = file == null || standard ? in : Files.newInputStream(file)) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = source.read(buffer); n >= 0; n = source.read(buffer)) {
        content.write(buffer, 0, n);
        if (content.size() > maxBytes) {
          throw Failure.usage(
              "%s has more than %d bytes".formatted(name, maxBytes),
              "give the file that was meant");
        }
      }
      return content.toByteArray();
    } catch (IOException e) {
      throw Failure.file("cannot read", name, e);
    }
  }
}
