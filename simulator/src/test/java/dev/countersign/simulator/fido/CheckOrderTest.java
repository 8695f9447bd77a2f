package dev.countersign.simulator.fido;

import static dev.countersign.simulator.fido.FidoCase.HASH;
import static dev.countersign.simulator.fido.FidoCase.PIN;
import static dev.countersign.simulator.fido.FidoCase.RP;
import static org.assertj.core.api.Assertions.assertThat;

import com.yubico.yubikit.core.application.CommandException;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborMap;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is looked at first, and what is not touched by a refusal ([CTAP2.1] 6.1.2, 6.2.2). */
class CheckOrderTest {
  private FidoCase key;

  @BeforeEach
  void open() throws IOException {
    key = new FidoCase(FidoFeatures.securityKey());
  }

  private static CborMap.Builder get(byte[] id) {
    return Cbor.map().put(1, RP).put(2, HASH).put(3, descriptors(id));
  }

  private static Cbor descriptors(byte[] id) {
    return Cbor.Array.of(Cbor.map().put("id", id).put("type", Credential.TYPE).build());
  }

  @Test
  void enterpriseAttestationIsRefusedToWhoGaveThePin() throws IOException, CommandException {
    key.pin(2).setPin(PIN);
    CborMap.Builder wanted = FidoCase.make(RP, -7).put(10, 1);
    assertThat(key.status(1, wanted.build())).isEqualTo(0x02);
    CborMap kept = wanted.put(7, Cbor.map().put("rk", true).build()).build();
    assertThat(key.status(1, kept)).as("the PIN comes first").isEqualTo(0x36);
    byte[] signature = FidoCase.protocol(2).authenticate(key.pin(2).getPinToken(PIN, 1, RP), HASH);
    assertThat(key.status(1, wanted.put(8, signature).put(9, 2).build())).isEqualTo(0x02);
  }

  /** [CTAP2.1] 6.2.2 step 7; in FIDO 2.0 only who touches the key hears of it. */
  @ParameterizedTest
  @CsvSource({"true, 0", "false, 1"})
  void thatThereIsNoCredentialIsSaidToAnybodyNow(boolean later, int touches) throws IOException {
    key = new FidoCase(later ? FidoFeatures.securityKey() : FidoFeatures.fido20());
    assertThat(key.status(2, get(new byte[64]).build())).isEqualTo(0x2E);
    assertThat(key.status(2, Cbor.map().put(1, RP).put(2, HASH).build())).isEqualTo(0x2E);
    assertThat(key.purposes()).hasSize(2 * touches);
  }

  @Test
  void whatIsExcludedOrIsNotThereLeavesTheTokenAsItIs() throws IOException, CommandException {
    byte[] handle =
        Arrays.copyOfRange(
            key.register(key.session(), new byte[] {1}, false, null, null, null)
                .getAuthenticatorData(),
            55,
            55 + 64);
    key.pin(2).setPin(PIN);
    byte[] token = key.pin(2).getPinToken(PIN, 3, RP);
    byte[] signature = FidoCase.protocol(2).authenticate(token, HASH);
    CborMap.Builder make = FidoCase.make(RP, -7).put(8, signature).put(9, 2);
    CborMap.Builder get = get(new byte[64]).put(6, signature).put(7, 2);
    assertThat(key.status(1, make.put(5, descriptors(handle)).build())).isEqualTo(0x19);
    assertThat(key.status(2, get.build())).isEqualTo(0x2E);
    assertThat(key.status(1, make.put(5, descriptors(new byte[9])).build())).isZero();
    assertThat(key.status(1, make.build())).as("spent").isEqualTo(0x33);
  }
}
