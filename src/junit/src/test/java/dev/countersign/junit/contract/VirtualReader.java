package dev.countersign.junit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.host.pcsc.PcscSource;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.vpcd.VpcdMount;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A simulated token in one of the two virtual readers of the pcscd that native-config/pcscd-vpcd.sh
 * runs. They are used in turns, so that nobody waits for the daemon to notice a removal.
 */
final class VirtualReader implements AutoCloseable {
  private static int used;

  private final String name;
  private final VpcdMount mount;

  /** Returns when the daemon has noticed the token. */
  VirtualReader(VirtualToken card) throws IOException, InterruptedException {
    int slot = used++ % 2;
    String first = setting("COUNTERSIGN_VPCD_READER");
    name = first.substring(0, first.length() - 1) + slot;
    int port = Integer.parseInt(setting("COUNTERSIGN_VPCD_PORT")) + slot;
    mount = new VpcdMount(card, setting("COUNTERSIGN_VPCD_HOST"), port);
    await(false);
    mount.insert();
    await(true);
  }

  private static String setting(String variable) {
    String value = System.getenv(variable);
    assertThat(value).as("%s: run bin/test, or native-config/pcscd-vpcd.sh", variable).isNotNull();
    return value;
  }

  /** The name of the reader. */
  String name() {
    return name;
  }

  /** This reader alone, as the PC/SC service shows it. */
  PcscSource source() {
    return new PcscSource(name::equals);
  }

  private void await(boolean present) throws ChannelException, InterruptedException {
    Semaphore changes = new Semaphore(0);
    try (PcscSource source = source();
        ChannelSource.Watch watch = source.watch(event -> changes.release())) {
      while (source.readers().stream().anyMatch(Reader::present) != present) {
        assertThat(changes.tryAcquire(20, TimeUnit.SECONDS))
            .as("%s noticed within 20 s in %s (%s)", present ? "token" : "removal", name, watch)
            .isTrue();
      }
    }
  }

  @Override
  public void close() {
    mount.close();
  }
}
