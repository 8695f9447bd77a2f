package dev.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Power goes away at any write: no try is won, nothing is half done. */
class PowerLossTest {
  private static final String WRONG = "393939393939FFFF";
  private static final String NEW = "363534333231FFFF";

  private final TokenStorage memory = TokenStorage.memory();
  private final FailingStorage storage = new FailingStorage(memory);

  private TestCard open(Profile profile) {
    return new TestCard(
            VirtualToken.builder(profile).world(World.deterministic(3)).storage(storage).build())
        .select();
  }

  private TestCard reopen(Profile profile) {
    storage.failAfter(Integer.MAX_VALUE, false);
    return open(profile);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "0, true", "1, false", "1, true"})
  void aRightPinInterruptedNeverRaisesTheCounterAndVerifiesNothing(int writes, boolean applied) {
    TestCard card = open(Profile.YUBIKEY_5_7);
    card.send("0020008008" + WRONG);
    storage.failAfter(writes, applied);
    assertThat(card.send("0020008008" + TestCard.PIN)).isEqualTo("6581");
    assertThat(card.send("00200080")).startsWith("63C");
    TestCard after = reopen(Profile.YUBIKEY_5_7);
    String tries = writes == 0 ? (applied ? "63C1" : "63C2") : (applied ? "63C3" : "63C1");
    assertThat(after.send("00200080")).isEqualTo(tries);
  }

  @Test
  void whereTheTryCannotBeTakenAwayTheAnswerSaysNothingAboutThePin() {
    TestCard card = open(Profile.YUBIKEY_5_7);
    storage.failAfter(0, false);
    assertThat(card.send("0020008008" + WRONG)).isEqualTo("6581");
    assertThat(card.send("0020008008" + TestCard.PIN)).isEqualTo("6581");
    assertThat(card.send("002C008010" + TestCard.PUK + NEW)).isEqualTo("6581");
    assertThat(card.send("002C008010" + "FF".repeat(8) + NEW)).isEqualTo("6581");
    assertThat(card.send("0024008010" + TestCard.PIN + NEW)).isEqualTo("6581");
    assertThat(card.send("0024008010" + WRONG + NEW)).isEqualTo("6581");
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void guessingWithPullingGetsThreeGuesses(Profile profile) {
    int guesses = 0;
    for (int i = 0; i < 10; i++) {
      TestCard card = reopen(profile);
      storage.failAfter(1, false);
      String answer = card.send("0020008008" + WRONG);
      if (answer.startsWith("63C")) {
        guesses++;
      }
    }
    assertThat(guesses).isEqualTo(3);
    assertThat(reopen(profile).send("00200080")).isEqualTo("6983");
  }

  @Test
  void everyCommandIsDoneOrNotDone() {
    String[][] commands = {
      {"0024008010" + TestCard.PIN + NEW},
      {"0024008110" + TestCard.PUK + "3837363534333231"},
      {"002C008010" + TestCard.PUK + NEW},
      {"00DB3FFF0C5C035FC10553057003AABBCC"},
      {"0047009A05AC03800111"},
      {"00FE119A220620" + "11".repeat(32)},
      {"00F6829C"},
      {"00FFFFFF1B0A9B18" + "0F".repeat(24)},
      {"00FA0505"},
    };
    for (String[] command : commands) {
      int failures = 0;
      for (int writes = 0; writes < 3; writes++) {
        for (boolean applied : new boolean[] {false, true}) {
          failures += interrupted(command[0], writes, applied) ? 1 : 0;
        }
      }
      assertThat(failures).as(command[0]).isPositive();
    }
  }

  /**
   * Runs a command that is interrupted; the token must open again and its PIN be the old or the
   * new.
   */
  private static boolean interrupted(String command, int writes, boolean applied) {
    PowerLossTest test = new PowerLossTest();
    TestCard card = test.open(Profile.YUBIKEY_5_7).manage();
    card.generate("9C", "11", "");
    card.verify();
    test.storage.failAfter(writes, applied);
    String answer = card.send(command);
    if (answer.endsWith("9000")) {
      assertThat(test.storage.writes()).isLessThanOrEqualTo(writes);
      return false;
    }
    assertThat(answer).isEqualTo("6581");
    TestCard after = test.reopen(Profile.YUBIKEY_5_7);
    String old = after.send("0020008008" + TestCard.PIN);
    assertThat(old.equals("9000") || after.send("0020008008" + NEW).equals("9000"))
        .as(command)
        .isTrue();
    boolean inOne = after.send("00F7009C").endsWith("9000");
    boolean inOther = after.send("00F70082").endsWith("9000");
    assertThat(inOne ^ inOther).as(command).isTrue();
    return true;
  }

  @Test
  void aTokenWhoseMakingWasInterruptedIsMadeAgain() {
    for (int writes = 0; writes < 2; writes++) {
      for (boolean applied : new boolean[] {false, true}) {
        PowerLossTest test = new PowerLossTest();
        test.storage.failAfter(writes, applied);
        try {
          test.open(Profile.YUBIKEY_5_7);
          throw new AssertionError("the failure did not show");
        } catch (java.io.UncheckedIOException e) {
          assertThat(test.reopen(Profile.YUBIKEY_5_7).send("00200080")).isEqualTo("63C3");
        }
      }
    }
  }
}
