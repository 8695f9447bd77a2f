package dev.countersign.simulator.hid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [CTAP2.1] 11.2: channels, reports and errors. */
class CtapHidFramingTest {
  private final HidBench bench = HidBench.direct();

  private void assertError(String answer, String channel, String code) {
    assertThat(answer).isEqualTo(channel + "bf0001" + code);
    bench.assertSilent();
  }

  private static String hex(byte[] data) {
    return HexFormat.of().formatHex(data);
  }

  /** Sends a message in reports and returns the data that comes back. */
  private String message(String channel, int command, byte[] data) {
    for (byte[] report :
        new HidMessage((int) Long.parseLong(channel, 16), command, data).reports()) {
      bench.device.receive(report);
    }
    String first = bench.next();
    assertThat(first).startsWith(channel + "%02x".formatted(command | 0x80));
    int length = Integer.parseInt(first.substring(10, 14), 16);
    StringBuilder whole = new StringBuilder(first.substring(14));
    for (int sequence = 0; whole.length() < 2 * length; sequence++) {
      String next = bench.next();
      assertThat(next).startsWith(channel + "%02x".formatted(sequence));
      whole.append(next.substring(10));
    }
    bench.assertSilent();
    return whole.substring(0, 2 * length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 57, 58, 116, 117, 1024, 7608, 7609})
  void pingsOfAllSizesComeBack(int size) {
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);
    assertThat(message(bench.channel(), HidCommand.PING, data)).isEqualTo(hex(data));
    assertThat(bench.executed).hasValue(0);
  }

  @Test
  void messagesReachTheKey() {
    String channel = bench.channel();
    assertThat(message(channel, HidCommand.CBOR, HexFormat.of().parseHex("ee0102")))
        .isEqualTo("000102");
    assertThat(message(channel, HidCommand.MSG, HexFormat.of().parseHex("00030000000000")))
        .isEqualTo("000300000000009000");
    assertThat(message(channel, HidCommand.CBOR, HexFormat.of().parseHex("031db9")))
        .hasSize(2 * 7609);
    assertThat(bench.executed).hasValue(3);
  }

  @Test
  void anAnswerThatFitsNoMessageIsAnError() {
    String channel = bench.channel();
    assertError(bench.exchange(channel + "90 0003 03 1DBA"), channel, "7f");
    assertThat(message(channel, HidCommand.PING, new byte[] {9})).isEqualTo("09");
  }

  @Test
  void aDefectOfTheKeyIsAnAnswer() {
    String channel = bench.channel();
    assertThat(message(channel, HidCommand.CBOR, new byte[] {4})).isEqualTo("7f");
    assertThat(message(channel, HidCommand.PING, new byte[] {9})).isEqualTo("09");
  }

  @Test
  void winkAndLockAnswerNothing() {
    String channel = bench.channel();
    assertThat(bench.exchange(channel + "88 0000")).isEqualTo(channel + "880000");
    assertThat(bench.exchange(channel + "84 0001 0A")).isEqualTo(channel + "840000");
  }

  @Test
  void thePagesOfItsConfigurationAreRead() {
    String channel = bench.channel();
    assertThat(bench.exchange(channel + "C2 0000")).isEqualTo(channel + "c20003021000");
    assertThat(bench.exchange(channel + "C2 0001 01")).isEqualTo(channel + "c20003021001");
    assertError(bench.exchange(channel + "C2 0001 02"), channel, "02");
  }

  @ParameterizedTest
  @CsvSource({
    "82 0000, 01",
    "BB 0001 01, 01",
    "BF 0001 01, 01",
    "C0 0000, 01",
    "FF 0000, 01",
    "81 1DBA, 03",
    "90 FFFF, 03",
    "90 0000, 03",
    "83 0000, 03",
    "88 0001, 03",
    "84 0000, 03",
    "84 0002 0101, 03",
    "84 0001 0B, 02",
    "84 0001 FF, 02",
  })
  void aBadMessageIsAnsweredWithItsError(String message, String code) {
    String channel = bench.channel();
    assertError(bench.exchange(channel + message), channel, code);
    assertThat(message(channel, HidCommand.PING, new byte[] {9})).isEqualTo("09");
    assertThat(bench.executed).hasValue(0);
  }

  @Test
  void whatIsDisabledIsNoCommand() {
    String channel = bench.channel();
    bench.enable(false, true);
    assertError(bench.exchange(channel + "90 0001 EE"), channel, "01");
    bench.enable(true, false);
    assertError(bench.exchange(channel + "83 0004 00030000"), channel, "01");
    assertThat(bench.executed).hasValue(0);
  }

  @Test
  void aSmallerKeyTakesShorterMessages() {
    HidBench small = new HidBench(100, Runnable::run);
    String channel = small.channel();
    assertThat(small.exchange(channel + "81 0065")).isEqualTo(channel + "bf000103");
    small.send(channel + "81 0064");
    small.assertSilent();
    assertThat(small.exchange(channel + "00")).startsWith(channel + "810064");
  }

  @ParameterizedTest
  @ValueSource(strings = {"01", "7F", "02"})
  void aReportOutOfSequenceEndsTheMessage(String sequence) {
    String channel = bench.channel();
    bench.send(channel + "81 00C8");
    assertError(bench.exchange(channel + sequence), channel, "04");
    bench.send(channel + "00");
    bench.assertSilent();
  }

  @Test
  void aReportThatComesTwiceIsOutOfSequence() {
    String channel = bench.channel();
    bench.send(channel + "81 00C8");
    bench.send(channel + "00");
    assertError(bench.exchange(channel + "00"), channel, "04");
  }

  @Test
  void aMessageWithinAMessageEndsBoth() {
    String channel = bench.channel();
    bench.send(channel + "81 0064");
    assertError(bench.exchange(channel + "81 0001 07"), channel, "04");
    bench.send(channel + "00");
    bench.assertSilent();
  }

  @Test
  void strayReportsArePassedOver() {
    String channel = bench.channel();
    bench.send(channel + "00");
    bench.send("00000000 00");
    bench.send("FFFFFFFF 05");
    bench.assertSilent();
    bench.send(channel + "81 0064 01");
    bench.send("00000009 00");
    bench.assertSilent();
    assertThat(bench.exchange(channel + "00")).startsWith(channel + "81006401");
  }

  @Test
  void aMessageThatDoesNotGoOnExpires() {
    String channel = bench.channel();
    bench.send(channel + "81 00C8");
    bench.timer.pass(Duration.ofMillis(999));
    bench.send(channel + "00");
    bench.timer.pass(Duration.ofMillis(999));
    bench.assertSilent();
    bench.timer.pass(Duration.ofMillis(1));
    assertError(bench.next(), channel, "05");
    bench.send(channel + "01");
    bench.assertSilent();
    assertThat(bench.timer.waiting()).isZero();
  }

  @Test
  void aMessageThatCameWholeDoesNotExpire() {
    String channel = bench.channel();
    bench.send(channel + "81 0064");
    assertThat(bench.exchange(channel + "00")).startsWith(channel + "810064");
    bench.next();
    bench.timer.pass(Duration.ofSeconds(5));
    bench.assertSilent();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 63, 65})
  void reportsHave64Bytes(int size) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bench.device.receive(new byte[size]))
        .withMessage("a report has 64 bytes");
  }
}
