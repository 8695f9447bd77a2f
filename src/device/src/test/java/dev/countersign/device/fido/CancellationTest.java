package dev.countersign.device.fido;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Something is cancelled once, for all that wait for it. */
class CancellationTest {
  private final Cancellation cancellation = new Cancellation();
  private final List<String> run = new ArrayList<>();

  @Test
  void actionsAreRunOnceWhenItIsCancelled() {
    cancellation.onCancel(() -> run.add("one"));
    cancellation.onCancel(() -> run.add("two")).close();
    assertThat(cancellation.cancelled()).isFalse();
    cancellation.cancel();
    cancellation.cancel();
    assertThat(cancellation.cancelled()).isTrue();
    assertThat(run).containsExactly("one");
  }

  @Test
  void whatComesAfterwardsIsRunAtOnce() {
    cancellation.cancel();
    cancellation.onCancel(() -> run.add("late")).close();
    assertThat(run).containsExactly("late");
  }

  @Test
  void anActionThatFailsDoesNotKeepTheOthersFromBeingRun() {
    cancellation.onCancel(
        () -> {
          throw new IllegalStateException("first");
        });
    cancellation.onCancel(() -> run.add("second"));
    assertThatThrownBy(cancellation::cancel).hasMessage("first");
    assertThat(run).containsExactly("second");
  }
}
