package dev.countersign.simulator.piv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedPresence;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.World;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [SP800-73-4/2] 3.2.4, management key 9B; [YK-PIV] SET MANAGEMENT KEY. */
class ManagementCommandsTest {

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void mutualAuthenticationOpensTheCard(Profile profile) {
    TestCard card = TestCard.of(profile).select();
    assertThat(card.send("0047009A05AC03800111")).isEqualTo("6982");
    card.manage();
    TestCard.expectOk(card.send("0047009A05AC03800111"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void singleAuthenticationOpensTheCard(Profile profile) {
    TestCard card = TestCard.of(profile).select();
    int block = block(card);
    String challenge = challenge(card);
    String response =
        TestCard.crypt(Cipher.ENCRYPT_MODE, card.algorithm(), TestCard.FACTORY_KEY, challenge);
    String data = "7C%02X82%02X".formatted(block + 2, block) + response;
    assertThat(card.send("0087" + card.algorithm() + "9B%02X".formatted(block + 4) + data))
        .isEqualTo("9000");
    TestCard.expectOk(card.send("0047009A05AC03800111"));
  }

  @Test
  void aWrongResponseIsRefusedAndTheChallengeIsSpent() {
    TestCard card = TestCard.of(Profile.YUBIKEY_4_3).select();
    String challenge = challenge(card);
    String good =
        "0087039B0C7C0A8208"
            + TestCard.crypt(Cipher.ENCRYPT_MODE, "03", TestCard.FACTORY_KEY, challenge);
    assertThat(card.send("0087039B0C7C0A82080000000000000000")).isEqualTo("6982");
    assertThat(card.send(good)).isEqualTo("6985");
    assertThat(card.send("0047009A05AC03800111")).isEqualTo("6982");
  }

  @Test
  void aChallengeIsGoodForTheNextCommandOnly() {
    TestCard card = TestCard.of(Profile.YUBIKEY_4_3).select();
    String challenge = challenge(card);
    card.send("00FD0000");
    String good =
        "0087039B0C7C0A8208"
            + TestCard.crypt(Cipher.ENCRYPT_MODE, "03", TestCard.FACTORY_KEY, challenge);
    assertThat(card.send(good)).isEqualTo("6985");
  }

  @Test
  void aChallengeDoesNotServeAsWitness() {
    TestCard card = TestCard.of(Profile.YUBIKEY_4_3).select();
    String challenge = challenge(card);
    assertThat(card.send("0087039B167C148008" + challenge + "8108" + challenge)).isEqualTo("6985");
  }

  @Test
  void aFailureTakesAnAuthenticationBack() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    assertThat(card.manage("0A", "00".repeat(24))).isEqualTo("6982");
    assertThat(card.send("0047009A05AC03800111")).isEqualTo("6982");
  }

  @Test
  void challengesDiffer() {
    TestCard card = TestCard.of(Profile.YUBIKEY_4_3).select();
    assertThat(challenge(card)).isNotEqualTo(challenge(card));
  }

  @ParameterizedTest
  @CsvSource({"03, 24", "08, 16", "0A, 24", "0C, 32"})
  void takesEveryAlgorithmFromFirmware54(String algorithm, int bytes) {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    String key = "3C".repeat(bytes - 1) + "01";
    String data = algorithm + "9B%02X".formatted(bytes) + key;
    assertThat(card.send("00FFFFFF%02X".formatted(data.length() / 2) + data)).isEqualTo("9000");
    card.token().reset();
    card.select();
    TestCard.expectOk(card.manage(algorithm, key));
    assertThat(card.send("00F7009B"))
        .isEqualTo("0101" + algorithm + "02020001" + "050100" + "9000");
  }

  @Test
  void zeroMeans3Des() {
    TestCard card = TestCard.of(Profile.YUBIKEY_4_3).select();
    assertThat(card.send("0087009B047C028000")).startsWith("7C0A8008");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00FFFFFF130A9B10000102030405060708090A0B0C0D0E0F",
        "00FFFFFF13089A10000102030405060708090A0B0C0D0E0F",
        "00FFFFFF12089B10000102030405060708090A0B0C0D0E",
        "00FFFFFF13119B10000102030405060708090A0B0C0D0E0F",
        "00FFFFFF02089B",
        "00FFFFFF",
      })
  void refusesWhatIsNoKey(String command) {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    assertThat(card.send(command)).isEqualTo("6A80");
    TestCard.expectOk(card.manage("0A", TestCard.FACTORY_KEY));
  }

  @Test
  void replacingTheKeyNeedsTheOldOne() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().verify();
    assertThat(card.send("00FFFFFF1B0A9B18" + "0F".repeat(24))).isEqualTo("6982");
  }

  @Test
  void oldFirmwareHasNoAesKey() {
    TestCard card = TestCard.of(Profile.YUBIKEY_4_3).select().manage();
    assertThat(card.send("00FFFFFF1B0A9B18" + "0F".repeat(24))).isEqualTo("6A80");
    assertThat(card.send("00FFFFFF1B039B18" + "0F".repeat(24))).isEqualTo("9000");
  }

  @Test
  void aTouchMayBeAskedFor() {
    AtomicInteger asked = new AtomicInteger();
    SimulatedPresence once = purpose -> asked.incrementAndGet() == 1;
    TestCard card =
        TestCard.of(Profile.YUBIKEY_5_7, World.builder().seed(1).presence(once).build())
            .select()
            .manage();
    assertThat(asked).hasValue(0);
    String key = "0F".repeat(24);
    assertThat(card.send("00FFFFFE1B0A9B18" + key)).isEqualTo("9000");
    TestCard.expectOk(card.manage("0A", key));
    assertThat(card.send("00F7009B")).isEqualTo("01010A020200020501009000");
    assertThat(card.manage("0A", key)).isEqualTo("6982");
    assertThat(asked).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00870A9B",
        "00870A9B027C00",
        "00870A9B037C0180",
        "00870A9B02AC00",
        "00870A9B067C0480008100",
      })
  void refusesWhatIsNoTemplate(String command) {
    String answer = TestCard.of(Profile.YUBIKEY_5_7).select().send(command);
    assertThat(answer).isIn("6A80", "6985");
  }

  private static String challenge(TestCard card) {
    String answer = card.send("0087" + card.algorithm() + "9B047C028100");
    TestCard.expectOk(answer);
    assertThat(answer).startsWith("7C%02X81%02X".formatted(block(card) + 2, block(card)));
    return answer.substring(8, 8 + 2 * block(card));
  }

  private static int block(TestCard card) {
    return card.algorithm().equals("03") ? 8 : 16;
  }
}
