package dev.countersign.simulator.fido;

import static dev.countersign.simulator.fido.FidoCase.HASH;
import static dev.countersign.simulator.fido.FidoCase.PIN;
import static dev.countersign.simulator.fido.FidoCase.RP;
import static dev.countersign.simulator.fido.FidoCase.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import com.yubico.yubikit.core.application.CommandException;
import com.yubico.yubikit.fido.ctap.Config;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key configured, as yubikit does it ([CTAP2.1] 6.11). */
class ConfigurationTest {
  private static final int MANAGE = 4;
  private static final int CONFIGURE = 0x20;

  private FidoCase key;

  @BeforeEach
  void open() throws IOException, CommandException {
    key = new FidoCase(FidoFeatures.yubikey57());
    key.pin(2).setPin(PIN);
  }

  private byte[] token(int version, int permissions, @Nullable String rpId)
      throws IOException, CommandException {
    return key.pin(version).getPinToken(PIN, permissions, rpId);
  }

  private Config config() throws IOException, CommandException {
    return new Config(key.session(), FidoCase.protocol(2), token(2, CONFIGURE, null));
  }

  @Test
  void alwaysUvAsksForThePinAndEndsU2f() throws IOException, CommandException, CborException {
    assertThat(key.status(1, FidoCase.make(RP, -7).build())).isZero();
    config().toggleAlwaysUv();
    assertThat(key.session().getInfo().getOptions().get("alwaysUv")).isEqualTo(true);
    assertThat(key.status(1, FidoCase.make(RP, -7).build())).isEqualTo(0x36);
    assertThat(key.status(2, Cbor.map().put(1, RP).put(2, HASH).build())).isEqualTo(0x36);
    assertThat(key.authenticator().hasU2f()).isFalse();
    assertThat(key.session().getInfo().getVersions()).doesNotContain("U2F_V2");
    assertThat(key.authenticator().u2f(new byte[] {0, 3, 0, 0}, FidoCase.PATIENT))
        .isEqualTo(new byte[] {0x6D, 0});
    config().toggleAlwaysUv();
    assertThat(key.authenticator().hasU2f()).isTrue();
  }

  @Test
  void theShortestPinGetsLongerOnly() throws IOException, CommandException {
    config().setMinPinLength(6, List.of(RP), null);
    assertThat(key.session().getInfo().getMinPinLength()).isEqualTo(6);
    assertThat(key.session().getInfo().getForcePinChange()).isFalse();
    assertThat(thrown(() -> config().setMinPinLength(5, null, null))).isEqualTo(0x37);
    assertThat(thrown(() -> config().setMinPinLength(64, null, null))).isEqualTo(0x37);
    assertThat(thrown(() -> config().setMinPinLength(6, List.of("a", "b"), null))).isEqualTo(0x28);
    config().setMinPinLength(7, null, null);
    assertThat(key.session().getInfo().getForcePinChange()).isTrue();
    assertThat(thrown(() -> token(2, 1, RP))).isEqualTo(0x37);
    char[] longer = "abcdefg".toCharArray();
    assertThat(thrown(() -> key.pin(2).changePin(PIN, "abcdef".toCharArray()))).isEqualTo(0x37);
    key.pin(2).changePin(PIN, longer);
    assertThat(key.pin(2).getPinToken(longer, 1, RP)).hasSize(32);
    assertThat(key.state().policy().minPinRpIds()).containsExactly(RP);
  }

  @Test
  void aForcedChangeIsAChange() throws IOException, CommandException {
    config().setMinPinLength(null, null, true);
    assertThat(thrown(() -> token(2, 1, RP))).isEqualTo(0x37);
    assertThat(thrown(() -> key.pin(2).changePin(PIN, PIN))).isEqualTo(0x37);
    key.pin(2).changePin(PIN, "other1".toCharArray());
    assertThat(key.session().getInfo().getForcePinChange()).isFalse();
  }

  @Test
  void configurationNeedsItsPermission() throws IOException, CommandException {
    byte[] token = token(2, MANAGE, null);
    Config config = new Config(key.session(), FidoCase.protocol(2), token);
    assertThat(thrown(config::toggleAlwaysUv)).isEqualTo(0x33);
    assertThat(key.status(0x0D, Cbor.map().put(1, 2).build())).isEqualTo(0x36);
    assertThat(key.status(0x0D, Cbor.map().put(1, 1).build())).isEqualTo(0x02);
    assertThat(key.status(0x0D, Cbor.map().put(1, 0xFF).build())).isEqualTo(0x02);
  }

  /** [CTAP2.1] 6.11: or it could only be reset. */
  @Test
  void alwaysUvIsEndedWithoutAPinWhereNoneIsSet() throws IOException {
    key = new FidoCase(FidoFeatures.securityKey());
    CborMap toggle = Cbor.map().put(1, 2).build();
    assertThat(key.status(0x0D, toggle)).isZero();
    assertThat(key.status(1, FidoCase.make(RP, -7).build())).isEqualTo(0x36);
    assertThat(key.status(0x0D, Cbor.map().put(1, 3).build())).isEqualTo(0x36);
    assertThat(key.status(0x0D, toggle)).isZero();
    assertThat(key.status(1, FidoCase.make(RP, -7).build())).isZero();
  }
}
