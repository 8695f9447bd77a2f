package dev.countersign.host.hid;

import java.util.List;
import java.util.Optional;

/** What is used of a library that speaks to HID devices, in its own terms. */
interface NativeHid {

  /**
   * An interface of a device.
   *
   * @param path the system's name for it
   * @param vendorId 0 to 65535
   * @param productId 0 to 65535
   * @param serial as told by the device; may be empty
   * @param product as told by the device; may be empty
   * @param usagePage of its first collection, 0 to 65535
   * @param usage of its first collection, 0 to 65535
   */
  record Entry(
      String path,
      int vendorId,
      int productId,
      String serial,
      String product,
      int usagePage,
      int usage) {}

  /** All interfaces there are now. */
  List<Entry> enumerate();

  /** Opens an interface; empty when the system does not let us. */
  Optional<Handle> open(String path);

  /** An open interface. After {@link #close} nothing else may be called: memory is freed. */
  interface Handle extends AutoCloseable {
    /** Returns a negative number when it failed. */
    int write(byte[] report);

    /** Returns how many bytes were read, 0 when there were none in time, negative on failure. */
    int read(byte[] report, int milliseconds);

    @Override
    void close();
  }
}
