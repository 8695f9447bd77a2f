package dev.countersign.simulator.oath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [YK-OATH] PUT, DELETE, RENAME and LIST, and answers in pieces. */
class AccountsTest {
  private static final String KEY = "31".repeat(20);
  private static final String TIME = "7408" + "00".repeat(8);

  private final OathCase oath = OathCase.of(Profile.YUBIKEY_5_7);

  private static String rename(String before, String after) {
    return OathCase.tlv("71", OathCase.text(before)) + OathCase.tlv("71", OathCase.text(after));
  }

  @Test
  void listTellsTypesAndNames() {
    assertThat(oath.send(OathCase.LIST)).isEqualTo("9000");
    oath.put("iss:h1", 0x11, 6, KEY, "7802" + "7A0400000005");
    oath.put("60/t", 0x22, 8, KEY, "7801");
    String plain = "7207" + "11" + OathCase.text("iss:h1") + "7205" + "22" + OathCase.text("60/t");
    assertThat(oath.send(OathCase.LIST)).isEqualTo(plain + "9000");
    assertThat(oath.send("00A1000000")).isEqualTo(plain + "9000");
    assertThat(oath.send("00A10000", "02")).isEqualTo(plain + "9000");
    assertThat(oath.send("00A10000", "01"))
        .isEqualTo(
            ("7208" + "11" + OathCase.text("iss:h1") + "02")
                + ("7206" + "22" + OathCase.text("60/t") + "01")
                + "9000");
    assertThat(oath.send("00A10100")).isEqualTo("6B00");
  }

  @Test
  void firmware43TellsNoProperties() {
    OathCase old = OathCase.of(Profile.YUBIKEY_4_3);
    old.put("a", 0x21, 6, KEY, "7802");
    assertThat(old.send("00A10000", "01")).isEqualTo("72022161" + "9000");
  }

  @Test
  void theSameNameIsOverwrittenInItsPlace() {
    oath.put("a", 0x11, 6, KEY, "");
    oath.put("b", 0x21, 6, KEY, "");
    assertThat(oath.put("a", 0x22, 7, "32".repeat(14), "")).isEqualTo("9000");
    assertThat(oath.send(OathCase.LIST)).isEqualTo("72022261" + "72022162" + "9000");
  }

  @Test
  void deleteAndThereIsNoneOfThatName() {
    oath.put("a", 0x21, 6, KEY, "");
    assertThat(oath.send("00020000", "710161")).isEqualTo("9000");
    assertThat(oath.send("00020000", "710161")).isEqualTo("6984");
    assertThat(oath.send(OathCase.LIST)).isEqualTo("9000");
  }

  @Test
  void renameKeepsKeyCounterAndPlace() {
    oath.put("a", 0x11, 6, OathCase.text("12345678901234567890"), "7A0400000001");
    oath.put("b", 0x21, 6, KEY, "");
    assertThat(oath.send("00050000", rename("a", "iss:new"))).isEqualTo("9000");
    assertThat(oath.send(OathCase.LIST))
        .isEqualTo("7208" + "11" + OathCase.text("iss:new") + "72022162" + "9000");
    assertThat(OathCase.code(oath.calculate("iss:new", "01", ""))).isEqualTo("287082");
    assertThat(oath.send("00050000", rename("a", "c"))).isEqualTo("6984");
    assertThat(oath.send("00050000", rename("b", "b"))).isEqualTo("9000");
  }

  @Test
  void renameTakesNobodysName() {
    oath.put("a", 0x11, 6, KEY, "");
    oath.put("b", 0x21, 6, KEY, "");
    assertThat(oath.send("00050000", rename("a", "b"))).isEqualTo("6985");
    assertThat(oath.send("00050000", rename("a", ""))).isEqualTo("6A80");
    assertThat(oath.send("00050000", rename("a", "n".repeat(65)))).isEqualTo("6A80");
    assertThat(oath.send(OathCase.LIST)).isEqualTo("72021161" + "72022162" + "9000");
  }

  @Test
  void firmware43CannotRename() {
    OathCase old = OathCase.of(Profile.YUBIKEY_4_3);
    old.put("a", 0x21, 6, KEY, "");
    assertThat(old.send("00050000", rename("a", "b"))).isEqualTo("6D00");
  }

  @ParameterizedTest
  @CsvSource({"YUBIKEY_5_7, 64", "YUBIKEY_4_3, 32"})
  void aFullAppletTakesNoMore(Profile profile, int accounts) {
    OathCase card = OathCase.of(profile);
    for (int i = 0; i < accounts; i++) {
      assertThat(card.put("account " + i, 0x21, 6, KEY, "")).isEqualTo("9000");
    }
    assertThat(card.put("one more", 0x21, 6, KEY, "")).isEqualTo("6A84");
    assertThat(card.put("account 3", 0x22, 6, KEY, "")).isEqualTo("9000");
    assertThat(card.send("00020000", OathCase.tlv("71", OathCase.text("account 3"))))
        .isEqualTo("9000");
    assertThat(card.put("one more", 0x21, 6, KEY, "")).isEqualTo("9000");
    assertThat(names(card.whole(OathCase.LIST))).isEqualTo(accounts);
  }

  private static long names(String list) {
    TestCard.expectOk(list);
    try {
      return dev.countersign.wire.Tlv.parseAll(TestCard.bytes(TestCard.withoutStatus(list)))
          .stream()
          .filter(entry -> entry.tag() == 0x72)
          .count();
    } catch (dev.countersign.wire.TlvException e) {
      throw new AssertionError(e);
    }
  }

  private void fill() {
    for (int i = 0; i < 64; i++) {
      oath.put("%064d".formatted(i), 0x21, 6, KEY, "");
    }
  }

