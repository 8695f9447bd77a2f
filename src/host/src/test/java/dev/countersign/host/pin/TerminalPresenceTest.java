package dev.countersign.host.pin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Presence;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TerminalPresenceTest {
  private static final Duration NEVER = Duration.ofDays(1);

  private static String next(FakeTerminal terminal) throws InterruptedException {
    String text = terminal.prints.poll(20, TimeUnit.SECONDS);
    assertThat(text).isNotNull();
    return text;
  }

  @Test
  void tellsAtOnceWhenItIsCertainAndTakesTheLineAway() throws Exception {
    FakeTerminal terminal = new FakeTerminal();
    Presence presence = new TerminalPresence(() -> Optional.of(terminal), NEVER);
    Presence.Notice notice = presence.touchAwaited("piv:serial=1", "sign with 9c", true);
    assertThat(next(terminal)).isEqualTo("Touch piv:serial=1 to sign with 9c");
    notice.close();
    assertThat(next(terminal)).isEqualTo("\r\u001B[K");
    notice.close();
    assertThat(terminal.prints).isEmpty();
  }

  @Test
  void tellsNobodyWhenAnUncertainTokenAnswersInTime() {
    FakeTerminal terminal = new FakeTerminal();
    Presence presence = new TerminalPresence(() -> Optional.of(terminal), NEVER);
    presence.touchAwaited("piv:serial=1", "sign", false).close();
    assertThat(terminal.prints).isEmpty();
  }

  @Test
  void tellsAfterAWhileWhenAnUncertainTokenIsSilent() throws Exception {
    FakeTerminal terminal = new FakeTerminal();
    Presence presence = new TerminalPresence(() -> Optional.of(terminal), Duration.ofMillis(1));
    try (Presence.Notice notice = presence.touchAwaited("piv:serial=1", "sign", false)) {
      assertThat(notice).isNotNull();
      assertThat(next(terminal)).contains("if it blinks");
    }
  }

  @Test
  void writesAWholeLineWhereNothingCanBeTakenBack() throws Exception {
    FakeTerminal terminal = new FakeTerminal(false);
    Presence presence = new TerminalPresence(() -> Optional.of(terminal), NEVER);
    Presence.Notice notice = presence.touchAwaited("piv:serial=1", "sign", true);
    assertThat(next(terminal)).endsWith("\n");
    notice.close();
    assertThat(terminal.prints).isEmpty();
  }

  @Test
  void isSilentWithoutATerminal() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    Presence presence =
        new TerminalPresence(
            () -> {
              asked.countDown();
              return Optional.empty();
            },
            NEVER);
    Presence.Notice notice = presence.touchAwaited("piv:serial=1", "sign", true);
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    notice.close();
  }
}
