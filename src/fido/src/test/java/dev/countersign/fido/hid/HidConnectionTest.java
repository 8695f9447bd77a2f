package dev.countersign.fido.hid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ChannelException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A key gives a channel ([CTAP2.1] 11.2.9.1.3). */
class HidConnectionTest {
  private final ScriptedHid hid = new ScriptedHid(ScriptedHid.WITH_CBOR);

  @Test
  void anInitAnswerWithAnotherNonceIsNotOurs() throws ChannelException {
    byte[] foreign = new byte[17];
    Arrays.fill(foreign, (byte) 9);
    hid.says(CtapHid.BROADCAST, 0x06, foreign);
    HidConnection.open(hid, new SecureRandom()).send(CtapHid.CANCEL, new byte[0]);
    assertThat(hid.sent().get(1)).startsWith("01020304");
  }

  @Test
  void aKeyThatGivesNoChannelIsNotWaitedForWithoutEnd() {
    hid.answersInit(false);
    assertThatThrownBy(() -> HidConnection.open(hid, new SecureRandom()))
        .isInstanceOfSatisfying(
            ChannelException.class,
            e -> assertThat(e.kind()).isEqualTo(ChannelException.Kind.TIMEOUT));
  }

  @Test
  void aKeyThatIsTooBusyForAChannelIsLeftToWhoeverOpensIt() {
    hid.isBusy();
    assertThatThrownBy(() -> HidConnection.open(hid, new SecureRandom()))
        .isInstanceOfSatisfying(
            ChannelException.class,
            e -> assertThat(e.kind()).isEqualTo(ChannelException.Kind.SHARING));
    assertThat(hid.sent()).hasSize(1);
  }
}
