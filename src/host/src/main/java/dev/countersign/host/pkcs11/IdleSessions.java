package dev.countersign.host.pkcs11;

import dev.countersign.host.pkcs11.SessionPool.Lent;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that nobody uses. They are put and taken without a lock, and a thread looks first where
 * it put its last one: what the module keeps of that session is near its processor still.
 */
final class IdleSessions {
  /** References in a line of the cache, so that no two threads write to the same line. */
  private static final int STRIDE = 16;

  private final AtomicReferenceArray<@Nullable Lent> places;
  private final int mask;

  /**
   * Room for the sessions of a generation and for those of the last one that come back late.
   *
   * @param capacity how many each has at most
   */
  IdleSessions(int capacity) {
    int count = 2 * Integer.highestOneBit(2 * capacity - 1); // a power of two
    places = new AtomicReferenceArray<>(count * STRIDE);
    mask = places.length() - 1;
  }

  /** Puts one; where it lies now. */
  int put(Lent session) {
    int place = own();
    while (!places.compareAndSet(place, null, session)) {
      place = next(place);
    }
    return place;
  }

  /** Takes the one that was put there, unless somebody did; whether it did. */
  boolean takeBack(int place, Lent session) {
    return places.compareAndSet(place, session, null);
  }

  /**
   * Takes one of a generation, if possible the one that this thread put; null when there is none.
   */
  @Nullable Lent take(int generation) {
    int first = own();
    int place = first;
    do {
      Lent session = places.get(place);
      if (session != null
          && session.generation() == generation
          && places.compareAndSet(place, session, null)) {
        return session;
      }
      place = next(place);
    } while (place != first);
    return null;
  }

  private int own() {
    return (int) (Thread.currentThread().getId() * STRIDE) & mask;
  }

  private int next(int place) {
    return (place + STRIDE) & mask;
  }
}
