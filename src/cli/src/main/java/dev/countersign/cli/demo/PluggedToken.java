package dev.countersign.cli.demo;

import dev.countersign.fido.hid.HidSecurityKeys;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedHidSource;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.HidDevice;
import dev.countersign.wire.HidSource;
import dev.countersign.wire.Reader;
import java.util.List;
import java.util.function.Consumer;

/** The token of a tour, plugged in for one command after the other. */
final class PluggedToken implements AutoCloseable {
  private final VirtualToken token;
  private final SimulatedReaders readers = new SimulatedReaders();
  private final SimulatedHidSource devices = new SimulatedHidSource();

  PluggedToken(Profile profile) {
    token = VirtualToken.builder(profile).build();
    if (!profile.contactlessOnly()) {
      readers.insert(token);
    }
    devices.insert(token);
  }

  /** The reader that it is in; a command that closes it leaves it as it is. */
  ChannelSource keptReaders() {
    return new KeptOpen(readers);
  }

  /** It as a security key; see {@link #keptReaders}. */
  HidSecurityKeys keys() {
    return new HidSecurityKeys(List.of(new KeptKeys(devices)));
  }

  @Override
  public void close() {
    readers.close();
    devices.close();
    token.close();
  }

  /** The same keys for one command after the other: each closes what it opened. */
  private record KeptKeys(HidSource source) implements HidSource {
    @Override
    public String name() {
      return source.name();
    }

    @Override
    public List<HidDevice> devices() throws ChannelException {
      return source.devices();
    }

    @Override
    public ChannelSource.Watch watch(Consumer<ChannelEvent> listener) {
      return source.watch(listener);
    }

    @Override
    public void close() {
      // the tour closes them
    }
  }

  /** The same readers for one command after the other: each closes what it opened. */
  private record KeptOpen(ChannelSource source) implements ChannelSource {
    @Override
    public String name() {
      return source.name();
    }

    @Override
    public List<Reader> readers() throws ChannelException {
      return source.readers();
    }

    @Override
    public Watch watch(Consumer<ChannelEvent> listener) {
      return source.watch(listener);
    }

    @Override
    public void close() {
      // the tour closes them
    }
  }
}
