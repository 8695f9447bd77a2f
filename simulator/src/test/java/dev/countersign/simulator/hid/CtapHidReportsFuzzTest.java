package dev.countersign.simulator.hid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import com.code_intelligence.jazzer.mutation.annotation.WithSize;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever reports come, on channels that there are and on others, the device answers in reports,
 * sends no more than it was asked for, and works afterwards.
 */
class CtapHidReportsFuzzTest {
  private static final int MOST_PER_REPORT = 129;

  static Stream<Arguments> seeds() {
    return Stream.of(
            List.of("FFFFFFFF86000801020304"),
            List.of("0000000181000101"),
            List.of("0000000181006401", "0000000100"),
            List.of("0000000181006401", "0000000101"),
            List.of("0000000181006401", "0000000281000101", "0000000186000801"),
            List.of("0000000184000105", "0000000281000101", "0000000184000100"),
            List.of("00000001900003031DB9", "0000000191"),
            List.of("0000000190000303D1D1"),
            List.of("00000001830004000300", "0000000188", "00000001C2"))
        .map(reports -> arguments(reports.stream().map(HidBench::report).toList()));
  }

  @MethodSource("seeds")
  @FuzzTest
  void alwaysAnswersInReportsAndWorksAfterwards(
      @NotNull @WithSize(max = 20) List<byte @NotNull @WithLength(max = 64) []> reports) {
    HidBench bench = HidBench.direct();
    bench.key.touch(); // nothing is waited for
    bench.channel();
    bench.channel();
    for (byte[] report : reports) {
      bench.device.receive(Arrays.copyOf(report, 64));
      assertThat(bench.waiting()).isLessThanOrEqualTo(MOST_PER_REPORT + 1);
      bench.drop();
    }
    bench.timer.pass(Duration.ofSeconds(11)); // messages that were not finished, locks
    bench.drop();
    String channel = bench.channel();
    assertThat(bench.exchange(channel + "81 0001 07")).isEqualTo(channel + "81000107");
    assertThat(bench.timer.waiting()).isZero();
  }
}
