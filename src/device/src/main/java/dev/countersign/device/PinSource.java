package dev.countersign.device;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where the {@code pin-source} of a URI says that the PIN is ([RFC7512] 2.4): a file, by its path
 * or as {@code file:} URI, or a program that prints it, after a bar: {@code |/usr/bin/pass hsm}.
 */
public final class PinSource {
  /** Of two letters at least: one letter is a drive. */
  private static final String SCHEME = "(?s)[A-Za-z][A-Za-z0-9+.-]+:.*";

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
      return new PinFile(source.matches(SCHEME) ? file(source) : Path.of(source));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("pin-source names no file", e);
    }
  }

  private static Path file(String source) {
    URI uri;
    try {
      uri = new URI(source);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("pin-source is no URI that can be read");
    }
    String host = uri.getAuthority();
    if (!"file".equalsIgnoreCase(uri.getScheme())
        || !(host == null || host.isEmpty() || host.equalsIgnoreCase("localhost"))) {
      throw new IllegalArgumentException(
          "pin-source names a file of this machine, or a program after a bar");
    }
    return Path.of(uri.isOpaque() ? uri.getSchemeSpecificPart() : uri.getPath());
  }
}
