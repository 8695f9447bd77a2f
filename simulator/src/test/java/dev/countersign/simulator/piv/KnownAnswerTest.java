package dev.countersign.simulator.piv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.wire.Tlv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exact bytes that tools send and cards answer. */
class KnownAnswerTest {
  private static final String YUBIKEY_TEMPLATE = "61114F0600001000010079074F05A0000003089000";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00A4040005A000000308",
        "00A4040005A00000030800",
        "00A4040009A0000003080000100000",
        "00A4040009A00000030800001000",
        "00A404000BA000000308000010000100",
        "00A404000BA00000030800001000010000",
      })
  void selectTakesEveryLengthOfTheIdentifier(String command) {
    assertThat(TestCard.of(Profile.YUBIKEY_5_7).send(command)).isEqualTo(YUBIKEY_TEMPLATE);
    assertThat(TestCard.of(Profile.YUBIKEY_4_3).send(command)).isEqualTo(YUBIKEY_TEMPLATE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00A4040007627601FF000000",
        "00A4040005A00000000101",
        "00A404000CE82B0601040181C31F020100",
        "00A4040C0FD23300000045737445494420763335",
        "00A404000BA000000308000010000200",
        "00A4040004A0000003",
        "00A4000C023F00",
      })
  void unknownApplicationsAreNotFound(String command) {
    assertThat(TestCard.of(Profile.YUBIKEY_5_7).send(command)).isEqualTo("6A82");
  }

  @Test
  void theStandardsTemplateNamesApplicationAndAuthority() throws Exception {
    String answer = TestCard.of(Profile.NIST_PIV).send("00A4040009A0000003080000100000");
    TestCard.expectOk(answer);
    Tlv template = TestCard.parse(TestCard.withoutStatus(answer));
    assertThat(template.tag()).isEqualTo(0x61);
    assertThat(TestCard.hex(template.child(0x4F).orElseThrow().value()))
        .isEqualTo("A000000308000010000100");
    assertThat(TestCard.hex(template.child(0x79).orElseThrow().value()))
        .isEqualTo("4F05A000000308");
    assertThat(TestCard.hex(template.child(0xAC).orElseThrow().value()))
        .isEqualTo("8001038001078001118001140600");
  }

  @Test
  void versionAndSerial() {
    TestCard now = TestCard.of(Profile.YUBIKEY_5_7).select();
    assertThat(now.send("00FD000000")).isEqualTo("0507049000");
    assertThat(now.send("00FD000003")).isEqualTo("0507049000");
    assertThat(now.send("00F80000")).isEqualTo("00BC614E9000");
    TestCard old = TestCard.of(Profile.YUBIKEY_4_3).select();
    assertThat(old.send("00FD0000")).isEqualTo("0403059000");
    assertThat(old.send("00F80000")).isEqualTo("6D00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00A4040007A0000005272001", "00A4040008A000000527200101"})
  void theOtpAppletSaysTheSerial(String select) {
    TestCard card = TestCard.of(Profile.YUBIKEY_4_3);
    assertThat(card.send(select)).isEqualTo("0403050000009000");
    assertThat(card.send("00011000")).isEqualTo("00BC614E9000");
    assertThat(card.send("0001100000")).isEqualTo("00BC614E9000");
    assertThat(card.send("00011400")).isEqualTo("6A86");
    assertThat(card.send("00FD0000")).isEqualTo("6D00");
  }

  @Test
  void factoryMetadata() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select();
    assertThat(card.send("00F70080000000")).isEqualTo("0101FF050101060203039000");
    assertThat(card.send("00F70081")).isEqualTo("0101FF050101060203039000");
    assertThat(card.send("00F7009B00")).isEqualTo("01010A020200010501019000");
    assertThat(card.send("00F70096")).isEqualTo("6A88");
    assertThat(card.send("00F7009A")).isEqualTo("6A88");
    assertThat(card.send("00F70082")).isEqualTo("6A88");
  }

  @Test
  void metadataOfAGeneratedKey() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    Tlv key = card.generate("9A", "11", "");
    assertThat(card.send("00F7009A"))
        .isEqualTo("0101110202020103010104" + "43" + TestCard.hex(key.value()) + "9000");
    card.generate("9C", "11", "AB0102");
    assertThat(card.send("00F7009C")).startsWith("010111020203020301010443864104");
    card.generate("9E", "14", "AA0102AB0103");
    assertThat(card.send("00F7009E")).startsWith("010114020202030301010463866104");
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void generatedPointsAreUncompressed(Profile profile) {
    TestCard card = TestCard.of(profile).select().manage();
    assertThat(card.send("0047009A05AC03800111")).startsWith("7F4943864104").endsWith("9000");
    assertThat(card.send("0047009C05AC0380011400")).startsWith("7F4963866104").endsWith("9000");
  }

  @Test
  void theFirstStepOfMutualAuthentication() {
    assertThat(TestCard.of(Profile.YUBIKEY_4_3).select().send("0087039B047C028000"))
        .startsWith("7C0A8008")
        .hasSize(2 * 14);
    assertThat(TestCard.of(Profile.YUBIKEY_5_7).select().send("00870A9B047C028000"))
        .startsWith("7C128010")
        .hasSize(2 * 22);
  }

  @Test
  void anOldToolFailsOnTheNewManagementAlgorithm() {
    assertThat(TestCard.of(Profile.YUBIKEY_5_7).select().send("0087039B047C028000"))
        .isEqualTo("6A80");
    assertThat(TestCard.of(Profile.NIST_PIV).select().send("00870A9B047C028000")).isEqualTo("6A86");
  }

  @Test
  void aP256SignatureIsADerSequence() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    card.generate("9C", "11", "");
    card.verify();
    String answer = card.send("0087119C267C2482008120" + "11".repeat(32) + "00");
    assertThat(answer).startsWith("7C").endsWith("9000");
    assertThat(answer.substring(4, 6)).isEqualTo("82");
    assertThat(answer.substring(8, 10)).isEqualTo("30");
  }

  @Test
  void toolsProtectTheManagementKeyWithThePin() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    String key = "0F".repeat(24);
    assertThat(card.send("00FFFFFF1B0A9B18" + key + "00")).isEqualTo("9000");
    assertThat(card.send("00DB3FFF0C5C035FFF0053058003810102")).isEqualTo("9000");
    assertThat(card.send("00DB3FFF235C035FC109531C881A8918" + key)).isEqualTo("9000");
    assertThat(card.send("00CB3FFF055C035FFF00")).isEqualTo("530580038101029000");
    assertThat(card.send("00CB3FFF055C035FC109")).isEqualTo("6982");
    card.verify();
    assertThat(card.send("00CB3FFF055C035FC109")).isEqualTo("531C881A8918" + key + "9000");
    assertThat(card.send("00F7009B")).isEqualTo("01010A020200010501009000");
    card.token().reset();
    card.select();
    assertThat(card.manage("0A", TestCard.FACTORY_KEY)).isEqualTo("6982");
    TestCard.expectOk(card.manage("0A", key));
  }

  @Test
  void oneDeviceOfOpenScsStartUp() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7);
    assertThat(card.send("00CB3FFF035C017E08")).isEqualTo("6D00");
    assertThat(card.send("00CADF3005")).isEqualTo("6D00");
    card.send("00A4040009A0000003080000100000");
    assertThat(card.send("00CB3FFF035C017E08")).isEqualTo("7E124F0BA0000003610C");
    assertThat(card.send("00CB3FFF035C017E14"))
        .isEqualTo("7E124F0BA0000003080000100001005F2F0240009000");
    assertThat(card.send("00CB3FFF055C035FC10C00")).isEqualTo("6A82");
    assertThat(card.send("00CADF3005")).isEqualTo("6D00");
  }
}
