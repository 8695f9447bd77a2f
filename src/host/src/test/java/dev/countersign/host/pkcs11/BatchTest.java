package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static List<byte[]> inputs(int count) {
    return IntStream.range(0, count).mapToObj(i -> new byte[] {(byte) i}).toList();
  }

  @Test
  void resultsComeInTheOrderOfTheInputs() {
    List<byte[]> results = Batch.of(4, inputs(100), input -> new byte[] {0, input[0]});
    assertThat(results).hasSize(100);
    for (int i = 0; i < 100; i++) {
      assertThat(results.get(i)).containsExactly(0, i);
    }
  }

  @Test
  void severalAreUnderWayAtATime() {
    CyclicBarrier together = new CyclicBarrier(4);
    List<byte[]> results =
        Batch.of(
            4,
            inputs(5),
            input -> {
              if (input[0] > 0) {
                try {
                  together.await();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              }
              return input;
            });
    assertThat(results).hasSize(5);
  }

  @Test
  void whatOneThrowsIsThrownAndNoMoreAreBegun() {
    AtomicInteger made = new AtomicInteger();
    assertThatThrownBy(
            () ->
                Batch.of(
                    2,
                    inputs(100),
                    input -> {
                      if (input[0] > 0) {
                        made.incrementAndGet();
                        throw new IllegalStateException("all but the first fail");
                      }
                      return input;
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(made.get()).isBetween(1, 2);
  }

  @Test
  void firstOneFailsBeforeOthersBegin() {
    AtomicInteger made = new AtomicInteger();
    assertThatThrownBy(
            () ->
                Batch.of(
                    8,
                    inputs(100),
                    input -> {
                      made.incrementAndGet();
                      throw new IllegalStateException("the first fails");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(made).hasValue(1);
  }
}
