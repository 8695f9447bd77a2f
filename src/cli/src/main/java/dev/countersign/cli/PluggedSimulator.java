package dev.countersign.cli;

import dev.countersign.fido.hid.HidSecurityKeys;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.SimulatedHidSource;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.TokenDirectory;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Consumer;

/** The simulated token that the command line names, plugged in for as long as the command runs. */
final class PluggedSimulator implements ChannelSource {
  private static final String FAULTS = "COUNTERSIGN_SIMULATOR_FAULTS";

  private final SimulatedReaders readers = new SimulatedReaders();
  private final SimulatedHidSource devices = new SimulatedHidSource();
  private final VirtualToken token;

  private PluggedSimulator(VirtualToken token) {
    this.token = token;
    if (!token.profile().contactlessOnly()) {
      readers.insert(token);
    }
    if (token.isSecurityKey()) {
      devices.insert(token);
    }
  }

  /** Opens the token of that name below {@code COUNTERSIGN_HOME}, with the faults asked for. */
  static PluggedSimulator open(Invocation invocation, String name) {
    VirtualToken token = token(invocation, name);
    boolean plugged = false;
    try {
      invocation.variable(FAULTS).ifPresent(text -> token.injectFaults(faults(text)));
      PluggedSimulator source = new PluggedSimulator(token);
      plugged = true;
      return source;
    } finally {
      if (!plugged) {
        token.close();
      }
    }
  }

  private static VirtualToken token(Invocation invocation, String name) {
    try {
      return TokenDirectory.at(invocation.simulatorHome()).open(name);
    } catch (NoSuchFileException e) {
      throw new Failure(
          ExitCode.NO_SUCH_TOKEN,
          "there is no simulated token '%s'".formatted(name),
          "see countersign simulator list, or make it with countersign simulator create " + name,
          e);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("" + e.getMessage(), "see countersign simulator list");
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "the simulated token '%s' cannot be opened: %s".formatted(name, e.getMessage()),
          "wait for the program that uses it, or end it",
          e);
    }
  }

  private static FaultSchedule faults(String text) {
    try {
      return FaultSchedule.parse(text);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(
          "%s: %s".formatted(FAULTS, e.getMessage()), "write it like remove@5, or unset it");
    }
  }

  /** The token as a security key on USB, for the same time. */
  HidSecurityKeys keys() {
    return new HidSecurityKeys(List.of(devices));
  }

  @Override
  public String name() {
    return readers.name();
  }

  @Override
  public List<Reader> readers() {
    return readers.readers();
  }

  @Override
  public Watch watch(Consumer<ChannelEvent> listener) {
    return readers.watch(listener);
  }

  @Override
  public void close() {
    readers.close();
    devices.close();
    token.close();
  }
}
