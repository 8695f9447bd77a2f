package dev.countersign.card.apdu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactedTraceTest {
  private static final String SELECT_PIV = "00A4040009A0000003080000100000";
  private static final String SECRET = "5E5E5E5E";

  private final List<String> lines = new ArrayList<>();

  private String trace(String... exchanges) throws Exception {
    ScriptedChannel card = new ScriptedChannel(false);
    for (int i = 0; i < exchanges.length; i += 2) {
      card.on(exchanges[i], exchanges[i + 1]);
    }
    try (RedactedTrace trace = new RedactedTrace(card, lines::add)) {
      for (int i = 0; i < exchanges.length; i += 2) {
        trace.transceive(HexFormat.of().parseHex(exchanges[i].replace(" ", "")));
      }
    }
    return String.join("\n", lines);
  }

  @Test
  void showsSelectAndPublicObjectsWhole() throws Exception {
    trace(SELECT_PIV, "61024F009000", "00CB3FFF055C035FC10200", "53009000");
    assertThat(lines)
        .containsExactly(
            "> " + SELECT_PIV, "< 61024F00 9000", "> 00CB3FFF055C035FC10200", "< 5300 9000");
  }

  @Test
  void showsVersionSerialAndMetadata() throws Exception {
    trace(SELECT_PIV, "9000", "00FD000000", "0507049000", "00F7009C00", "0101119000");
    assertThat(lines).contains("< 050704 9000", "< 010111 9000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0020008008 5E5E5E5E3536FFFF 00",
        "0024008010 5E5E5E5E3536FFFF 5E5E5E5E3536FFFF 00",
        "002C008010 5E5E5E5E3536FFFF 5E5E5E5E3536FFFF 00",
        "0087039B04 5E5E5E5E 00",
        "1087079A04 5E5E5E5E",
        "00DB3FFF04 5E5E5E5E 00",
        "00FE079A04 5E5E5E5E 00",
        "00FFFFFF04 5E5E5E5E 00",
        "00FD000004 5E5E5E5E 00",
        "00CB3FFF04 5E5E5E5E 00",
        "00A4040004 5E5E5E5E 00",
        "80CA000004 5E5E5E5E 00",
        "0011223304 5E5E5E5E 00",
        "00200080000008 5E5E5E5E3536FFFF 0000"
      })
  void hidesTheDataOfEverythingElseInBothDirections(String command) throws Exception {
    String text = trace(SELECT_PIV, "9000", command, SECRET + "9000");
    assertThat(text).doesNotContain(SECRET).doesNotContain(SECRET.substring(2));
    assertThat(lines.get(2)).startsWith("> " + command.substring(0, 8));
    assertThat(lines.get(3)).isEqualTo("< [4 bytes] 9000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5FC103", "5FC108", "5FC109", "5FC121", "5FC123", "5FFF00", "5FFF10"})
  void hidesObjectsThatMayHoldSecrets(String tag) throws Exception {
    String text = trace(SELECT_PIV, "9000", "00CB3FFF055C03" + tag + "00", SECRET + "9000");
    assertThat(text).doesNotContain(SECRET);
  }

  @Test
  void hidesTheRestOfAHiddenAnswer() throws Exception {
    String text =
        trace(SELECT_PIV, "9000", "0087079A00", SECRET + "6104", "00C0000004", SECRET + "9000");
    assertThat(text).doesNotContain(SECRET);
  }

  @Test
  void showsTheRestOfAShownAnswer() throws Exception {
    trace(SELECT_PIV, "9000", "00CB3FFF055C035FC10200", "53026101", "00C0000001", "AABB9000");
    assertThat(lines).contains("< AABB 9000");
  }

  @Test
  void hidesTheSameInstructionsInOtherApplications() throws Exception {
    String text =
        trace(
            SELECT_PIV,
            "9000",
            "00A4040007A000000527210100",
            SECRET + "9000",
            "00FD000000",
            SECRET + "9000",
            "00A4000100",
            SECRET + "9000");
    assertThat(text).doesNotContain(SECRET);
  }

  /** Names, seeds, passwords, codes, challenges: nothing of it is listed as public. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0001000004 5E5E5E5E 00",
        "0002000004 5E5E5E5E 00",
        "0003000004 5E5E5E5E 00",
        "0005000004 5E5E5E5E 00",
        "00A1000000",
        "00A2000104 5E5E5E5E 00",
        "00A2000004 5E5E5E5E 00",
        "00A3000004 5E5E5E5E 00",
        "00A4000104 5E5E5E5E 00",
        "00A4000004 5E5E5E5E 00",
        "00A5000000",
        "0001300004 5E5E5E5E 00",
        "0001010004 5E5E5E5E 00",
        "0001100000",
        "0003000000",
        "00FD000000",
        "00CB3FFF055C035FC10200"
      })
  void hidesTheOathAndOtpApplications(String command) throws Exception {
    for (String select : List.of("00A4040007A000000527210100", "00A4040007A000000527200100")) {
      lines.clear();
      String text = trace(select, SECRET + "9000", command, SECRET + "9000");
      assertThat(text).doesNotContain(SECRET);
      assertThat(lines.get(3)).isEqualTo("< [4 bytes] 9000");
    }
  }

  @Test
  void calculateAllIsNotTakenForSelectingPiv() throws Exception {
    String text =
        trace(
            "00A400010A A000000308 5E5E5E5E00 00",
            SECRET + "9000",
            "00FD000000",
            SECRET + "9000",
            "00A4040007A000000527210100",
            "9000",
            "00A400010A A000000308 5E5E5E5E00 00",
            SECRET + "6104",
            "00A5000000",
            SECRET + "9000");
    assertThat(text).doesNotContain(SECRET);
  }

  @Test
  void hidesWhatIsNoCommand() throws Exception {
    trace("5E5E", "6700");
    assertThat(lines.get(0)).isEqualTo("> [2 bytes]");
    assertThat(lines.get(1)).isEqualTo("< 6700");
  }

  @Test
  void afterANewTransactionNothingIsShownBeforeSelect() throws Exception {
    ScriptedChannel card =
        new ScriptedChannel(false).on(SELECT_PIV, "9000").on("00FD000000", SECRET + "9000");
    try (RedactedTrace trace = new RedactedTrace(card, lines::add)) {
      trace.transceive(HexFormat.of().parseHex(SELECT_PIV));
      trace.hold().close();
      trace.transceive(HexFormat.of().parseHex("00FD000000"));
    }
    assertThat(String.join("\n", lines)).doesNotContain(SECRET);
  }
}
