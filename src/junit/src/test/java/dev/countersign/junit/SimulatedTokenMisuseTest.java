package dev.countersign.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.countersign.device.SigningKey;
import dev.countersign.device.Token;
import dev.countersign.device.Tokens;
import dev.countersign.simulator.VirtualToken;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** What the extension says when it is asked for what it cannot give, and what it leaves behind. */
class SimulatedTokenMisuseTest {

  private static String failureOf(Class<?> testClass) {
    List<Event> failed =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(testClass))
            .execute()
            .allEvents()
            .failed()
            .list();
    assertThat(failed).hasSize(1);
    return failed
        .get(0)
        .getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
        .getThrowable()
        .orElseThrow()
        .getMessage();
  }

  @SimulatedToken
  static class TokenInAConstructor {
    TokenInAConstructor(Tokens tokens) {
      assertThat(tokens).isNotNull();
    }

    @Test
    void test() {}
  }

  @Test
  void tokenOfAConstructorIsRefusedWithTheReason() {
    assertThat(failureOf(TokenInAConstructor.class)).contains("lives as long as one test");
  }

  @SimulatedToken
  static class KeyWithoutAnnotation {
    @Test
    void test(SigningKey key) {
      assertThat(key).isNotNull();
    }
  }

  @Test
  void keyWithoutItsAnnotationIsRefusedWithTheReason() {
    assertThat(failureOf(KeyWithoutAnnotation.class)).contains("@SimulatedKey");
  }

  @ExtendWith(SimulatedTokenExtension.class)
  static class NoToken {
    @Test
    void test(Token token) {
      assertThat(token).isNotNull();
    }
  }

  @Test
  void tokenThatNobodyAskedForIsRefusedWithTheReason() {
    assertThat(failureOf(NoToken.class)).contains("with @SimulatedToken");
  }

  @ExtendWith(SimulatedTokenExtension.class)
  static class KeyWithoutToken {
    @Test
    void test(@SimulatedKey SigningKey key) {
      assertThat(key).isNotNull();
    }
  }

  @Test
  void keyWithoutATokenIsRefusedWithTheReason() {
    assertThat(failureOf(KeyWithoutToken.class)).contains("needs a @SimulatedToken");
  }

  @SimulatedToken(faults = "explode@1")
  static class UnknownFault {
    @Test
    void test(Token token) {
      assertThat(token).isNotNull();
    }
  }

  @Test
  void unknownFaultIsRefusedByName() {
    assertThat(failureOf(UnknownFault.class)).contains("explode");
  }

  @SimulatedToken
  static class Recorder {
    static final List<PublicKey> KEYS = new ArrayList<>();
    static final List<VirtualToken> CARDS = new ArrayList<>();
    private Tokens tokens;

    @BeforeEach
    void remember(Tokens given) {
      tokens = given;
    }

    @RepeatedTest(2)
    void test(@SimulatedKey SigningKey key, VirtualToken card, Tokens same) {
      assertThat(same).isSameAs(tokens);
      KEYS.add(key.publicKey());
      CARDS.add(card);
    }
  }

  @Test
  void eachTestHasAFreshTokenWithTheSameKeysAndItIsTakenAwayAfterwards() {
    Recorder.KEYS.clear();
    Recorder.CARDS.clear();
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(Recorder.class))
        .execute()
        .testEvents()
        .assertStatistics(statistics -> statistics.succeeded(2));
    assertThat(Recorder.CARDS.get(0)).isNotSameAs(Recorder.CARDS.get(1));
    assertThat(Recorder.KEYS.get(0)).isEqualTo(Recorder.KEYS.get(1));
    assertThat(Recorder.CARDS)
        .allSatisfy(
            card ->
                org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> card.transmit(new byte[] {0, (byte) 0xA4, 4, 0}))
                    .isInstanceOf(IllegalStateException.class));
  }
}
