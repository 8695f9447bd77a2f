package dev.countersign.host.pkcs11;

import dev.countersign.device.PinEntry;
import dev.countersign.device.Ports;
import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on a token: with a session from the pool, logged in where that is wanted. When sessions
 * died before the work was done, they are replaced, this process is logged in again, and work that
 * may be repeated is, once.
 */
final class TokenWork {
  private final TokenPlace place;
  private final Supplier<String> name;
  private final SessionPool pool;
  private final TokenLogin login;
  private final Ports ports;

  /** Held for reading by all work once there was work that must be alone; none costs nothing. */
  private volatile @Nullable ReadWriteLock uses;

  TokenWork(TokenPlace place, Supplier<String> name, Ports ports) {
    this.place = place;
    this.name = name;
    this.ports = ports;
    this.pool = new SessionPool(place);
    this.login = new TokenLogin(place, name, ports);
  }

  /** A piece of work. */
  @FunctionalInterface
  interface Work<T> {
    /**
     * Does it.
     *
     * @throws CryptokiException passed through from the session
     */
    T apply(SessionPool.Lent lent);
  }

  /**
   * What a piece of work is and needs.
   *
   * @param name of the token or key, for errors
   * @param operation what is done, for errors
   * @param access what it needs
   * @param pinEntry where a PIN comes from
   */
  record Task(String name, String operation, Access access, PinEntry pinEntry) {
    /** What prompts say that the PIN is for. */
    String purpose() {
      return operation + " with " + name;
    }
  }

  /** What a piece of work needs. */
  enum Access {
    /** Nothing: it sees what everyone sees. May be repeated. */
    ANYONE(false, false),
    /** A login. May be repeated. */
    USER(true, false),
    /** A login and a session for writing. Not repeated: it may have been done. */
    WRITER(true, true);

    private final boolean asUser;
    private final boolean writing;

    Access(boolean asUser, boolean writing) {
      this.asUser = asUser;
      this.writing = writing;
    }
  }

  TokenPlace place() {
    return place;
  }

  TokenLogin login() {
    return login;
  }

  Ports ports() {
    return ports;
  }

  /** The generation of sessions that handles of objects are good for. */
  int generation() {
    return pool.generation();
  }

  /** How many sessions work at a time. */
  int sessions() {
    return pool.capacity();
  }

  /** A task with the PIN entry that the token was found with. */
  Task task(String what, String operation, Access access) {
    return new Task(what, operation, access, ports.pinEntry());
  }

  /**
   * Runs it.
   *
   * @throws TokenException as the token fails
   */
  <T> T run(Task task, Work<T> work) {
    ReadWriteLock lock = uses;
    return lock == null ? attempt(task, work) : holding(lock.readLock(), task, work);
  }

  /**
   * Runs it while nothing else is done on the token: with a key that wants the PIN each time, of
   * which smart cards forget that it was given when any other command comes between.
   *
   * @throws TokenException as the token fails
   */
  <T> T alone(Task task, Work<T> work) {
    ReadWriteLock lock;
    synchronized (this) {
      lock = uses == null ? new ReentrantReadWriteLock() : uses;
      uses = lock;
    }
    return holding(lock.writeLock(), task, work);
  }

  /**
   * Asks for the PIN of one use of a key that wants it each time. Everything else goes on
   * meanwhile, since a person may take their time.
   *
   * @return the answer, which the caller closes
   * @throws TokenException as the token fails, or when there is no PIN to be had
   */
  PinAnswer askForOneUse(Task task) {
    return login.askForOneUse(run(task, lent -> login.look()), task);
  }

  private <T> T holding(Lock lock, Task task, Work<T> work) {
    lock.lock();
    try {
      return attempt(task, work);
    } finally {
      lock.unlock();
    }
  }

  private <T> T attempt(Task task, Work<T> work) {
    boolean writing = task.access().writing;
    boolean asUser = task.access().asUser;
    for (int tries = 1; ; tries++) {
      SessionPool.Lent lent = borrow(task, tries == 1);
      boolean begun = false;
      boolean done = false;
      try {
        if (asUser) {
          login.require(lent, writing, task);
        }
        begun = true;
        T result = work.apply(lent);
        done = true;
        return result;
      } catch (CryptokiException e) {
        boolean mended = mends(e, lent, tries);
        if (!mended || (writing && begun) || !(tries == 1 || (tries == 2 && isOver(lent, e)))) {
          throw Failures.translate(e, task.name(), task.operation());
        }
        // A module may want it for what needs none elsewhere.
        if (Failures.wantsLogin(e)) {
          login.want();
          asUser = true;
        }
      } finally {
        if (done) {
          pool.giveBack(lent, writing);
        } else {
          pool.discard(lent);
        }
      }
    }
  }

  /** Whether it failed for want of a login that is made anew only now. */
  private boolean isOver(SessionPool.Lent lent, CryptokiException e) {
    return Failures.wantsLogin(e) && lent.generation() != pool.generation();
  }

  /** Whether another session, or another login, may do what failed. */
  private boolean mends(CryptokiException e, SessionPool.Lent lent, int tries) {
    boolean wantsLogin = Failures.wantsLogin(e);
    boolean dead = Failures.isLoss(e) || (tries > 1 && Failures.isUnclear(e));
    if (wantsLogin || Failures.isStaleHandle(e)) {
      // A token that says that this is logged in, and does not behave so, needs new sessions.
      dead = login.stillActive(lent) && wantsLogin;
    }
    if (e.is(Ckr.CKR_CRYPTOKI_NOT_INITIALIZED)) {
      place.module().startAgain(lent.epoch());
    }
    if (dead) {
      pool.lost(lent.generation(), Failures.isAbsence(e));
    }
    return dead || wantsLogin || Failures.isStaleHandle(e) || Failures.isUnclear(e);
  }

  /**
   * A session. That none can be opened in the slot where the token was is found out here too, so it
   * is looked for again once.
   */
  private SessionPool.Lent borrow(Task task, boolean first) {
    try {
      int generation = pool.generation();
      long slot = place.slot();
      try {
        if (!first) {
          place.locate(task.name(), task.operation());
        }
        return lend(task, !first);
      } catch (CryptokiException e) {
        if (!first || !Failures.isLoss(e)) {
          throw e;
        }
        // Where it was found elsewhere meanwhile, those sessions are good.
        if (slot == place.slot()) {
          pool.lost(generation, Failures.isAbsence(e));
        }
        place.locate(task.name(), task.operation());
        return lend(task, true);
      }
    } catch (CryptokiException e) {
      throw Failures.translate(e, task.name(), task.operation());
    }
  }

  private SessionPool.Lent lend(Task task, boolean fresh) {
    try {
      return task.access().writing ? pool.borrowForWriting() : pool.borrow(fresh);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TokenException.Unavailable(
          name.get(), task.operation(), "it was interrupted", "run it again", e);
    }
  }

  /**
   * Notes that a token forgot a login with which something was done already: a smart card that was
   * away meanwhile, while its module noticed nothing.
   */
  void forgotten(SessionPool.Lent lent) {
    pool.lost(lent.generation(), true);
  }

  /** Ends all sessions, and the login with them. */
  void close() {
    pool.close();
  }
}
