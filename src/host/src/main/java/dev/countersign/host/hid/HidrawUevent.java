package dev.countersign.host.hid;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel says of a HID device in {@code uevent}: one {@code NAME=value} on a line. Names
 * and serial numbers are the device's own words.
 *
 * @param vendorId 0 when it is not told
 * @param productId 0 when it is not told
 * @param product what the maker calls it; may be empty
 * @param serial its serial number
 */
record HidrawUevent(int vendorId, int productId, String product, Optional<String> serial) {
  private static final Pattern ID =
      Pattern.compile("[0-9A-Fa-f]{1,8}:0{0,4}([0-9A-Fa-f]{1,4}):0{0,4}([0-9A-Fa-f]{1,4})");

  /**
   * Reads such a text. The first line of a name counts: the number comes before what the device
   * itself says, so a product name with a line break in it cannot change the number.
   */
  static HidrawUevent parse(String text) {
    List<String> lines = text.lines().toList();
    Matcher id = ID.matcher(value(lines, "HID_ID="));
    boolean told = id.matches();
    return new HidrawUevent(
        told ? Integer.parseInt(id.group(1), 16) : 0,
        told ? Integer.parseInt(id.group(2), 16) : 0,
        DeviceText.clean(value(lines, "HID_NAME=")),
        Optional.of(DeviceText.clean(value(lines, "HID_UNIQ=")))
            .filter(serial -> !serial.isEmpty()));
  }

  private static String value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> line.substring(name.length()))
        .orElse("");
  }
}
