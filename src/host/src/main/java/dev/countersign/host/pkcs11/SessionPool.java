package dev.countersign.host.pkcs11;

import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this process with one token, as many as the token allows. One more stays open as
 * an anchor for as long as the token stays, since a login ends with the last session; where a token
 * has no session to spare for that, the login ends when the last one is closed.
 *
 * <p>Sessions, handles of objects and the login belong to a <i>generation</i>. It is over when
 * sessions turned out dead: those that are lent are closed when they come back, and nobody gets one
 * of them again. Sessions of the next one are opened when the old ones are closed, since a module
 * may give a number anew that a dead session had.
 *
 * <p>While nobody waits, idle sessions change hands without a lock. Who finds none looks again
 * under the lock, and as long as somebody does, sessions come back under it too.
 */
final class SessionPool {
  /** How many sessions at most when neither the token nor the configuration says. */
  static final int USUAL_SESSIONS = 16;

  /** How long the next generation waits for sessions of the last one that are still in use. */
  private static final Duration DRAIN = Duration.ofSeconds(10);

  /** How long the token is not asked again for more sessions than it gave. */
  private static final Duration REFUSAL = Duration.ofSeconds(5);

  /** Within this after the last one, a generation ends only if its anchor is dead too. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  private final TokenPlace place;
  private final int capacity;
  private final IdleSessions idle;
  private final Anchor anchor; // guarded by this
  private volatile int generation = 1; // written under this, as all that follows
  private volatile int epoch; // the same for all sessions of a generation
  private volatile int waiting; // who looks for a session under the lock
  private volatile boolean closed;
  private int open; // of this generation: lent, idle or being opened; guarded by this, as the rest
  private int stale; // lent, of those that are over
  private int most;
  private long refusedAt;
  private long retiredAt;
  private boolean retired;

  /**
   * A session that is lent.
   *
   * @param session the session
   * @param generation of which it is
   * @param epoch of the module, in which it was opened
   */
  record Lent(CryptokiSession session, int generation, int epoch) {}

  /** Leave to open a session. */
  private record Leave(int generation, int epoch) {}

  SessionPool(TokenPlace place) {
    this.place = place;
    this.epoch = place.module().epoch();
    long limit = place.written().maxSessions();
    int wished = place.configuration().sessions().orElse(USUAL_SESSIONS);
    // One of a limited number is the anchor's.
    long usable = limit > 0 ? Math.max(1, limit - 1) : wished;
    capacity = place.module().oneThread() ? 1 : (int) Math.min(wished, usable);
    idle = new IdleSessions(capacity);
    anchor = new Anchor(place);
    most = capacity;
  }

  /** How many sessions can be lent at a time. */
  int capacity() {
    return capacity;
  }

  int generation() {
    return generation;
  }

  /**
   * A session for reading; waits until there is one.
   *
   * @param fresh whether it shall be one that nobody had before
   * @throws CryptokiException when none can be opened, and none is lent that could come back
   */
  Lent borrow(boolean fresh) throws InterruptedException {
    return borrow(false, fresh);
  }

  /** A session for writing, which is closed when it comes back. */
  Lent borrowForWriting() throws InterruptedException {
    return borrow(true, true);
  }

  private Lent borrow(boolean writing, boolean fresh) throws InterruptedException {
    Lent one = fresh ? null : takeAtOnce();
    while (one == null) {
      Leave leave;
      synchronized (this) {
        one = awaitTurn(fresh);
        leave = new Leave(generation, epoch);
      }
      if (one == null) {
        one = open(writing, leave);
      }
    }
    return one;
  }

  private @Nullable Lent takeAtOnce() {
    boolean slowly = waiting > 0 || closed || !isModuleTheSame();
    return slowly ? null : idle.take(generation);
  }

  /** Whether the module was not started again: it knows the sessions of this generation. */
  private boolean isModuleTheSame() {
    return epoch == place.module().epoch();
  }

