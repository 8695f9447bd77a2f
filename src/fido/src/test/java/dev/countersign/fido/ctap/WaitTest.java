package dev.countersign.fido.ctap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.card.application.Task;
import dev.countersign.device.Presence;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Cancellation;
import dev.countersign.device.fido.Ceremony;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person is told while a key is waited for, and why the wait ended. */
class WaitTest {
  private static final Task TASK = Task.of("fido:", "sign in");
  private static final Duration OVER = Duration.ofMillis(-1);

  private final List<Boolean> notices = new ArrayList<>();
  private final Presence presence =
      (token, purpose, certain) -> {
        notices.add(true);
        return () -> notices.set(notices.size() - 1, false);
      };

  private Wait forPerson(Duration patience) {
    return Wait.forPerson(presence, "fido:", new Ceremony("sign in", patience, new Cancellation()));
  }

  @Test
  void aKeyThatComesToNoEndByItselfWasCancelledByNobody() {
    try (Wait wait = Wait.brief(OVER)) {
      assertThat(wait.isOver()).isTrue();
      assertThat(wait.stopped(TASK))
          .isInstanceOf(TokenException.Unavailable.class)
          .hasMessageContaining("in time");
    }
  }

  @Test
  void aTouchThatDoesNotComeIsNotGiven() {
    try (Wait wait = forPerson(OVER)) {
      assertThat(wait.stopped(TASK)).isInstanceOf(TokenException.TouchNotGiven.class);
    }
  }

  @Test
  void whatEndsBeforeItsTimeWasCancelledAtTheKey() {
    try (Wait wait = forPerson(Duration.ofHours(1))) {
      assertThat(wait.stopped(TASK)).isInstanceOf(TokenException.Cancelled.class);
    }
  }

  /** The key blinks for another program: whoever touches it then allows what that asked for. */
  @Test
  void nobodyIsToldToTouchAKeyThatWorksForAnotherProgram() {
    try (Wait wait = forPerson(Duration.ofHours(1))) {
      wait.begin(TASK);
      wait.keepAlive(Wait.BUSY);
      assertThat(wait.noticePending()).isFalse();
      wait.keepAlive(Wait.TOUCH_NEEDED);
      assertThat(notices).containsExactly(true);
      wait.keepAlive(Wait.BUSY);
      assertThat(notices).containsExactly(false);
    }
  }
}
