package dev.countersign.host.hid;

import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.HidDevice;
import dev.countersign.wire.HidSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The security keys that are plugged into this machine: through hidraw on Linux, where no native
 * code is loaded; elsewhere through hidapi, which hid4java brings along.
 */
public final class HidDevices implements HidSource {
  static final String WINDOWS_REFUSAL =
      "Windows leaves security keys on USB to administrators: hold the key to an NFC reader, which"
          + " everybody may use, or run this as administrator";

  static final String OTHER_REFUSAL =
      "another program may have it to itself, or may have to allow this terminal to watch input"
          + " devices (macOS: Privacy & Security, Input Monitoring)";

  private final HidSource system;

  /** Chooses by the system that this is. Nothing is loaded or opened yet. */
  public HidDevices() {
    this(System.getProperty("os.name", ""));
  }

  HidDevices(String system) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.contains("linux")) {
      this.system = new HidrawSource();
    } else {
      this.system =
          new HidApiSource(
              Hid4Java::load, name.startsWith("windows") ? WINDOWS_REFUSAL : OTHER_REFUSAL);
    }
  }

  @Override
  public String name() {
    return system.name();
  }

  @Override
  public List<HidDevice> devices() throws ChannelException {
    return system.devices();
  }

  @Override
  public ChannelSource.Watch watch(Consumer<ChannelEvent> listener) {
    return system.watch(listener);
  }

  @Override
  public void close() {
    system.close();
  }
}
