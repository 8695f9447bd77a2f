package dev.countersign.benchmarks;

import dev.countersign.host.pcsc.PcscSource;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The virtual reader of the service that native-config/pcscd-vpcd.sh started.
 *
 * @param host where its driver waits for a card
 * @param port the port for the first reader; the second has the next one
 * @param name the name of the first reader
 */
record VpcdReader(String host, int port, String name) {
  private static final int NOTICE_SECONDS = 20;

  /** The service that the environment names; empty when it names none. */
  static Optional<VpcdReader> of(Map<String, String> environment) {
    String port = environment.get("COUNTERSIGN_VPCD_PORT");
    String reader = environment.get("COUNTERSIGN_VPCD_READER");
    return port == null || reader == null
        ? Optional.empty()
        : Optional.of(
            new VpcdReader(
                environment.getOrDefault("COUNTERSIGN_VPCD_HOST", "127.0.0.1"),
                Integer.parseInt(port),
                reader));
  }

  /** The second reader of the same service. */
  VpcdReader second() {
    return new VpcdReader(host, port + 1, name.substring(0, name.length() - 1) + "1");
  }

  /** The source that sees this reader alone. */
  PcscSource source() {
    return new PcscSource(name::equals);
  }

  /** Connects as soon as the service has noticed the card. */
  static ApduChannel connect(PcscSource source) throws ChannelException, InterruptedException {
    Semaphore changes = new Semaphore(0);
    try (ChannelSource.Watch watch = source.watch(event -> changes.release())) {
      while (true) {
        Optional<Reader> reader = source.readers().stream().filter(Reader::present).findFirst();
        if (reader.isPresent()) {
          return reader.get().connect();
        }
        if (!changes.tryAcquire(NOTICE_SECONDS, TimeUnit.SECONDS)) {
          throw new ChannelException(
              ChannelException.Kind.TIMEOUT, "the service does not see the card (" + watch + ")");
        }
      }
    }
  }
}
