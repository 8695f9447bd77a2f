package dev.countersign.host.pkcs11;

import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this process with one token, as many as the token allows. One stays open as an
 * anchor for as long as the token stays, since a login ends with the last session.
 *
 * <p>All sessions that were open when one of them turned out dead belong to a <i>generation</i>
 * that is over: they are closed when they come back, and nobody gets one of them again.
 */
final class SessionPool {
  /** How many sessions at most when neither the token nor the configuration says. */
  static final int USUAL_SESSIONS = 16;

  private final TokenPlace place;
  private final int capacity;
  private final Shrinkable permits;
  private final Deque<Lent> idle = new ConcurrentLinkedDeque<>();
  private volatile int generation = 1;
  private @Nullable CryptokiSession anchor; // guarded by this

  /** A semaphore that can lose permits when the token has fewer sessions than it said. */
  private static final class Shrinkable extends Semaphore {
    private static final long serialVersionUID = 1L;

    Shrinkable(int permits) {
      super(permits);
    }

    void shrink() {
      reducePermits(1);
    }
  }

  /**
   * A session that is lent.
   *
   * @param session the session
   * @param generation of which it is
   */
  record Lent(CryptokiSession session, int generation) {}

  SessionPool(TokenPlace place) {
    this.place = place;
    long limit = place.written().maxSessions();
    int wished = place.configuration().sessions().orElse(USUAL_SESSIONS);
    // One of a limited number is the anchor's.
    long usable = limit > 0 ? Math.max(1, limit - 1) : wished;
    capacity = place.module().oneThread() ? 1 : (int) Math.min(wished, usable);
    permits = new Shrinkable(capacity);
  }

  /** How many sessions can be lent at a time. */
  int capacity() {
    return capacity;
  }

  int generation() {
    return generation;
  }

  /** A session for reading; waits until there is one. */
  Lent borrow() throws InterruptedException {
    permits.acquire();
    boolean lent = false;
    try {
      Lent known;
      while ((known = idle.pollFirst()) != null) {
        if (known.generation == generation) {
          lent = true;
          return known;
        }
        closeQuietly(known.session);
      }
      Lent opened = open(false);
      lent = true;
      return opened;
    } finally {
      if (!lent) {
        permits.release();
      }
    }
  }

  /** A session for writing, which is closed when it comes back. */
  Lent borrowForWriting() throws InterruptedException {
    permits.acquire();
    boolean lent = false;
    try {
      Lent opened = open(true);
      lent = true;
      return opened;
    } finally {
      if (!lent) {
        permits.release();
      }
    }
  }

  private Lent open(boolean writing) {
    int now = generation;
    holdAnchor();
    while (true) {
      try {
        return new Lent(place.cryptoki().open(place.slot(), writing), now);
      } catch (CryptokiException e) {
        // Idle sessions of ours may be what is in the way.
        Lent spare = e.is(Ckr.CKR_SESSION_COUNT) ? idle.pollLast() : null;
        if (spare == null) {
          throw e;
        }
        closeQuietly(spare.session);
      }
    }
  }

  private synchronized void holdAnchor() {
    if (anchor == null && place.written().maxSessions() != 1) {
      anchor = place.cryptoki().open(place.slot(), false);
    }
  }

  /** Takes back a session that worked. */
  void giveBack(Lent lent, boolean writing) {
    if (writing || lent.generation != generation) {
      closeQuietly(lent.session);
    } else {
      idle.addFirst(lent);
    }
    permits.release();
  }

  /** Takes back a session on which something failed: what it still holds is unknown. */
  void discard(Lent lent) {
    closeQuietly(lent.session);
    permits.release();
  }

  /** The token has fewer sessions than it said: one is lent less from now on. */
  void shrink() {
    permits.shrink();
  }

  /**
   * Ends a generation, once, whoever notices first.
   *
   * @return whether it was this call that ended it
   */
  synchronized boolean retire(int dead) {
    if (dead != generation) {
      return false;
    }
    generation++;
    if (anchor != null) {
      closeQuietly(anchor);
      anchor = null;
    }
    closeIdle();
    return true;
  }

  private void closeIdle() {
    Lent known;
    while ((known = idle.pollFirst()) != null) {
      closeQuietly(known.session);
    }
  }

  /** Closes all that is not lent. */
  void close() {
    retire(generation);
  }

  private static void closeQuietly(CryptokiSession session) {
    try {
      session.close();
    } catch (CryptokiException e) {
      // It was dead already.
    }
  }
}
