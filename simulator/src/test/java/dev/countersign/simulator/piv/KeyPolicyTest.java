package dev.countersign.simulator.piv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SettableClock;
import dev.countersign.simulator.SimulatedPresence;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PIN rules of [SP800-73-4/1] and policies of [YK-PIV]. */
class KeyPolicyTest {
  private static final String HASH = "11".repeat(32);

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void theFourKeysAskForThePinAsTheStandardSays(Profile profile) {
    TestCard card = TestCard.of(profile).select().manage();
    for (String slot : List.of("9A", "9C", "9D", "9E")) {
      card.generate(slot, "11", "");
    }
    assertThat(sign(card, "9E")).endsWith("9000");
    assertThat(sign(card, "9A")).isEqualTo("6982");
    assertThat(sign(card, "9C")).isEqualTo("6982");
    assertThat(sign(card, "9D")).isEqualTo("6982");
    card.verify();
    assertThat(sign(card, "9A")).endsWith("9000");
    assertThat(sign(card, "9A")).endsWith("9000");
    assertThat(sign(card, "9D")).endsWith("9000");
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void oneVerifyLicencesOneSignatureWith9c(Profile profile) {
    TestCard card = TestCard.of(profile).select().manage();
    card.generate("9C", "11", "");
    card.verify();
    assertThat(sign(card, "9C")).endsWith("9000");
    assertThat(sign(card, "9C")).isEqualTo("6982");
    assertThat(card.send("00200080")).isEqualTo("9000");
    assertThat(sign(card, "9C")).isEqualTo("6982");
    card.verify();
    assertThat(sign(card, "9C")).endsWith("9000");
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void aCommandBetweenEndsTheLicence(Profile profile) {
    TestCard card = TestCard.of(profile).select().manage();
    card.generate("9C", "11", "");
    for (String between : List.of("00CB3FFF035C017E", "00200080", "0020", "00A4040005A000000308")) {
      card.verify();
      card.send(between);
      assertThat(sign(card, "9C")).as(between).isEqualTo("6982");
      card.verify();
      assertThat(sign(card, "9C")).endsWith("9000");
    }
  }

  @Test
  void aFailedUseEndsTheLicence() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    card.generate("9C", "11", "");
    card.verify();
    assertThat(card.send("0087149C267C2482008120" + "11".repeat(32))).isEqualTo("6A80");
    assertThat(sign(card, "9C")).isEqualTo("6982");
  }

  @Test
  void aChainedSignatureIsOneCommand() {
    TestCard card = TestCard.of(Profile.NIST_PIV).select().manage();
    card.generate("9C", "11", "");
    card.verify();
    assertThat(card.send("1087119C147C2482008120" + "11".repeat(14))).isEqualTo("9000");
    assertThat(card.send("0087119C12" + "11".repeat(18))).endsWith("9000").startsWith("7C");
  }

  @Test
  void policiesMayBeAskedFor() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    card.generate("9A", "11", "AA0103");
    card.generate("9C", "11", "AA0101");
    card.generate("9E", "11", "AA0102");
    assertThat(sign(card, "9C")).endsWith("9000");
    assertThat(sign(card, "9E")).isEqualTo("6982");
    card.verify();
    assertThat(sign(card, "9E")).endsWith("9000");
    assertThat(sign(card, "9A")).as("after another key").isEqualTo("6982");
    card.verify();
    assertThat(sign(card, "9A")).endsWith("9000");
    assertThat(sign(card, "9A")).isEqualTo("6982");
  }

  @Test
  void unknownPoliciesAreRefused() {
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7).select().manage();
    assertThat(card.send("0047009A08AC06800111AA0104")).isEqualTo("6A80");
    assertThat(card.send("0047009A08AC06800111AB0104")).isEqualTo("6A80");
    assertThat(card.send("0047009A07AC05800111AA00")).isEqualTo("6A80");
    assertThat(card.send("00F7009A")).isEqualTo("6A88");
    TestCard plain = TestCard.of(Profile.NIST_PIV).select().manage();
    assertThat(plain.send("0047009A08AC06800111AA0102")).isEqualTo("6A80");
  }

  @Test
  void aTouchThatDoesNotComeIsASecurityStatus() {
    World world = World.builder().seed(1).presence(SimulatedPresence.NEVER).build();
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7, world).select().manage();
    card.generate("9A", "11", "AB0102");
    card.generate("9D", "11", "");
    card.verify();
    assertThat(sign(card, "9A")).isEqualTo("6982");
    assertThat(sign(card, "9D")).endsWith("9000");
  }

  @Test
  void aTouchIsAskedForEachTimeOrOnceIn15Seconds() {
    SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    List<String> touches = new ArrayList<>();
    World world = World.builder().seed(1).clock(clock).presence(touches::add).build();
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7, world).select().manage();
    card.generate("9A", "11", "AB0102");
    card.generate("9D", "11", "AB0103");
    card.verify();
    sign(card, "9A");
    sign(card, "9A");
    assertThat(touches).containsExactly("key 9a", "key 9a");
    touches.clear();
    clock.advance(Duration.ofSeconds(15));
    sign(card, "9D");
    clock.advance(Duration.ofMillis(14_999));
    sign(card, "9D");
    assertThat(touches).containsExactly("key 9d");
    clock.advance(Duration.ofMillis(1));
    assertThat(sign(card, "9D")).endsWith("9000");
    assertThat(touches).containsExactly("key 9d", "key 9d");
  }

  @Test
  void powerLossForgetsTheTouch() {
    List<String> touches = new ArrayList<>();
    World world = World.builder().seed(1).presence(touches::add).build();
    TestCard card = TestCard.of(Profile.YUBIKEY_5_7, world).select().manage();
    card.generate("9E", "11", "AB0103");
    sign(card, "9E");
    card.token().reset();
    card.select();
    sign(card, "9E");
    assertThat(touches).hasSize(2);
  }

  private static String sign(TestCard card, String slot) {
    return card.send("008711" + slot + "267C2482008120" + HASH + "00");
  }
}
