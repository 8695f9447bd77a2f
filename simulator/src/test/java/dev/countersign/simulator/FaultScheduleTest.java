package dev.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultScheduleTest {

  @Test
  void readsWhatItPrints() {
    String text =
        "remove@5, reset@7, status:6F00@3, truncate@4, slow:50ms@2, oversize@6, overlong@8,"
            + " garbage@9, touch-never";
    assertThat(FaultSchedule.parse(text)).hasToString(text);
  }

  @Test
  void theBuilderSaysTheSame() {
    FaultSchedule built =
        FaultSchedule.builder()
            .remove(5)
            .status(0x6F00, 3)
            .slow(Duration.ofSeconds(2), 1)
            .touchNever()
            .build();
    assertThat(built).hasToString("remove@5, status:6F00@3, slow:2000ms@1, touch-never");
    assertThat(FaultSchedule.parse("remove@5,status:6f00@3,slow:2s@1,touch-never"))
        .hasToString(built.toString());
  }

  /** Found by fuzzing: what was written could not be read again. */
  @Test
  void theLongestDelayIsReadAsItIsWritten() {
    FaultSchedule longest = FaultSchedule.parse("slow:999999s@1");
    assertThat(longest).hasToString("slow:999999000ms@1");
    assertThat(FaultSchedule.parse(longest.toString()).faults()).isEqualTo(longest.faults());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", " , ,"})
  void blankMeansNone(String text) {
    assertThat(FaultSchedule.parse(text)).hasToString(FaultSchedule.none().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "remove",
        "remove@0",
        "remove@-1",
        "remove@x",
        "remove@99999999999",
        "remove:1@1",
        "status@1",
        "status:6F0@1",
        "status:GGGG@1",
        "slow@1",
        "slow:50@1",
        "slow:50m@1",
        "slow:999999001ms@1",
        "touch-never@1",
        "explode@1",
        "Remove@1",
      })
  void namesWhatItDoesNotUnderstand(String entry) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultSchedule.parse("reset@1, " + entry))
        .withMessageContaining("'" + entry + "'");
  }

  @Test
  void theBuilderCountsFromOne() {
    FaultSchedule.Builder builder = FaultSchedule.builder();
    assertThatIllegalArgumentException().isThrownBy(() -> builder.remove(0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.status(0x10000, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.slow(Duration.ofSeconds(1_000_000), 1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.slow(Duration.ofMillis(-1), 1));
  }
}
