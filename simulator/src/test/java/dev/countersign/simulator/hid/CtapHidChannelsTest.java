package dev.countersign.simulator.hid;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** [CTAP2.1] 11.2: who talks to the device, and who has it for himself. */
class CtapHidChannelsTest {
  private final HidBench bench = HidBench.direct();

  private void assertError(String answer, String channel, String code) {
    assertThat(answer).isEqualTo(channel + "bf0001" + code);
    bench.assertSilent();
  }

  @Test
  void initTellsNonceChannelVersionsAndCapabilities() {
    String answer = bench.exchange("FFFFFFFF" + HidBench.INIT);
    assertThat(answer)
        .isEqualTo(
            "ffffffff" + "86" + "0011" + "0102030405060708" + "00000001" + "02050704" + "05");
  }

  @Test
  void everyInitOnTheBroadcastChannelAllocatesAnotherOne() {
    assertThat(bench.channel()).isEqualTo("00000001");
    assertThat(bench.channel()).isEqualTo("00000002");
  }

  @Test
  void capabilitiesFollowWhatIsEnabled() {
    bench.enable(true, false);
    assertThat(bench.exchange("FFFFFFFF" + HidBench.INIT)).endsWith("0d");
    bench.enable(false, true);
    assertThat(bench.exchange("FFFFFFFF" + HidBench.INIT)).endsWith("01");
    bench.enable(true, true);
    bench.key.hasU2f(false);
    assertThat(bench.exchange("FFFFFFFF" + HidBench.INIT)).endsWith("0d");
  }

  @Test
  void initOnAChannelKeepsItAndEndsItsMessage() {
    String channel = bench.channel();
    bench.send(channel + "81 0064");
    assertThat(bench.exchange(channel + HidBench.INIT))
        .startsWith(channel + "8600110102030405060708" + channel);
    bench.send(channel + "00");
    bench.assertSilent();
    assertThat(bench.exchange(channel + "81 0001 09")).isEqualTo(channel + "81000109");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0007", "0009", "0000"})
  void initWantsANonceOfEightBytes(String length) {
    assertError(bench.exchange("FFFFFFFF 86" + length), "ffffffff", "03");
    String channel = bench.channel();
    assertError(bench.exchange(channel + "86" + length), channel, "03");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000", "FFFFFFFF", "00000002", "80000000"})
  void aChannelThatWasNotAllocatedIsInvalid(String channel) {
    bench.channel();
    assertError(bench.exchange(channel + "81 0001 01"), channel.toLowerCase(Locale.ROOT), "0b");
    assertError(bench.exchange(channel + "91 0000"), channel.toLowerCase(Locale.ROOT), "0b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000", "00000002"})
  void initOnAChannelThatWasNotAllocatedIsInvalid(String channel) {
    bench.channel();
    assertError(bench.exchange(channel + HidBench.INIT), channel, "0b");
  }

  @Test
  void anotherChannelIsToldThatTheDeviceIsBusy() {
    String one = bench.channel();
    String two = bench.channel();
    bench.send(one + "81 0064 01");
    assertError(bench.exchange(two + "81 0001 02"), two, "06");
    assertThat(bench.channel()).as("channels are allocated all the time").isEqualTo("00000003");
    assertThat(bench.exchange(one + "00")).startsWith(one + "81006401");
  }

  @Test
  void aLockKeepsOthersAwayUntilItEnds() {
    String one = bench.channel();
    String two = bench.channel();
    bench.exchange(one + "84 0001 02");
    assertError(bench.exchange(two + "81 0001 02"), two, "06");
    assertError(bench.exchange(two + HidBench.INIT), two, "06");
    assertThat(bench.exchange(one + "81 0001 02")).isEqualTo(one + "81000102");
    bench.timer.pass(Duration.ofMillis(1999));
    assertError(bench.exchange(two + "81 0001 02"), two, "06");
    bench.timer.pass(Duration.ofMillis(1));
    assertThat(bench.exchange(two + "81 0001 02")).isEqualTo(two + "81000102");
  }

  @Test
  void aLockIsLetGoAndMadeLonger() {
    String one = bench.channel();
    String two = bench.channel();
    bench.exchange(one + "84 0001 02");
    bench.timer.pass(Duration.ofSeconds(1));
    bench.exchange(one + "84 0001 0A");
    bench.timer.pass(Duration.ofSeconds(9));
    assertError(bench.exchange(two + "88 0000"), two, "06");
    bench.exchange(one + "84 0001 00");
    assertThat(bench.exchange(two + "88 0000")).isEqualTo(two + "880000");
    assertThat(bench.timer.waiting()).isZero();
  }

  @Test
  void pluggingInAnewForgetsChannelsLocksAndMessages() {
    String one = bench.channel();
    bench.exchange(one + "84 0001 0A");
    bench.send(one + "81 0064 01");
    assertThat(bench.key.powerUps()).isEqualTo(1);
    bench.device.unplug();
    bench.send("FFFFFFFF" + HidBench.INIT);
    bench.assertSilent();
    List<byte[]> heard = new ArrayList<>();
    bench.device.plugIn(heard::add);
    bench.send(one + "00");
    assertThat(heard).isEmpty();
    bench.send(one + "81 0001 01");
    assertThat(HexFormat.of().formatHex(heard.get(0))).startsWith(one + "bf00010b");
    assertThat(bench.key.powerUps()).isEqualTo(2);
    assertThat(bench.timer.waiting()).isZero();
  }
}
