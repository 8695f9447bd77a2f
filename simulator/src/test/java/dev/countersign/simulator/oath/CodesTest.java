package dev.countersign.simulator.oath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedPresence;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [YK-OATH] CALCULATE and CALCULATE ALL, judged by the vectors of the two standards. */
class CodesTest {
  private static final String SECRET = "12345678901234567890";
  private static final String KEY = OathCase.text(SECRET);
  private static final int HOTP = 0x11;
  private static final int TOTP = 0x21;

  private final OathCase oath = OathCase.of(Profile.YUBIKEY_5_7);

  /** [RFC4226] appendix D. */
  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void countedCodes(Profile profile) {
    OathCase card = OathCase.of(profile);
    assertThat(card.put("h", HOTP, 6, KEY, "")).isEqualTo("9000");
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      codes.add(OathCase.code(card.calculate("h", "01", i % 2 == 0 ? "" : "00".repeat(8))));
    }
    assertThat(codes)
        .containsExactly(
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489");
  }

  @Test
  void aCounterThatBeginsLater() {
    assertThat(oath.put("h", HOTP, 6, KEY, "7A0400000007")).isEqualTo("9000");
    assertThat(OathCase.code(oath.calculate("h", "01", ""))).isEqualTo("162583");
    assertThat(oath.put("h", HOTP, 6, KEY, "7A04FFFFFFFF")).isEqualTo("9000");
    String last = oath.calculate("h", "00", "");
    assertThat(oath.calculate("h", "00", "")).isNotEqualTo(last).endsWith("9000");
  }

  /** [RFC6238] appendix B; the keys are as long as the hash. */
  @ParameterizedTest
  @CsvSource({
    "1, 20, 0000000000000001, 94287082",
    "1, 20, 00000000023523EC, 07081804",
    "1, 20, 00000000023523ED, 14050471",
    "1, 20, 000000000273EF07, 89005924",
    "1, 20, 0000000003F940AA, 69279037",
    "1, 20, 0000000027BC86AA, 65353130",
    "2, 32, 0000000000000001, 46119246",
    "2, 32, 00000000023523EC, 68084774",
    "2, 32, 00000000023523ED, 67062674",
    "2, 32, 000000000273EF07, 91819424",
    "2, 32, 0000000003F940AA, 90698825",
    "2, 32, 0000000027BC86AA, 77737706",
    "3, 64, 0000000000000001, 90693936",
    "3, 64, 00000000023523EC, 25091201",
    "3, 64, 00000000023523ED, 99943326",
    "3, 64, 000000000273EF07, 93441116",
    "3, 64, 0000000003F940AA, 38618901",
    "3, 64, 0000000027BC86AA, 47863826",
  })
  void timedCodes(int hash, int keyBytes, String challenge, String code) {
    String key = OathCase.text(SECRET.repeat(4).substring(0, keyBytes));
    for (Profile profile : List.of(Profile.YUBIKEY_5_7, Profile.YUBIKEY_4_3)) {
      OathCase card = OathCase.of(profile);
      assertThat(card.put("t", 0x20 | hash, 8, key, "")).isEqualTo("9000");
      assertThat(OathCase.code(card.calculate("t", "01", challenge))).isEqualTo(code);
      String all = card.send("00A40001", OathCase.tlv("74", challenge));
      assertThat(all).startsWith("710174" + "7605");
      assertThat(OathCase.code(all.substring(6))).isEqualTo(code);
    }
  }

  /** [RFC4226] appendix D, the intermediate value of count 0. */
  @Test
  void theWholeMac() {
    oath.put("t", TOTP, 6, KEY, "");
    String mac = "CC93CF18508D94934C64B65D8BA7667FB7CDE4B0";
    assertThat(oath.calculate("t", "00", "00".repeat(8))).isEqualTo("751506" + mac + "9000");
    assertThat(oath.send("00A40000", "7408" + "00".repeat(8)))
        .isEqualTo("710174" + "751506" + mac + "9000");
  }

