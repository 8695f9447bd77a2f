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
public final class VirtualReader implements AutoCloseable {
  private static int used;

  private final String name;
  private final VpcdMount mount;

  /** In the reader whose turn it is; returns when the daemon sees it, and the other one empty. */
  public VirtualReader(VirtualToken card) throws IOException, InterruptedException {
    this(card, used++ % 2);
  }

  /** In the first reader (0) or the second (1), otherwise the same. */
  public VirtualReader(VirtualToken card, int slot) throws IOException, InterruptedException {
    name = name(slot);
    int port = Integer.parseInt(setting("COUNTERSIGN_VPCD_PORT")) + slot;
    mount = new VpcdMount(card, setting("COUNTERSIGN_VPCD_HOST"), port);
    await(name, false);
    insert();
    await(name(1 - slot), false);
  }

  private static String name(int slot) {
    String first = setting("COUNTERSIGN_VPCD_READER");
    return first.substring(0, first.length() - 1) + slot;
  }

  private static String setting(String variable) {
    String value = System.getenv(variable);
    assertThat(value).as("%s: run bin/test, or native-config/pcscd-vpcd.sh", variable).isNotNull();
    return value;
  }

  /** The name of the reader. */
  public String name() {
    return name;
  }

  /** This reader alone, as the PC/SC service shows it. */
  public PcscSource source() {
    return new PcscSource(name::equals);
  }

  /** Plugs the token in; returns when the daemon has noticed. */
  public void insert() throws IOException, InterruptedException {
    plug();
    awaitPresent(true);
  }

  /** Plugs the token in and does not wait. */
  public void plug() throws IOException {
    mount.insert();
  }

  /** Whether the token is in. */
  public boolean inserted() {
    return mount.inserted();
  }

  /** Pulls the token; returns when the daemon has noticed. */
  public void pull() throws IOException, InterruptedException {
    unplug();
    awaitPresent(false);
  }

  /** Pulls the token and does not wait. */
  public void unplug() {
    mount.pull();
  }

  /** Returns when the daemon says so. */
  public void awaitPresent(boolean present) throws ChannelException, InterruptedException {
    await(name, present);
  }

  private static void await(String reader, boolean present)
      throws ChannelException, InterruptedException {
    Semaphore changes = new Semaphore(0);
    try (PcscSource source = new PcscSource(reader::equals);
        ChannelSource.Watch watch = source.watch(event -> changes.release())) {
      while (source.readers().stream().anyMatch(Reader::present) != present) {
        assertThat(changes.tryAcquire(20, TimeUnit.SECONDS))
            .as("%s noticed within 20 s in %s (%s)", present ? "token" : "removal", reader, watch)
            .isTrue();
      }
    }
  }

  @Override
  public void close() {
    mount.close();
  }
}
