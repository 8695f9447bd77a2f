package dev.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text is a schedule, which is written as it is read, or refused with the entry named. */
class FaultScheduleFuzzTest {

  static Stream<String> seeds() {
    return Stream.of(
        "remove@5, reset@7, status:6F00@3, truncate@4, slow:50ms@2",
        "oversize@6,overlong@8,garbage@3,touch-never",
        "slow:1s@1, slow:0ms@999999999",
        "slow:999999s@1",
        "slow:999999001ms@1",
        "remove@0",
        "status@1",
        "status:12345@1",
        "remove:1@2",
        "fire@1");
  }

  @MethodSource("seeds")
  @FuzzTest
  void isReadAsItIsWritten(@NotNull String text) {
    FaultSchedule schedule;
    try {
      schedule = FaultSchedule.parse(text);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).contains("is not one of");
      return;
    }
    FaultSchedule again = FaultSchedule.parse(schedule.toString());
    assertThat(again.toString()).isEqualTo(schedule.toString());
    assertThat(again.faults()).isEqualTo(schedule.faults());
    assertThat(again.isTouchNever()).isEqualTo(schedule.isTouchNever());
  }
}
