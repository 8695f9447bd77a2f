package dev.countersign.junit.contract;

import dev.countersign.host.pcsc.PcscSource;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.smartcardio.SimulatorProvider;
import dev.countersign.wire.ChannelSource;
import java.security.NoSuchAlgorithmException;
import javax.smartcardio.TerminalFactory;

/** Simulated readers as the PC/SC source sees them through javax.smartcardio. */
final class SmartcardioMount {
  private SmartcardioMount() {}

  static ChannelSource over(SimulatedReaders readers) {
    try {
      return PcscSource.over(
          TerminalFactory.getInstance(
              "Countersign-Simulator", null, new SimulatorProvider(readers)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
