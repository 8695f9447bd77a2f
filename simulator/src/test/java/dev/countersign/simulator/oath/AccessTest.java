package dev.countersign.simulator.oath;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.World;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [YK-OATH] SELECT, SET CODE, VALIDATE and RESET. */
class AccessTest {
  private static final String KEY = "000102030405060708090A0B0C0D0E0F";
  private static final String CHALLENGE = "A1A2A3A4A5A6A7A8";

  private final TokenStorage storage = TokenStorage.memory();
  private final OathCase oath = open();

  private OathCase open() {
    return OathCase.of(Profile.YUBIKEY_5_7, World.deterministic(1), storage);
  }

  private static String hmac(String key, String input) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(TestCard.bytes(key), "HmacSHA1"));
      return TestCard.hex(mac.doFinal(TestCard.bytes(input)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String setCode(OathCase card, String key) {
    return card.send(
        "00030000",
        OathCase.tlv("73", "21" + key)
            + OathCase.tlv("74", CHALLENGE)
            + OathCase.tlv("75", hmac(key, CHALLENGE)));
  }

  /** The challenge in the answer to SELECT. */
  private static String challenge(String selected) {
    assertThat(selected).startsWith("7903").contains("7408").endsWith("7B0121" + "9000");
    int at = selected.length() - 10 - 16;
    assertThat(selected.substring(at - 4, at)).isEqualTo("7408");
    return selected.substring(at, at + 16);
  }

  private static String validate(OathCase card, String key, String challenge) {
    return card.send(
        "00A30000", OathCase.tlv("75", hmac(key, challenge)) + OathCase.tlv("74", CHALLENGE));
  }

  @ParameterizedTest
  @CsvSource({"YUBIKEY_5_7, 050704", "YUBIKEY_4_3, 040305"})
  void selectTellsVersionAndSalt(Profile profile, String version) {
    OathCase card = OathCase.of(profile);
    String answer = card.send(OathCase.SELECT);
    assertThat(answer).startsWith("7903" + version + "7108").hasSize(2 * (5 + 10 + 2));
    assertThat(card.send("00A4040008A000000527210101" + "00")).isEqualTo(answer);
    assertThat(card.send("00A4040006A00000052721")).isEqualTo("6A82");
    assertThat(card.send("00A4040008A000000527210102")).isEqualTo("6A82");
  }

  @Test
  void aPlainCardHasNone() {
    assertThat(TestCard.of(Profile.NIST_PIV).send(OathCase.SELECT)).isEqualTo("6A82");
  }

  @Test
  void theSaltStaysUntilReset() {
    String salt = oath.send(OathCase.SELECT);
    assertThat(open().send(OathCase.SELECT)).isEqualTo(salt);
    oath.put("a", 0x21, 6, "31".repeat(14), "");
    assertThat(oath.send(OathCase.RESET)).isEqualTo("9000");
    assertThat(oath.send(OathCase.SELECT)).isNotEqualTo(salt).hasSameSizeAs(salt);
    assertThat(oath.send(OathCase.LIST)).isEqualTo("9000");
  }

  @Test
  void aPasswordIsAskedForUntilItIsRemoved() {
    assertThat(setCode(oath, KEY)).isEqualTo("9000");
    assertThat(oath.send(OathCase.LIST)).as("the session stays open").isEqualTo("9000");

    OathCase again = open();
    String challenge = challenge(again.send(OathCase.SELECT));
    assertThat(again.send(OathCase.LIST)).isEqualTo("6982");
    assertThat(validate(again, KEY, challenge)).isEqualTo("7514" + hmac(KEY, CHALLENGE) + "9000");
    assertThat(again.send(OathCase.LIST)).isEqualTo("9000");
    assertThat(again.send("0003000002" + "7300")).isEqualTo("9000");
    assertThat(again.send(OathCase.SELECT)).hasSize(2 * 17);
    assertThat(again.send(OathCase.LIST)).isEqualTo("9000");
  }

  @Test
  void anotherPasswordReplacesTheFirst() {
    setCode(oath, KEY);
    String other = "FF".repeat(16);
    assertThat(setCode(oath, other)).isEqualTo("9000");
    String challenge = challenge(oath.send(OathCase.SELECT));
    assertThat(validate(oath, KEY, challenge)).isEqualTo("6A80");
    assertThat(validate(oath, other, challenge)).endsWith("9000");
  }

  @Test
  void everySelectHasAChallengeOfItsOwn() {
    setCode(oath, KEY);
    String first = challenge(oath.send(OathCase.SELECT));
    String second = challenge(oath.send(OathCase.SELECT));
    assertThat(second).isNotEqualTo(first);
    assertThat(validate(oath, KEY, first)).isEqualTo("6A80");
    assertThat(oath.send(OathCase.LIST)).isEqualTo("6982");
    assertThat(validate(oath, KEY, second)).endsWith("9000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"select", "other", "absent", "reset", "power"})
  void whatEndsTheSessionLocks(String event) {
    setCode(oath, KEY);
    assertThat(oath.send(OathCase.LIST)).isEqualTo("9000");
    switch (event) {
      case "select" -> {}
      case "other" -> oath.card().select();
      case "absent" -> oath.send("00A4040005A000000009");
      case "reset" -> oath.card().token().reset();
      default -> {
        oath.card().token().powerOff();
        oath.card().token().powerOn();
      }
    }
    challenge(oath.send(OathCase.SELECT));
    assertThat(oath.send(OathCase.LIST)).isEqualTo("6982");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00010000",
        "00020000",
        "00030000",
        "000300000273 00",
        "00050000",
        "00A10000",
        "00A20001",
        "00A40001",
        "00A50000",
        "00FD0000"
      })
  void allElseIsRefusedWhileLocked(String command) {
    setCode(oath, KEY);
    challenge(oath.send(OathCase.SELECT));
    assertThat(oath.send(command)).isEqualTo("6982");
  }

  @Test
  void aLockedAppletCanBeReset() {
    setCode(oath, KEY);
    String selected = oath.send(OathCase.SELECT);
    challenge(selected);
    assertThat(oath.send("00040000")).isEqualTo("6B00");
    assertThat(oath.send(OathCase.RESET)).isEqualTo("9000");
    assertThat(oath.send(OathCase.LIST)).isEqualTo("9000");
    assertThat(open().send(OathCase.SELECT)).hasSize(2 * 17).doesNotContain(selected);
  }

  @Test
  void whoCannotUseTheKeyCannotSetIt() {
    String data = OathCase.tlv("73", "21" + KEY) + OathCase.tlv("74", CHALLENGE);
    assertThat(oath.send("00030000", data + "7514" + "00".repeat(20))).isEqualTo("6984");
    assertThat(oath.send("00030000", data + "7500")).isEqualTo("6984");
    assertThat(oath.send(OathCase.SELECT)).hasSize(2 * 17);
  }

  @Test
  void thereIsNothingToValidate() {
    assertThat(validate(oath, KEY, CHALLENGE)).isEqualTo("6984");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00030000", // nothing
        "00030000 03 730121", // a key of no bytes
        "00030000 05 730221FF 74", // ends early
        "00030000 03 730000", // goes on
        "00030000 0A 730224FF 7401FF 7501FF", // algorithm 4
        "00A30000 02 7500", // no challenge
        "00A30000 05 7400 7501FF", // another order
      })
  void malformedDataIsRefused(String command) {
    String digits = command.replace(" ", "");
    assertThat(oath.send(digits)).isEqualTo("6A80");
    assertThat(oath.send(OathCase.SELECT)).hasSize(2 * 17);
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void otherHashesOfAccessKeys(Profile profile) {
    OathCase card = OathCase.of(profile);
    String wrongHash =
        OathCase.tlv("73", "22" + KEY)
            + OathCase.tlv("74", CHALLENGE)
            + OathCase.tlv("75", hmac(KEY, CHALLENGE));
    assertThat(card.send("00030000", wrongHash)).isEqualTo("6984");
  }

  @Test
  void aDisabledAppletIsNotFound() {
    TestCard card = oath.card();
    TestCard.expectOk(card.send("00A4040008A000000527471117"));
    assertThat(card.send("001C000005" + "0403020014")).isEqualTo("9000");
    assertThat(card.send(OathCase.SELECT)).isEqualTo("6A82");
  }
}
