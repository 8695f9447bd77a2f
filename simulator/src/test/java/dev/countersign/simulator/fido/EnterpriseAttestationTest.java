package dev.countersign.simulator.fido;

import static org.assertj.core.api.Assertions.assertThat;

import com.yubico.yubikit.core.application.CommandException;
import com.yubico.yubikit.fido.ctap.Config;
import com.yubico.yubikit.fido.ctap.Ctap2Session;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Enterprise attestation of a product that has it: refused until somebody enables it. */
class EnterpriseAttestationTest {
  private FidoCase key;

  @BeforeEach
  void open() throws IOException {
    FidoFeatures plain = FidoFeatures.yubikey57();
    key =
        new FidoCase(
            new FidoFeatures(
                "Enterprise Key",
                plain.aaguid(),
                plain.firmware(),
                plain.generation(),
                plain.algorithms(),
                Set.of(FidoFeatures.Option.ENTERPRISE_ATTESTATION),
                plain.maxCredentials()));
  }

  private static CborMap make(long kind) {
    return FidoCase.make(FidoCase.RP, -7).put(10, kind).build();
  }

  @Test
  void isRefusedUntilItIsEnabledAndAfterAReset() throws IOException, CommandException {
    Ctap2Session session = key.session();
    assertThat(session.getInfo().getOptions().get("ep")).isEqualTo(false);
    assertThat(key.status(1, make(2))).isEqualTo(0x02);
    key.pin(2).setPin(FidoCase.PIN);
    byte[] token = key.pin(2).getPinToken(FidoCase.PIN, 0x20, null);
    new Config(key.session(), FidoCase.protocol(2), token).enableEnterpriseAttestation();
    assertThat(session.getInfo().getOptions().get("ep")).isEqualTo(true);
    session.reset(null);
    assertThat(session.getInfo().getOptions().get("ep")).isEqualTo(false);
    assertThat(key.status(1, make(2))).isEqualTo(0x02);
  }

  /** The vendor knows no relying party, so that its own list is empty; the platform may decide. */
  @ParameterizedTest
  @CsvSource({"1, false", "2, true"})
  void isGivenWhenThePlatformDecides(long kind, boolean given) throws CborException {
    assertThat(key.status(0x0D, Cbor.map().put(1, 1).build())).isZero();
    CborMap made = FidoCase.map(key.send(1, make(kind).encode()));
    assertThat(made.get(4).isPresent()).isEqualTo(given);
    assertThat(key.status(1, make(3))).isEqualTo(0x2C);
  }
}
