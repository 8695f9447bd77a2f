package dev.countersign.fido.hid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ChannelException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A key gives a channel ([CTAP2.1] 11.2.9.1.3). */
class HidConnectionTest {
  private final ScriptedHid hid = new ScriptedHid(ScriptedHid.WITH_CBOR);

  @Test
  void anInitAnswerWithAnotherNonceIsNotOurs() throws ChannelException {
    byte[] foreign = new byte[17];
    Arrays.fill(foreign, (byte) 9);
    hid.says(CtapHid.BROADCAST, 0x06, foreign);
    HidConnection.open(hid, new SecureRandom(), line -> {}).send(CtapHid.CANCEL, new byte[0]);
    assertThat(hid.sent().get(1)).startsWith("01020304");
  }

  @Test
  void aTraceHasTheCommandAndLengthOfMessagesAndNothingOfWhatIsInThem() throws ChannelException {
    List<String> lines = new ArrayList<>();
    HidConnection connection = HidConnection.open(hid, new SecureRandom(), lines::add);
    connection.send(CtapHid.CBOR, new byte[100]);
    connection.send(0x42, new byte[1]);
    hid.says(0x0A0B0C0D, CtapHid.CBOR, new byte[10]); // another program's
    hid.says(ScriptedHid.CHANNEL, CtapHid.KEEPALIVE, (byte) 2);
    hid.says(ScriptedHid.CHANNEL, CtapHid.ERROR, (byte) 0x2F);
    hid.says(ScriptedHid.CHANNEL, CtapHid.CBOR, new byte[300]);
    for (int i = 0; i < 3; i++) {
      connection.receive(Duration.ofSeconds(20));
    }
    assertThat(lines)
        .containsExactly(
            "> INIT on FFFFFFFF [8 bytes]",
            "< INIT on FFFFFFFF [17 bytes]",
            "> CBOR on 01020304 [100 bytes]",
            "> 42 on 01020304 [1 bytes]",
            "< KEEPALIVE on 01020304 [1 bytes] 02",
            "< ERROR on 01020304 [1 bytes] 2F",
            "< CBOR on 01020304 [300 bytes]");
  }

  @Test
  void aKeyThatGivesNoChannelIsNotWaitedForWithoutEnd() {
    hid.answersInit(false);
    assertThatThrownBy(() -> HidConnection.open(hid, new SecureRandom(), line -> {}))
        .isInstanceOfSatisfying(
            ChannelException.class,
            e -> assertThat(e.kind()).isEqualTo(ChannelException.Kind.TIMEOUT));
  }

  @Test
  void aKeyThatIsTooBusyForAChannelIsLeftToWhoeverOpensIt() {
    hid.isBusy();
    assertThatThrownBy(() -> HidConnection.open(hid, new SecureRandom(), line -> {}))
        .isInstanceOfSatisfying(
            ChannelException.class,
            e -> assertThat(e.kind()).isEqualTo(ChannelException.Kind.SHARING));
    assertThat(hid.sent()).hasSize(1);
  }
}
