package dev.countersign.junit.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.host.pcsc.PcscSource;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.vpcd.VpcdMount;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Reader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.smartcardio.TerminalFactory;
import jnasmartcardio.Smartcardio;
import jnasmartcardio.Smartcardio.JnaCardTerminals;

/**
 * The second virtual reader of the pcscd that native-config/pcscd-vpcd.sh runs, into which a
 * simulated token is put and from which it is pulled, and that pcscd, which is killed and started.
 */
public final class PcscdReader implements AutoCloseable {
  private final String name;
  private final VpcdMount mount;

  /** Puts this token in; it is not closed with the reader. */
  public PcscdReader(VirtualToken token) throws Exception {
    String first = setting("COUNTERSIGN_VPCD_READER");
    name = first.substring(0, first.length() - 1) + "1";
    int port = Integer.parseInt(setting("COUNTERSIGN_VPCD_PORT")) + 1;
    mount = new VpcdMount(token, setting("COUNTERSIGN_VPCD_HOST"), port);
    awaitPresent(false);
    insert();
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

  /** Plugs the token in; returns when the service has noticed. */
  public void insert() throws Exception {
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

  /** Pulls the token and does not wait. */
  public void unplug() {
    mount.pull();
  }

  /** Pulls the token; returns when the service has noticed. */
  public void pull() throws Exception {
    unplug();
    awaitPresent(false);
  }

  /** Another program resets the card. */
  public void resetByAnother() throws Exception {
    JnaCardTerminals terminals =
        (JnaCardTerminals)
            TerminalFactory.getInstance("PC/SC", null, new Smartcardio()).terminals();
    try {
      terminals.getTerminal(name).connect("*").disconnect(true);
    } finally {
      terminals.close();
    }
  }

  /** Returns when the service says so. */
  public void awaitPresent(boolean present) throws ChannelException, InterruptedException {
    try (PcscSource source = source()) {
      for (int waited = 0; source.readers().stream().anyMatch(Reader::present) != present; ) {
        assertThat(waited += 20)
            .as("milliseconds until %s is noticed in %s", present ? "a token" : "removal", name)
            .isLessThan(20_000);
        Thread.sleep(20);
      }
    }
  }

  /** Kills the service, as a crash would: the token is out then. */
  public void killService() throws Exception {
    control("stop");
    unplug();
  }

  /** Starts the service again; the reader is empty. */
  public static void startService() throws Exception {
    control("start");
  }

  private static void control(String command) throws Exception {
    Process process =
        new ProcessBuilder("bash", setting("COUNTERSIGN_PCSCD_CONTROL"), command)
            .inheritIO()
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("pcscd: %s", command).isTrue();
    assertThat(process.exitValue()).as("pcscd: %s", command).isZero();
  }

  @Override
  public void close() {
    mount.close();
  }
}
