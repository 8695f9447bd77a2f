package dev.countersign.host.pkcs11;

import dev.countersign.device.PinEntry;
import dev.countersign.device.Ports;
import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import java.util.function.Supplier;

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

  TokenWork(TokenPlace place, Supplier<String> name, Ports ports) {
    this.place = place;
    this.name = name;
    this.ports = ports;
    this.pool = new SessionPool(place);
    this.login = new TokenLogin(place, name, ports.random());
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
    int tries = 0;
    while (true) {
      tries++;
      boolean writing = task.access().writing;
      SessionPool.Lent lent = borrow(task, tries == 1);
      boolean done = false;
      try {
        if (task.access().asUser) {
          login.require(lent, task.pinEntry(), task.operation(), task.purpose());
        }
        T result = work.apply(lent);
        done = true;
        return result;
      } catch (CryptokiException e) {
        boolean again = tries == 1 && !writing && mends(e, lent);
        if (Failures.isLoss(e)) {
          pool.retire(lent.generation());
        }
        if (!again) {
          throw Failures.translate(e, task.name(), task.operation());
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

  /** Whether another session, or another login, may do what failed. */
  private boolean mends(CryptokiException e, SessionPool.Lent lent) {
    if (Failures.wantsLogin(e)) {
      login.lost(lent.generation());
      return true;
    }
    return Failures.isLoss(e)
        || Failures.isStaleHandle(e)
        || e.is(Ckr.CKR_GENERAL_ERROR, Ckr.CKR_FUNCTION_FAILED, Ckr.CKR_OPERATION_ACTIVE);
  }

  /**
   * A session. That none can be opened in the slot where the token was is found out here too, so it
   * is looked for again once.
   */
  private SessionPool.Lent borrow(Task task, boolean first) {
    try {
      try {
        if (!first) {
          place.locate(task.name(), task.operation());
        }
        return borrow(task);
      } catch (CryptokiException e) {
        if (!first || !Failures.isLoss(e)) {
          throw e;
        }
        pool.retire(pool.generation());
        place.locate(task.name(), task.operation());
        return borrow(task);
      }
    } catch (CryptokiException e) {
      throw Failures.translate(e, task.name(), task.operation());
    }
  }

  private SessionPool.Lent borrow(Task task) {
    try {
      return task.access().writing ? pool.borrowForWriting() : pool.borrow();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TokenException.Unavailable(
          name.get(), task.operation(), "it was interrupted", "run it again", e);
    }
  }

  /** Logs out and ends all sessions that are idle. */
  void close() {
    login.lost(pool.generation());
    pool.close();
  }
}
