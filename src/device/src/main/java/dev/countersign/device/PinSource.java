package dev.countersign.device;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where the {@code pin-source} of a URI says that the PIN is ([RFC7512] 2.4): a file, by its path
 * or as {@code file:} URI, or a program that prints it, after a bar: {@code |/usr/bin/pass hsm}.
 */
public final class PinSource {
  private PinSource() {}

  /**
   * The entry that reads it.
   *
   * @throws IllegalArgumentException when it is of neither form
   */
  public static PinEntry of(String source) {
    if (source.startsWith("|")) {
      return PinProgram.parse(source.substring(1));
    }
    try {
      if (source.regionMatches(true, 0, "file:", 0, 5)) {
        URI uri = URI.create(source);
        return new PinFile(
            uri.isOpaque() ? Path.of(uri.getSchemeSpecificPart()) : Path.of(uri.getPath()));
      }
      return new PinFile(Path.of(source));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("pin-source names no file", e);
    }
  }
}
