package dev.countersign.simulator.piv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.wire.Tlv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [SP800-73-4/2] 3.1.2 and 3.3.1; objects of [SP800-73-4/1] 3. */
class DataCommandsTest {

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void storesReplacesAndDeletesAnObject(Profile profile) {
    TestCard card = TestCard.of(profile).select();
    String put = "00DB3FFF0C5C035FC10553057003AABBCC";
    assertThat(card.send(put)).isEqualTo("6982");
    card.manage();
    assertThat(get(card, "5FC105")).isEqualTo("6A82");
    assertThat(card.send(put)).isEqualTo("9000");
    assertThat(get(card, "5FC105")).isEqualTo("53057003AABBCC9000");
    assertThat(card.send("00DB3FFF085C035FC1055301FF" + "00")).isEqualTo("9000");
    assertThat(get(card, "5FC105")).isEqualTo("5301FF9000");
    assertThat(card.send("00DB3FFF075C035FC1055300")).isEqualTo("9000");
    assertThat(get(card, "5FC105")).isEqualTo("6A82");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5FC103", "5FC108", "5FC109", "5FC121", "5FC123"})
  void protectedObjectsNeedThePinEvenToSayThatTheyAreAbsent(String tag) {
    for (Profile profile : Profile.withPiv()) {
      TestCard card = TestCard.of(profile).select();
      assertThat(get(card, tag)).isEqualTo("6982");
      card.verify();
      assertThat(get(card, tag)).isEqualTo("6A82");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"5FC102", "5FC107", "5FC105", "5FC10C", "5FC120", "5FFF00", "7F61"})
  void aNewYubiKeyHasNoObjects(String tag) {
    assertThat(get(TestCard.of(Profile.YUBIKEY_5_7).select(), tag)).isEqualTo("6A82");
    assertThat(get(TestCard.of(Profile.YUBIKEY_4_3).select(), tag)).isEqualTo("6A82");
  }

  @Test
  void anIssuedCardHasIdentifierAndCapabilities() throws Exception {
    TestCard card = TestCard.of(Profile.NIST_PIV).select();
    String chuid = get(card, "5FC102");
    assertThat(chuid)
        .hasSize(2 * (61 + 2))
        .startsWith("533B3019D4E739DA739CED39CE739D836858210842108421C84210C3EB3410")
        .endsWith("35083230333030313031" + "3E00FE00" + "9000");
    Tlv guid = TestCard.parse(TestCard.withoutStatus(chuid)).child(0x34).orElseThrow();
    assertThat(guid.value()).hasSize(16);
    assertThat(guid.value()[6] & 0xF0).isEqualTo(0x40);
    assertThat(get(card, "5FC107"))
        .hasSize(2 * (53 + 2))
        .startsWith("5333F015A000000116FF02")
        .endsWith("F10121F20121F300F40100F50110F600F700FA00FB00FC00FD00FE009000");
  }

  @Test
  void anotherSerialNumberGivesAnotherIdentifier() {
    TestCard one = TestCard.of(Profile.NIST_PIV).select();
    TestCard two =
        new TestCard(
            dev.countersign.simulator.VirtualToken.builder(Profile.NIST_PIV).serial(2).build());
    assertThat(get(two.select(), "5FC102")).isNotEqualTo(get(one, "5FC102"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void discoveryIsReadAndWrittenWithoutWrapper(Profile profile) {
    TestCard card = TestCard.of(profile).select().manage();
    assertThat(card.send("00CB3FFF035C017E"))
        .isEqualTo("7E124F0BA0000003080000100001005F2F0240009000");
    assertThat(card.send("00DB3FFF147E124F0BA0000003080000100001005F2F024010")).isEqualTo("9000");
    assertThat(card.send("00CB3FFF035C017E"))
        .isEqualTo("7E124F0BA0000003080000100001005F2F0240109000");
    assertThat(card.send("00DB3FFF047F6101AA")).isEqualTo("9000");
    assertThat(card.send("00CB3FFF045C027F61")).isEqualTo("7F6101AA9000");
  }

  @Test
  void peekingReadsFromTheStartAgain() {
    TestCard card = TestCard.of(Profile.NIST_PIV).select();
    String all = get(card, "5FC102");
    assertThat(card.send("00CB3FFF055C035FC10208")).isEqualTo(all.substring(0, 16) + "6135");
    assertThat(card.send("00CB3FFF055C035FC1023D")).isEqualTo(all);
    assertThat(card.send("00CB3FFF055C035FC10208")).isEqualTo(all.substring(0, 16) + "6135");
    assertThat(card.send("00C0000035")).isEqualTo(all.substring(16));
  }

  @Test
  void aPlainCardStores8000BytesThroughAChain() {
    TestCard card = TestCard.of(Profile.NIST_PIV).select().manage();
    byte[] value = new byte[8000];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) (i * 7);
    }
    String data = "5C035FC106" + TestCard.hex(new Tlv(0x53, value).encode());
    putChained(card, data, "9000");
    assertThat(card.whole("00CB3FFF055C035FC10600"))
        .isEqualTo(TestCard.hex(new Tlv(0x53, value).encode()) + "9000");
    assertThat(card.extended("00CB3FFF", "5C035FC106"))
        .isEqualTo(TestCard.hex(new Tlv(0x53, value).encode()) + "9000");
  }

  @Test
  void aYubiKeyTakes3063BytesAndNotOneMore() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    String most = TestCard.hex(new Tlv(0x53, new byte[3063]).encode());
    assertThat(card.extended("00DB3FFF", "5C035FC105" + most)).isEqualTo("9000");
    String more = TestCard.hex(new Tlv(0x53, new byte[3064]).encode());
    assertThat(card.extended("00DB3FFF", "5C035FC105" + more)).isEqualTo("6700");
    putChained(card, "5C035FC105" + more, "6700");
    assertThat(card.whole("00CB3FFF055C035FC10500")).isEqualTo(most + "9000");
  }

  @Test
  void theStoreFillsUpAndKeepsWhatItHas() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    String value = TestCard.hex(new Tlv(0x53, new byte[3063]).encode());
    String answer = "9000";
    int stored = 0;
    while (answer.equals("9000") && stored < 100) {
      answer = card.extended("00DB3FFF", "5C035FFE%02X".formatted(stored) + value);
      stored++;
    }
    assertThat(answer).isEqualTo("6A84");
    assertThat(stored).isBetween(10, 20);
    assertThat(get(card, "5FFE%02X".formatted(stored - 1))).isEqualTo("6A82");
    assertThat(card.whole("00CB3FFF055C035FFE0000")).isEqualTo(value + "9000");
  }