  /** 64 times 67 bytes and 64 times 73 bytes. */
  @Test
  void longAnswersComeInPieces() {
    fill();
    String first = oath.send(OathCase.LIST);
    assertThat(first).hasSize(2 * 258).endsWith("6100");
    assertThat(oath.whole(OathCase.LIST)).hasSize(2 * (64 * 67 + 2));
    assertThat(oath.whole("00A40001" + "0A" + TIME)).hasSize(2 * (64 * 73 + 2));
    assertThat(oath.whole("00A40001" + "0A" + TIME + "00")).hasSize(2 * (64 * 73 + 2));
  }

  @Test
  void anExtendedCommandGetsNoMoreAtOnce() {
    fill();
    String first = oath.send("00A40001" + "00000A" + TIME + "0000");
    assertThat(first).hasSize(2 * 258).endsWith("6100");
    assertThat(oath.send("00A50000")).hasSize(2 * 258).endsWith("6100");
    assertThat(oath.send("00A50000000000")).hasSize(2 * 258).endsWith("6100");
    assertThat(oath.send("00A5000010")).hasSize(2 * 18).endsWith("6100");
  }

  @Test
  void theLastPieceSaysHowMuchIsLeft() {
    oath.put("n".repeat(64), 0x21, 6, KEY, "");
    assertThat(oath.send("00A1000040")).hasSize(2 * 66).endsWith("6103");
    assertThat(oath.send("00A5000002")).hasSize(2 * 4).endsWith("6101");
    assertThat(oath.send("00A5000000")).isEqualTo("6E" + "9000");
    assertThat(oath.send("00A5000000")).isEqualTo("9000");
  }

  @Test
  void anotherCommandDropsTheRestAndGetResponseIsUnknown() {
    fill();
    oath.send(OathCase.LIST);
    assertThat(oath.send("00C0000000")).isEqualTo("6D00");
    assertThat(oath.send("00A5000000")).isEqualTo("9000");
    oath.send(OathCase.LIST);
    TestCard.expectOk(oath.send(OathCase.SELECT));
    assertThat(oath.send("00A5000000")).isEqualTo("9000");
  }

  @Test
  void theRestIsNotForAnotherApplet() {
    fill();
    oath.send(OathCase.LIST);
    oath.card().select();
    assertThat(oath.send("00C0000000")).isEqualTo("6985");
    assertThat(oath.send("00A5000000")).isEqualTo("6D00");
    assertThat(oath.send("00A40000023F00")).isEqualTo("6A82");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "710161", // no key
        "7101617302" + "2106", // a key of no bytes
        "710161" + "730F" + "2106" + "31313131313131313131313131", // 13 bytes
        "7100" + "7310" + "2106" + "3131313131313131313131313131", // no name
        "710161" + "7310" + "2406" + "3131313131313131313131313131", // algorithm 4
        "710161" + "7310" + "2006" + "3131313131313131313131313131", // algorithm 0
        "710161" + "7310" + "3106" + "3131313131313131313131313131", // type 3
        "710161" + "7310" + "2105" + "3131313131313131313131313131", // 5 digits
        "710161" + "7310" + "2109" + "3131313131313131313131313131", // 9 digits
        "7310" + "2106" + "3131313131313131313131313131" + "710161", // another order
        "710161" + "7310" + "2106" + "3131313131313131313131313131" + "78", // ends early
        "710161" + "7310" + "2106" + "3131313131313131313131313131" + "7802FF", // goes on
        "710161" + "7310" + "2106" + "3131313131313131313131313131" + "7A0400000001", // TOTP
        "710161" + "7310" + "1106" + "3131313131313131313131313131" + "7A020001", // short
        "710161" + "7310" + "1106" + "3131313131313131313131313131" + "7A0400000001" + "7802",
        "7181" + "7310",
        "7184000000017310",
        "71FF",
      })
  void malformedAccountsAreRefused(String data) {
    assertThat(oath.send("00010000", data)).isEqualTo("6A80");
    assertThat(oath.send(OathCase.LIST)).isEqualTo("9000");
  }

  @Test
  void theGreatestAndWhatIsGreater() {
    assertThat(oath.put("n".repeat(64), 0x23, 8, "31".repeat(64), "7803")).isEqualTo("9000");
    assertThat(oath.put("n".repeat(65), 0x23, 8, "31".repeat(64), "")).isEqualTo("6A80");
    assertThat(oath.put("n", 0x23, 8, "31".repeat(65), "")).isEqualTo("6A80");
    assertThat(oath.send("00010000", "718101" + "61" + "738110" + "2106" + "31".repeat(14)))
        .isEqualTo("9000");
    assertThat(oath.send("00010000" + "000201" + "00".repeat(513))).isEqualTo("6700");
  }

  @ParameterizedTest
  @CsvSource({
    "00010001, 6B00", "00020100, 6B00", "00030001, 6B00", "00050001, 6B00", "00A30001, 6B00",
    "00040000, 6B00", "0004DEAC, 6B00", "00060000, 6D00", "00FD0000, 6D00", "00CB3FFF, 6D00",
    "80A10000, 6E00", "00A40400, 6A82", "00A40100, 6A82", "00020000, 6A80",
  })
  void otherCommands(String command, String status) {
    assertThat(oath.send(command)).isEqualTo(status);
  }

  @Test
  void commandsComeInPiecesToo() {
    String data = OathCase.putData("chained", 0x21, 6, KEY);
    assertThat(oath.send("10010000", data.substring(0, 20))).isEqualTo("9000");
    assertThat(oath.send("00010000", data.substring(20))).isEqualTo("9000");
    assertThat(oath.send(OathCase.LIST)).isEqualTo("720821" + OathCase.text("chained") + "9000");
  }
}
