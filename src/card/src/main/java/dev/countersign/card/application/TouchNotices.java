package dev.countersign.card.application;

import dev.countersign.device.Presence;
import dev.countersign.device.TouchPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person when the token waits for a touch: at once when the key is known to want one, after
 * {@link #PATIENCE} when the token does not say and has not answered.
 */
public final class TouchNotices {
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "countersign-touch-notice");
            thread.setDaemon(true);
            return thread;
          });

  private TouchNotices() {}

  /** Begins to watch over a command; the returned notice is closed when the token answered. */
  public static Presence.Notice watch(
      Presence presence, Optional<TouchPolicy> policy, String token, String purpose) {
    if (policy.isEmpty()) {
      return new Patient(presence, token, purpose);
    }
    return policy.get() == TouchPolicy.NEVER
        ? () -> {}
        : presence.touchAwaited(token, purpose, true);
  }

  private static final class Patient implements Presence.Notice {
    private final ScheduledFuture<?> timer;
    private Presence.@Nullable Notice shown;
    private boolean closed;

    Patient(Presence presence, String token, String purpose) {
      timer =
          TIMER.schedule(
              () -> show(presence, token, purpose), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void show(Presence presence, String token, String purpose) {
      if (!closed) {
        shown = presence.touchAwaited(token, purpose, false);
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      timer.cancel(false);
      if (shown != null) {
        shown.close();
        shown = null;
      }
    }
  }
}
