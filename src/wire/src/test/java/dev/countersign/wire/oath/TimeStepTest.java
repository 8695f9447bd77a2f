package dev.countersign.wire.oath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeStepTest {
  /** The times of [RFC6238] appendix B and their steps. */
  @ParameterizedTest
  @CsvSource({
    "59, 30, 0000000000000001",
    "1111111109, 30, 00000000023523EC",
    "20000000000, 30, 0000000027BC86AA",
    "59, 60, 0000000000000000",
    "60, 60, 0000000000000001"
  })
  void stepsOfTheStandard(long time, long period, String message) {
    TimeStep step = TimeStep.at(Instant.ofEpochSecond(time), Duration.ofSeconds(period));
    assertThat(step.message()).asHexString().isEqualTo(message);
    assertThat(Instant.ofEpochSecond(time)).isBetween(step.from(), step.until().minusNanos(1));
    assertThat(Duration.between(step.from(), step.until())).hasSeconds(period);
  }

  @Test
  void nothingIsBefore1970() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeStep.at(Instant.ofEpochMilli(-1), Duration.ofSeconds(30)));
  }

  @ParameterizedTest
  @CsvSource({"30/bob, 30", "060/bob, 30", "60/bob, 60", "0/bob, 30", "bob, 30", "15/AWS:bob, 15"})
  void aNameReadsBackAsItStoodOnTheToken(String text, long period) {
    AccountId id = AccountId.parse(CodeKind.TOTP, text);
    assertThat(id.text()).isEqualTo(text);
    assertThat(id.period()).contains(Duration.ofSeconds(period));
  }
}
