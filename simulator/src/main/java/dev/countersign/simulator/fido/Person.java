package dev.countersign.simulator.fido;

import dev.countersign.simulator.card.Surroundings;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for the person beside the token. Who does not come in time is one who does not touch; who
 * fails to answer (the robot throws) declines. While it waits, the platform may cancel and the
 * token may be pulled.
 */
final class Person {
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(30);
  private static final long LOOK_EVERY_MILLIS = 10;
  private static final int KEEP_ALIVE_EVERY = 10;

  private final Surroundings surroundings;
  private final FidoFeatures features;
  private final Executor people;
  private volatile boolean powered = true;

  /**
   * A person who is asked in a way of one's own.
   *
   * @param people runs what asks, which lasts until there is an answer
   */
  Person(Surroundings surroundings, FidoFeatures features, Executor people) {
    this.surroundings = surroundings;
    this.features = features;
    this.people = people;
  }

  /** The usual way: whoever is asked may take long. */
  static void onThread(Runnable asking) {
    Thread thread = new Thread(asking, "simulated person");
    thread.setDaemon(true);
    thread.start();
  }

  void powered(boolean on) {
    powered = on;
  }

  /** Waits for a touch. */
  void touch(String purpose, Attention attention) throws CtapRefusal {
    CtapRefusal.unless(answers(purpose, attention), features.timeout());
  }

  /** Whether the person does what is asked. Who does nothing for too long is refused. */
  boolean answers(String purpose, Attention attention) throws CtapRefusal {
    attention.keepAlive(Attention.Status.UP_NEEDED);
    FutureTask<Boolean> asking = new FutureTask<>(() -> surroundings.touch().test(purpose));
    people.execute(asking);
    try {
      return await(asking, attention);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CtapRefusal(CtapStatus.KEEPALIVE_CANCEL);
    } finally {
      asking.cancel(true);
    }
  }

  private boolean await(Future<Boolean> answer, Attention attention)
      throws CtapRefusal, InterruptedException {
    long start = System.nanoTime();
    for (int looks = 1; System.nanoTime() - start < LONGEST_WAIT; looks++) {
      CtapRefusal.unless(powered, CtapStatus.OTHER);
      CtapRefusal.unless(!attention.cancelled(), CtapStatus.KEEPALIVE_CANCEL);
      try {
        boolean done = answer.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        CtapRefusal.unless(powered, CtapStatus.OTHER);
        return done;
      } catch (ExecutionException e) {
        throw new CtapRefusal(CtapStatus.OPERATION_DENIED);
      } catch (TimeoutException e) {
        if (looks % KEEP_ALIVE_EVERY == 0) {
          attention.keepAlive(Attention.Status.UP_NEEDED);
        }
      }
    }
    throw new CtapRefusal(features.timeout());
  }
}
