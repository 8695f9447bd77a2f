package dev.countersign.simulator;

import dev.countersign.simulator.hid.CtapHidDevice;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.HidDevice;
import dev.countersign.wire.HidSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Security keys on USB, in this process. Every device says that it is simulated; the tokens protect
 * nothing. A token may be in a reader of {@link SimulatedReaders} at the same time, as a real one
 * is. Safe for many threads.
 */
public final class SimulatedHidSource implements HidSource {
  private static final String NUMBERED = "Countersign Simulator FIDO %02d";

  private final List<SimulatedHidDevice> devices = new ArrayList<>();
  private final Watches watches = new Watches();

  /** Creates a source without devices. */
  public SimulatedHidSource() {}

  @Override
  public String name() {
    return "simulator";
  }

  @Override
  public synchronized List<HidDevice> devices() {
    return List.copyOf(devices);
  }

  /**
   * Plugs a token in: its security key gets power, and its faults are counted anew, also when it is
   * in a reader already.
   *
   * @throws IllegalArgumentException when the token is plugged in already, is no security key on
   *     USB, or all of FIDO is disabled there
   */
  public HidDevice insert(VirtualToken token) {
    SimulatedHidDevice device;
    synchronized (this) {
      CtapHidDevice key =
          token
              .hid()
              .filter(CtapHidDevice::present)
              .orElseThrow(
                  () -> new IllegalArgumentException(token + " is no security key over USB"));
      if (find(token).isPresent()) {
        throw new IllegalArgumentException("this token is plugged in already");
      }
      device = new SimulatedHidDevice(this, freeName(), token, key);
      devices.add(device);
      token.faults().restart();
      device.plugIn();
    }
    watches.report(ChannelEvent.Kind.INSERTED, device.name());
    return device;
  }

  /**
   * Pulls a token: its channels are dead, what the key executes is cancelled. Has no effect when it
   * is not plugged in. The token is not closed and may be plugged in again; a reader that it is in
   * keeps it.
   */
  public void remove(VirtualToken token) {
    Optional<SimulatedHidDevice> device;
    synchronized (this) {
      device = find(token);
      device.ifPresent(devices::remove);
    }
    device.ifPresent(
        found -> {
          found.pull();
          watches.report(ChannelEvent.Kind.REMOVED, found.name());
        });
  }

  @Override
  public ChannelSource.Watch watch(Consumer<ChannelEvent> listener) {
    return watches.add(listener);
  }

  /** Ends all watches and pulls all tokens; the tokens are not closed. */
  @Override
  public void close() {
    watches.close();
    List<SimulatedHidDevice> present;
    synchronized (this) {
      present = List.copyOf(devices);
    }
    present.forEach(device -> remove(device.token()));
  }

  private Optional<SimulatedHidDevice> find(VirtualToken token) {
    return devices.stream().filter(device -> device.token() == token).findFirst();
  }

  private String freeName() {
    int number = 0;
    while (named(NUMBERED.formatted(number))) {
      number++;
    }
    return NUMBERED.formatted(number);
  }

  private boolean named(String name) {
    return devices.stream().anyMatch(device -> device.name().equals(name));
  }
}
