package dev.countersign.host.hid;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A HID device that the kernel knows.
 *
 * @param entry its entry in {@code /sys/class/hidraw}, a link to where it is attached
 * @param file its file in {@code /dev}
 */
record HidrawNode(Path entry, Path file) {
  /** What is read of a text at most, in bytes: a page, which is the kernel's own limit. */
  private static final int MOST_TEXT_BYTES = 4096;

  /** The name of a source's device. */
  String name() {
    return file.toString();
  }

  /**
   * Which device it is: where it is attached and the how-manieth the kernel met. A number alone is
   * given to the next device when one is gone.
   *
   * @return empty when it is gone
   */
  Optional<String> identity() {
    try {
      return Optional.of(entry.toRealPath().toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Its FIDO reports; empty when it is another sort of device, or gone. */
  Optional<FidoReports> fidoReports() {
    return read("report_descriptor", ReportDescriptor.MOST_BYTES).flatMap(ReportDescriptor::fido);
  }

  /** What it is. */
  HidrawUevent uevent() {
    return HidrawUevent.parse(
        new String(read("uevent", MOST_TEXT_BYTES).orElse(new byte[0]), StandardCharsets.UTF_8));
  }

  /** Whether this user may read and write its file. */
  boolean accessible() {
    return Files.isReadable(file) && Files.isWritable(file);
  }

  /** Empty when there is no such file or it is longer. */
  private Optional<byte[]> read(String attribute, int most) {
    try (InputStream in = Files.newInputStream(entry.resolve("device").resolve(attribute))) {
      byte[] content = in.readNBytes(most + 1);
      return content.length <= most ? Optional.of(content) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
