package dev.countersign.junit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.pcsc.PcscSource;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.vpcd.VpcdMount;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A simulated token in the virtual reader of the pcscd that native-config/pcscd-vpcd.sh runs. */
final class PcscdBench implements ContractBench {
  private final Profile profile;
  private final String reader = setting("COUNTERSIGN_VPCD_READER");
  private final ScriptedPins pins = ScriptedPins.factory();
  private final PcscSource source = new PcscSource(reader::equals);
  private final VirtualToken card;
  private final VpcdMount mount;
  private final Tokens tokens;

  PcscdBench(Profile profile) throws Exception {
    this.profile = profile;
    card = InProcessBench.blank(profile);
    mount =
        new VpcdMount(
            card,
            setting("COUNTERSIGN_VPCD_HOST"),
            Integer.parseInt(setting("COUNTERSIGN_VPCD_PORT")));
    awaiting(ChannelEvent.Kind.INSERTED, mount::start);
    tokens = Tokens.builder().source(source).pinEntry(pins).open();
  }

  private static String setting(String variable) {
    String value = System.getenv(variable);
    assertThat(value)
        .as("%s: run bin/test, or native-config/pcscd-vpcd.sh run", variable)
        .isNotNull();
    return value;
  }

  private interface Action {
    void run() throws Exception;
  }

  /** Does something and returns when the daemon has noticed. */
  private void awaiting(ChannelEvent.Kind kind, Action action) throws Exception {
    CountDownLatch noticed = new CountDownLatch(1);
    try (ChannelSource.Watch watch =
        source.watch(
            event -> {
              if (event.kind() == kind) {
                noticed.countDown();
              }
            })) {
      action.run();
      assertThat(noticed.await(20, TimeUnit.SECONDS)).as(kind + " within 20 s").isTrue();
    }
  }

  @Override
  public Tokens tokens() {
    return tokens;
  }

  @Override
  public TokenUri uri() {
    return InProcessBench.nameOnly(tokens, reader);
  }

  @Override
  public ScriptedPins pins() {
    return pins;
  }

  @Override
  public boolean namesKeysWithoutCertificate() {
    return profile == Profile.YUBIKEY_5_7;
  }

  @Override
  public void close() {
    try {
      awaiting(ChannelEvent.Kind.REMOVED, mount::close);
    } catch (Exception e) {
      throw new AssertionError("the reader was not emptied", e);
    } finally {
      tokens.close();
      card.close();
    }
  }
}