  @Test
  void onlyAYubiKeyStoresObjectsOfItsOwn() {
    assertThat(
            TestCard.of(Profile.YUBIKEY_4_3).select().manage().send("00DB3FFF085C035FFF115301AA"))
        .isEqualTo("9000");
    assertThat(TestCard.of(Profile.NIST_PIV).select().manage().send("00DB3FFF085C035FFF115301AA"))
        .isEqualTo("6A82");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00CB3FFF",
        "00CB3FFF025C00",
        "00CB3FFF065C045FC10501",
        "00CB3FFF055D035FC105",
        "00CB3FFF045C035FC1",
        "00CB3FFF025CFF",
        "00DB3FFF",
        "00DB3FFF055C035FC105",
        "00DB3FFF075C035FC1055305",
        "00DB3FFF075C035FC1055400",
        "00DB3FFF095C035FC10553005300",
      })
  void refusesWhatIsNoObject(String command) {
    assertThat(TestCard.of(Profile.YUBIKEY_5_7).select().manage().send(command)).isEqualTo("6A80");
  }

  @Test
  void otherParametersAreRefused() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select();
    assertThat(card.send("00CB3F00035C017E")).isEqualTo("6A86");
    assertThat(card.send("00DB3F00035C017E")).isEqualTo("6A86");
  }

  private static void putChained(TestCard card, String data, String status) {
    String rest = data;
    while (rest.length() > 510) {
      String answer = card.send("10DB3FFFFF" + rest.substring(0, 510));
      assertThat(answer).isIn("9000", status);
      rest = rest.substring(510);
    }
    assertThat(card.send("00DB3FFF%02X".formatted(rest.length() / 2) + rest)).isEqualTo(status);
  }

  private static String get(TestCard card, String tag) {
    String data = "5C%02X".formatted(tag.length() / 2) + tag;
    return card.send("00CB3FFF%02X".formatted(data.length() / 2) + data);
  }
}
