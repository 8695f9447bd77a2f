package dev.countersign.host.hid;

import com.sun.jna.WString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hid4java.jna.HidApi;
import org.hid4java.jna.HidDeviceInfoStructure;
import org.hid4java.jna.HidDeviceStructure;
import org.jspecify.annotations.Nullable;

/**
 * hidapi, as hid4java brings it along. Its calls are used and not its services, which scan and read
 * in threads of their own and lose reports. Texts of errors are not asked for: hid4java reads 512
 * bytes of each, however short it is.
 */
final class Hid4Java implements NativeHid {

  private Hid4Java() {}

  /**
   * Loads the native library.
   *
   * @throws LinkageError when there is none for this system
   */
  static Hid4Java load() {
    HidApi.darwinOpenDevicesNonExclusive = true; // else macOS keeps browsers from the key
    HidApi.init();
    return new Hid4Java();
  }

  @Override
  public List<Entry> enumerate() {
    @Nullable HidDeviceInfoStructure first = HidApi.enumerateDevices(0, 0);
    List<Entry> entries = new ArrayList<>();
    if (first == null) {
      return entries;
    }
    try {
      for (HidDeviceInfoStructure info = first; info != null; info = info.next()) {
        entries.add(
            new Entry(
                info.path,
                Short.toUnsignedInt(info.vendor_id),
                Short.toUnsignedInt(info.product_id),
                text(info.serial_number),
                text(info.product_string),
                Short.toUnsignedInt(info.usage_page),
                Short.toUnsignedInt(info.usage)));
      }
      return entries;
    } finally {
      HidApi.freeEnumeration(first);
    }
  }

  private static String text(@Nullable WString text) {
    return text == null ? "" : text.toString();
  }

  @Override
  public Optional<Handle> open(String path) {
    @Nullable HidDeviceStructure device = HidApi.open(path);
    return device == null ? Optional.empty() : Optional.of(new Open(device));
  }

  private record Open(HidDeviceStructure device) implements Handle {
    @Override
    public int write(byte[] report) {
      return HidApi.write(device, report, report.length, (byte) 0); // reports have no number
    }

    @Override
    public int read(byte[] report, int milliseconds) {
      return HidApi.read(device, report, milliseconds);
    }

    @Override
    public void close() {
      HidApi.close(device);
    }
  }
}
