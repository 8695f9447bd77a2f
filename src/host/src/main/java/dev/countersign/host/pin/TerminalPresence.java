package dev.countersign.host.pin;

import dev.countersign.device.Presence;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person at the terminal device that the token waits for a touch, and takes the line away
 * when the token answered. Where it is not certain that the token waits, the line appears only
 * after {@link #PATIENCE}, since most slow answers come without a touch.
 */
public final class TerminalPresence implements Presence {
  /** How long a token may be silent before a person is told that it may wait for a touch. */
  static final Duration PATIENCE = Duration.ofMillis(300);

  /** What fits on one line of any terminal; longer notices are not taken back. */
  private static final int LINE_CHARACTERS = 79;

  private static final ScheduledThreadPoolExecutor TIMER = timer();
  private final Supplier<Optional<Terminal>> terminal;
  private final Duration patience;

  /** Tells at the terminal that this program runs in; nobody when there is none. */
  public TerminalPresence() {
    this(Terminal::find, PATIENCE);
  }

  TerminalPresence(Supplier<Optional<Terminal>> terminal, Duration patience) {
    this.terminal = terminal;
    this.patience = patience;
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "countersign-touch-notice");
              thread.setDaemon(true);
              return thread;
            });
    timer.setKeepAliveTime(10, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  @Override
  public Notice touchAwaited(String token, String purpose, boolean certain) {
    String text =
        Wording.printable(
            certain
                ? "Touch %s to %s".formatted(token, purpose)
                : "Touch %s if it blinks, to %s".formatted(token, purpose));
    return shown(text, certain ? Duration.ZERO : patience);
  }

  @Override
  public Notice pinPadAwaited(String token, String purpose) {
    return shown(
        Wording.printable("Type the PIN on the keys of the reader or token to " + purpose),
        Duration.ZERO);
  }

  private Notice shown(String text, Duration delay) {
    Shown notice = new Shown(text);
    notice.showIn(delay);
    return notice;
  }

  private final class Shown implements Notice {
    private final String text;
    private @Nullable Terminal shownAt;
    private @Nullable Future<?> pending;
    private boolean closed;

    Shown(String text) {
      this.text = text;
    }

    synchronized void showIn(Duration delay) {
      try {
        pending = TIMER.schedule(this::show, delay.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // The program is ending.
        return;
      }
    }

    private synchronized void show() {
      if (closed) {
        return;
      }
      Optional<Terminal> found = terminal.get();
      if (found.isEmpty()) {
        return;
      }
      Terminal at = found.get();
      try {
        at.print(erasable(at) ? text : text + "\n");
        shownAt = at;
      } catch (IOException e) {
        // The terminal is gone; the token blinks anyway.
        return;
      }
    }

    private boolean erasable(Terminal at) {
      return at.erasable() && text.length() <= LINE_CHARACTERS;
    }

    @Override
    public synchronized void close() {
      closed = true;
      if (pending != null) {
        pending.cancel(false);
      }
      Terminal at = shownAt;
      shownAt = null;
      if (at == null || !erasable(at)) {
        return;
      }
      try {
        at.print("\r\u001B[K");
      } catch (IOException e) {
        // The terminal is gone, and the notice with it.
        return;
      }
    }
  }
}