  @Test
  void challengesOfOneTo64Bytes() {
    oath.put("t", 0x22, 6, "41".repeat(36), "");
    assertThat(oath.calculate("t", "00", "32")).startsWith("752106").endsWith("9000");
    assertThat(oath.calculate("t", "00", "32".repeat(64))).startsWith("752106").endsWith("9000");
    assertThat(oath.calculate("t", "00", "32".repeat(65))).isEqualTo("6A80");
    assertThat(oath.calculate("t", "00", "")).isEqualTo("6A80");
    assertThat(oath.send("00A40000", "7400")).isEqualTo("6A80");
    assertThat(oath.send("00A40000", OathCase.tlv("74", "00".repeat(65)))).isEqualTo("6A80");
  }

  /** The first bit is cleared by the token: some tools read a signed number. */
  @Test
  void truncatedValuesAreNeverNegative() {
    oath.put("t", TOTP, 6, KEY, "");
    for (int i = 0; i < 64; i++) {
      String answer = oath.calculate("t", "01", "%016X".formatted(i));
      assertThat(TestCard.bytes(answer)[3]).as(answer).isNotNegative();
    }
  }

  @Test
  void ofCountedAndTouchedAccountsAllOfThemTellsTheNameOnly() {
    oath.put("h", HOTP, 7, KEY, "");
    oath.put("t", TOTP, 8, KEY, "7802");
    String all = oath.send("00A4000100" + "000A" + "7408" + "00".repeat(8) + "0000");
    assertThat(all).isEqualTo("710168" + "770107" + "710174" + "7C0108" + "9000");
    assertThat(OathCase.code(oath.calculate("h", "01", ""))).isEqualTo("4755224");
  }

  @Test
  void aTouchIsAskedForByName() {
    List<String> asked = new ArrayList<>();
    SimulatedPresence person =
        purpose -> {
          asked.add(purpose);
          return asked.size() > 1;
        };
    World world = World.builder().seed(1).presence(person).build();
    OathCase card = OathCase.of(Profile.YUBIKEY_4_3, world, TokenStorage.memory());
    card.put("a\u001Bz", HOTP, 6, KEY, "7802");
    assertThat(card.calculate("a\u001Bz", "01", "")).isEqualTo("6982");
    assertThat(OathCase.code(card.calculate("a\u001Bz", "01", ""))).isEqualTo("755224");
    assertThat(asked).containsExactly("account a?z", "account a?z");
  }

  @Test
  void aChallengeThatMustNotDecrease() {
    TokenStorage storage = TokenStorage.memory();
    OathCase card = OathCase.of(Profile.YUBIKEY_5_7, World.deterministic(1), storage);
    card.put("t", TOTP, 6, KEY, "7801");
    card.put("u", TOTP, 6, KEY, "");
    assertThat(card.calculate("t", "01", "0000000000000100")).endsWith("9000");
    assertThat(card.calculate("t", "01", "0100")).endsWith("9000");
    assertThat(card.calculate("t", "01", "00000000000000FF")).isEqualTo("6982");
    assertThat(card.send("00A40001", "740800000000000000FF")).isEqualTo("6982");
    assertThat(card.send("00A40001", "74080000000000000200")).endsWith("9000");

    OathCase again = OathCase.of(Profile.YUBIKEY_5_7, World.deterministic(1), storage);
    assertThat(again.calculate("t", "01", "00000000000001FF")).isEqualTo("6982");
    assertThat(again.calculate("u", "01", "00000000000001FF")).endsWith("9000");
    assertThat(again.calculate("t", "01", "0000000000000200")).endsWith("9000");
  }

  @Test
  void anAccountThatIsNotThere() {
    assertThat(oath.calculate("x", "01", "00".repeat(8))).isEqualTo("6984");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00A20002 05 710174 7400", // P2
        "00A20101 05 710174 7400", // P1
        "00A40002 0A 7408 0000000000000000",
      })
  void otherParametersAreRefused(String command) {
    oath.put("t", TOTP, 6, KEY, "");
    assertThat(oath.send(command)).isEqualTo("6B00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00A20001", // nothing
        "00A20001 03 710174", // no challenge
        "00A20001 05 7400 710174", // another order
        "00A20001 04 710174 74", // ends early
        "00A20001 07 710174 740100 00",
        "00A20001 03 718400",
        "00A20001 03 7182FF",
        "00A40001 02 7102",
        "00A40001 00",
        "00A40001 03 740200",
      })
  void malformedDataIsRefused(String command) {
    oath.put("t", TOTP, 6, KEY, "");
    assertThat(oath.send(command)).isIn("6A80", "6700");
  }
}
