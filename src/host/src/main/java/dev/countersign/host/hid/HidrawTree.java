package dev.countersign.host.hid;

import dev.countersign.wire.ChannelException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The HID devices of a Linux system.
 *
 * @param sys {@code /sys}
 * @param dev {@code /dev}
 */
record HidrawTree(Path sys, Path dev) {
  private static final Pattern NAME = Pattern.compile("hidraw[0-9]{1,9}");

  /** This system's own. */
  static HidrawTree ofThisSystem() {
    return new HidrawTree(Path.of("/sys"), Path.of("/dev"));
  }

  /**
   * All there are now, by number.
   *
   * @throws ChannelException of kind {@code SERVICE} when that cannot be seen
   */
  List<HidrawNode> nodes() throws ChannelException {
    Path classes = sys.resolve("class");
    if (!Files.isDirectory(classes)) {
      throw new ChannelException(
          ChannelException.Kind.SERVICE,
          "%s is not there, so USB devices cannot be seen".formatted(classes));
    }
    Path directory = classes.resolve("hidraw");
    if (!Files.isDirectory(directory)) {
      return List.of(); // the kernel makes it together with the first device
    }
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (NAME.matcher(name).matches()) {
          names.add(name);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new ChannelException(
          ChannelException.Kind.SERVICE,
          "%s cannot be read: %s".formatted(directory, e.getMessage()),
          e);
    }
    names.sort(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
    return names.stream()
        .map(name -> new HidrawNode(directory.resolve(name), dev.resolve(name)))
        .toList();
  }
}