  /** Waits for an idle session, or until one may be opened: null, and it is counted as open. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under this, read by everyone
  private @Nullable Lent awaitTurn(boolean fresh) throws InterruptedException {
    waiting++; // before it looks: what comes back without a lock later than that is told here
    try {
      while (true) {
        if (closed) {
          throw new IllegalStateException("the source was closed");
        }
        if (!isModuleTheSame()) {
          retire();
        }
        long patience = stale == 0 ? 0 : DRAIN.toNanos() - (System.nanoTime() - retiredAt);
        if (patience > 0) {
          TimeUnit.NANOSECONDS.timedWait(this, patience);
          continue;
        }
        Lent one = fresh ? null : idle.take(generation);
        if (one != null) {
          return one;
        }
        if (open < mostNow()) {
          open++;
          return null;
        }
        if (!fresh || !dropIdle()) {
          wait();
        }
      }
    } finally {
      waiting--;
    }
  }

  private int mostNow() {
    if (most < capacity && System.nanoTime() - refusedAt > REFUSAL.toNanos()) {
      most = capacity;
    }
    return most;
  }

  /** Opens a session; null when the token has no more and one of ours will come back. */
  private @Nullable Lent open(boolean writing, Leave leave) {
    boolean opened = false;
    try {
      holdAnchor(leave);
      CryptokiSession session = place.cryptoki().open(place.slot(), writing);
      opened = true;
      return new Lent(session, leave.generation, leave.epoch);
    } catch (CryptokiException e) {
      if (e.is(Ckr.CKR_CRYPTOKI_NOT_INITIALIZED)) {
        place.module().startAgain(leave.epoch);
      }
      if (Failures.isFull(e) && shrink(leave)) {
        return null;
      }
      throw e;
    } finally {
      if (!opened) {
        release(leave.generation);
      }
    }
  }

  private synchronized void holdAnchor(Leave leave) {
    if (leave.generation == generation) {
      anchor.hold();
    }
  }

  /** The token has fewer sessions than it said. Whether some of them are ours. */
  private synchronized boolean shrink(Leave leave) {
    if (leave.generation != generation) {
      return true;
    }
    if (dropIdle()) {
      return true;
    }
    int others = open - 1;
    if (others == 0) {
      return anchor.giveAway(isModuleTheSame());
    }
    most = others;
    refusedAt = System.nanoTime();
    return true;
  }

  /** Takes back a session that worked. */
  void giveBack(Lent back, boolean writing) {
    if (!writing && (giveBackAtOnce(back) || giveBackToThoseWhoWait(back))) {
      return;
    }
    discard(back);
  }

  private boolean giveBackAtOnce(Lent back) {
    if (waiting > 0 || isOver(back)) {
      return false;
    }
    int where = idle.put(back);
    // Who began to wait before it was there, or ended the generation, may not have seen it.
    return (waiting == 0 && !isOver(back)) || !idle.takeBack(where, back);
  }

  private synchronized boolean giveBackToThoseWhoWait(Lent back) {
    if (isOver(back)) {
      return false;
    }
    idle.put(back);
    notify();
    return true;
  }

  private boolean isOver(Lent one) {
    return one.generation != generation || closed;
  }

  /** Takes back a session that is not to be used again: what it still holds is unknown. */
  void discard(Lent back) {
    try {
      close(back);
    } finally {
      release(back.generation);
    }
  }

  private synchronized void release(int of) {
    if (of == generation) {
      open--;
      endLoginWithLast();
    } else {
      stale--;
    }
    notifyAll();
  }

  /** Closes one that is idle; whether there was one. */
  private boolean dropIdle() {
    Lent spare = idle.take(generation);
    if (spare == null) {
      return false;
    }
    close(spare);
    open--;
    endLoginWithLast();
    return true;
  }

  // [PKCS11-BASE] 5.6.2 C_CloseSession
  private void endLoginWithLast() {
    if (!anchor.isHeld() && open == 0) {
      beginGeneration();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written under this, read by everyone
  private void beginGeneration() {
    generation++;
  }

  private void close(Lent one) {
    // The number of a session of an earlier life of the module may be somebody else's now.
    if (one.epoch == place.module().epoch()) {
      one.session.closeQuietly();
    }
  }

  /**
   * Told that a session of a generation is dead. That ends the generation, once, whoever notices
   * first; but when one ended a moment ago and its anchor lives, it is taken for the trouble of
   * that session alone, lest a key that always fails makes all others log in over and over.
   *
   * @param surely whether all of them are, as when the token was gone
   */
  synchronized void lost(int dead, boolean surely) {
    if (dead == generation && !closed) {
      boolean recently = retired && System.nanoTime() - retiredAt < QUIET.toNanos();
      if (surely || !recently || !isModuleTheSame() || !anchor.lives()) {
        retire();
      }
    }
  }

  private void retire() {
    int over = generation;
    beginGeneration();
    retired = true;
    retiredAt = System.nanoTime();
    most = capacity;
    anchor.end(isModuleTheSame());
    for (Lent one = idle.take(over); one != null; one = idle.take(over)) {
      close(one);
      open--;
    }
    stale += open;
    open = 0;
    epoch = place.module().epoch();
    notifyAll();
  }

  /** Closes all that is not lent, and what is when it comes back; lends nothing any more. */
  synchronized void close() {
    closed = true;
    retire();
  }
}
