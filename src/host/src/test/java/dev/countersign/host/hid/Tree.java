package dev.countersign.host.hid;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** HID devices of a Linux system, in a directory. */
final class Tree {
  private final Path root;
  private int met;

  Tree(Path root) {
    this.root = root;
    directories(root.resolve("sys/class"));
    directories(root.resolve("dev"));
  }

  HidrawTree hidraw() {
    return new HidrawTree(root.resolve("sys"), root.resolve("dev"));
  }

  String name(int number) {
    return file(number).toString();
  }

  Path file(int number) {
    return root.resolve("dev/hidraw" + number);
  }

  /** Attaches a device, with an empty file for its reports. */
  Path plug(int number, String descriptor, String uevent) {
    met++;
    Path attached = root.resolve("sys/devices/usb1/0003:1050:0407.%04X".formatted(met));
    Path entry = attached.resolve("hidraw/hidraw" + number);
    directories(entry);
    directories(root.resolve("sys/class/hidraw"));
    try {
      Files.write(attached.resolve("report_descriptor"), Descriptors.bytes(descriptor));
      Files.writeString(attached.resolve("uevent"), uevent);
      Files.createSymbolicLink(entry.resolve("device"), attached);
      Files.createSymbolicLink(root.resolve("sys/class/hidraw/hidraw" + number), entry);
      Files.createFile(file(number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return attached;
  }

  Path plugKey(int number) {
    return plug(
        number, Descriptors.FIDO, "HID_ID=0003:00001050:00000407\nHID_NAME=Key " + number + "\n");
  }

  void unplug(int number) {
    delete(root.resolve("sys/class/hidraw/hidraw" + number));
    delete(file(number));
  }

  static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void directories(Path path) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
