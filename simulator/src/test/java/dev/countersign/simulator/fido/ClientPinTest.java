package dev.countersign.simulator.fido;

import static dev.countersign.simulator.fido.FidoCase.PIN;
import static dev.countersign.simulator.fido.FidoCase.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import com.yubico.yubikit.core.application.CommandException;
import com.yubico.yubikit.fido.ctap.ClientPin;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborMap;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PINs, as yubikit sets, changes and gives them. */
class ClientPinTest {
  private static final char[] WRONG = "9999".toCharArray();
  private static final char[] OTHER = "8888".toCharArray();

  private FidoCase key;

  @BeforeEach
  void open() throws IOException {
    key = new FidoCase(FidoFeatures.yubikey57());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void isSetUsedAndChanged(int protocol) throws IOException, CommandException {
    ClientPin pin = key.pin(protocol);
    assertThat(thrown(() -> pin.getPinToken(PIN, 2, FidoCase.RP))).isEqualTo(0x35);
    pin.setPin(PIN);
    assertThat(thrown(() -> pin.setPin(PIN))).isEqualTo(0x33);
    assertThat(pin.getPinToken(PIN, 2, FidoCase.RP)).hasSize(32);
    pin.changePin(PIN, OTHER);
    assertThat(thrown(() -> pin.getPinToken(PIN, 2, FidoCase.RP))).isEqualTo(0x31);
    assertThat(pin.getPinToken(OTHER, 2, FidoCase.RP)).hasSize(32);
    assertThat(pin.getPinRetries().getCount()).isEqualTo(8);
  }

  /** Who guesses must agree anew, by the protocol that was guessed with and by no other. */
  @Test
  void aWrongPinEndsTheSecretOfItsProtocol() throws IOException, CommandException {
    key.pin(2).setPin(PIN);
    byte[] one = agreementKey(1);
    byte[] two = agreementKey(2);
    assertThat(thrown(() -> key.pin(2).getPinToken(WRONG, 2, FidoCase.RP))).isEqualTo(0x31);
    assertThat(agreementKey(1)).isEqualTo(one);
    assertThat(agreementKey(2)).isNotEqualTo(two);
    assertThat(agreementKey(2)).isEqualTo(agreementKey(2));
  }

  private byte[] agreementKey(int protocol) {
    return key.send(6, Cbor.map().put(1, protocol).put(2, 2).build().encode());
  }

  /** [CTAP2.1] 6.5.5.5: whether one is set is looked at before the platform's key is. */
  @Test
  void aPinThatIsSetIsNotSetAgainWithAnyKey() throws IOException, CommandException {
    CborMap noPoint =
        Cbor.map()
            .put(1, 2)
            .put(3, -25)
            .put(-1, 1)
            .put(-2, new byte[32])
            .put(-3, new byte[32])
            .build();
    CborMap.Builder set = Cbor.map().put(1, 2).put(2, 3).put(4, new byte[32]).put(5, new byte[80]);
    assertThat(key.status(6, set.build())).isEqualTo(0x14);
    assertThat(key.status(6, set.put(3, noPoint).build())).isEqualTo(0x02);
    key.pin(2).setPin(PIN);
    assertThat(key.status(6, set.build())).isEqualTo(0x33);
  }

  @Test
  void threeInARowEndAllTriesUntilPowerIsGone() throws IOException, CommandException {
    ClientPin pin = key.pin(2);
    pin.setPin(PIN);
    assertThat(thrown(() -> pin.getPinToken(WRONG, 2, FidoCase.RP))).isEqualTo(0x31);
    assertThat(thrown(() -> pin.getPinToken(WRONG, 2, FidoCase.RP))).isEqualTo(0x31);
    assertThat(thrown(() -> pin.getPinToken(WRONG, 2, FidoCase.RP))).isEqualTo(0x34);
    assertThat(thrown(() -> pin.getPinToken(PIN, 2, FidoCase.RP))).isEqualTo(0x34);
    assertThat(pin.getPinRetries().getCount()).isEqualTo(5);
    key.powerCycle();
    assertThat(key.pin(2).getPinToken(PIN, 2, FidoCase.RP)).hasSize(32);
    assertThat(key.pin(2).getPinRetries().getCount()).isEqualTo(8);
  }

  @Test
  void eightInAllBlockItForGood() throws IOException, CommandException {
    key.pin(2).setPin(PIN);
    int last = 0;
    for (int i = 0; i < 8; i++) {
      if (i % 3 == 0) {
        key.powerCycle();
      }
      last = thrown(() -> key.pin(2).getPinToken(WRONG, 2, FidoCase.RP));
    }
    assertThat(last).isEqualTo(0x32);
    key.powerCycle();
    assertThat(thrown(() -> key.pin(2).getPinToken(PIN, 2, FidoCase.RP))).isEqualTo(0x32);
    assertThat(thrown(() -> key.pin(2).changePin(PIN, OTHER))).isEqualTo(0x32);
    key.session().reset(null);
    assertThat(key.pin(2).getPinRetries().getCount()).isEqualTo(8);
    key.pin(2).setPin(PIN);
  }
}
