package dev.countersign.simulator;

import dev.countersign.simulator.hid.CtapHidDevice;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidChannel;
import dev.countersign.wire.HidDevice;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A security key that is plugged into USB, until it is pulled. */
final class SimulatedHidDevice implements HidDevice {
  private static final int YUBICO = 0x1050;
  private static final int OTP_FIDO_CCID = 0x0407;

  /** Numbers that anybody may use for trials. */
  private static final int NOBODY = 0x1209;

  private static final int TRIAL = 0x0001;

  private final SimulatedHidSource source;
  private final String name;
  private final VirtualToken token;
  private final CtapHidDevice device;
  private final HidFaults faults;
  private final List<SimulatedHidChannel> channels = new CopyOnWriteArrayList<>();
  private volatile boolean pulled;

  SimulatedHidDevice(
      SimulatedHidSource source, String name, VirtualToken token, CtapHidDevice device) {
    this.source = source;
    this.name = name;
    this.token = token;
    this.device = device;
    faults = new HidFaults(token.faults(), device, this::broadcast);
  }

  void plugIn() {
    device.plugIn(faults::toHost);
  }

  VirtualToken token() {
    return token;
  }

  private void broadcast(byte[] report) {
    channels.forEach(channel -> channel.arrived(report));
  }

  /** Ends all connections. */
  void pull() {
    pulled = true;
    device.unplug();
    channels.forEach(SimulatedHidChannel::end);
    channels.clear();
  }

  void send(byte[] report) throws ChannelException {
    try {
      faults.toDevice(report);
    } catch (ChannelException e) {
      if (e.kind() == ChannelException.Kind.REMOVED) {
        source.remove(token);
      }
      throw e;
    }
  }

  void disconnect(SimulatedHidChannel channel) {
    channels.remove(channel);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String product() {
    return "Countersign Simulator " + token.profile().externalName();
  }

  @Override
  public int vendorId() {
    return isYubiKey() ? YUBICO : NOBODY;
  }

  @Override
  public int productId() {
    return isYubiKey() ? OTP_FIDO_CCID : TRIAL;
  }

  private boolean isYubiKey() {
    return token.profile() == Profile.YUBIKEY_5_7;
  }

  /** As with most security keys: who wants to know it asks in another way. */
  @Override
  public Optional<String> serial() {
    return Optional.empty();
  }

  @Override
  public boolean simulated() {
    return true;
  }

  @Override
  public HidChannel connect() throws ChannelException {
    SimulatedHidChannel channel = new SimulatedHidChannel(this);
    channels.add(channel);
    if (pulled) {
      channels.remove(channel);
      throw new ChannelException(
          ChannelException.Kind.REMOVED, "the simulated key is gone from " + name);
    }
    return channel;
  }

  @Override
  public String toString() {
    return name;
  }
}
