package dev.countersign.host.pkcs11;

import dev.countersign.device.PinEntry;
import dev.countersign.device.Ports;
import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.cryptoki.CryptokiSession.User;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import dev.countersign.host.pkcs11.TokenWork.Task;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs this process in to a token, once: all its sessions share the login. No PIN is kept here;
 * when a login was lost with its sessions, the PIN entry is asked again, which may hold it. One
 * thread logs in, those that need it meanwhile wait for that.
 */
final class TokenLogin {
  // [PKCS11-BASE] 3.3: CKS_RO_USER_FUNCTIONS and CKS_RW_USER_FUNCTIONS
  private static final long READING_AS_USER = 1;
  private static final long WRITING_AS_USER = 3;

  private final TokenPlace place;
  private final Supplier<String> name;
  private final PinGiving giving;

  private volatile int loggedIn; // the generation of sessions that is; written under this
  private volatile boolean wanted; // though the token did not say that it wants one
  private volatile int failures; // how often it failed; written under this
  private @Nullable PinEntry failedWith; // guarded by this

  /** Of keys that want the PIN each time; guarded by itself. */
  private final Map<PinEntry, Lock> turns = new WeakHashMap<>();

  TokenLogin(TokenPlace place, Supplier<String> name, Ports ports) {
    this.place = place;
    this.name = name;
    this.giving = new PinGiving(place, name, ports);
  }

  /** Whether the token wants one. */
  boolean required() {
    return wanted || place.written().has(Ckf.LOGIN_REQUIRED);
  }

  /** Whether sessions of this generation are logged in. */
  boolean active(int generation) {
    return loggedIn == generation;
  }

  /** Notes that a login turned out to be over. */
  synchronized void lost(int generation) {
    if (loggedIn == generation) {
      loggedIn = 0;
    }
  }

  /** Notes that a token wants a login for its use, whatever it says. */
  void want() {
    wanted = true;
  }

  /**
   * Asks the token whether a session is logged in still; notes when it is not.
   *
   * @return whether it says that it is
   */
  boolean stillActive(SessionPool.Lent lent) {
    boolean still;
    try {
      still = isUser(lent.session());
    } catch (CryptokiException e) {
      still = true; // it is dead, which is another matter
    }
    if (!still) {
      lost(lent.generation());
    }
    return still;
  }

  private static boolean isUser(CryptokiSession session) {
    long state = session.state();
    return state == READING_AS_USER || state == WRITING_AS_USER;
  }

  /**
   * Logs in unless that was done for these sessions.
   *
   * @param surely whether the token is asked in any case, for work that is not repeated
   * @throws CryptokiException when the token is lost meanwhile
   */
  void require(SessionPool.Lent lent, boolean surely, Task task) {
    if (required() && (surely || loggedIn != lent.generation())) {
      int before = failures;
      logIn(lent, surely, task, before);
    }
  }

  private synchronized void logIn(
      SessionPool.Lent lent, boolean surely, Task task, int failuresBefore) {
    if (loggedIn == lent.generation() && !surely) {
      return;
    }
    if (!isUser(lent.session())) {
      if (failures != failuresBefore && failedWith == task.pinEntry()) {
        throw new TokenException.PinNotGiven(
            name.get(),
            task.operation(),
            "the login that it waited for failed",
            "do what the error of that login says, and run it again");
      }
      try {
        askAndGive(lent.session(), User.USER, task);
      } catch (TokenException e) {
        failures++;
        failedWith = task.pinEntry();
        throw e;
      }
    }
    loggedIn = Math.max(loggedIn, lent.generation());
  }

  private void askAndGive(CryptokiSession session, User user, Task task) {
    try (PinAnswer answer = giving.ask(giving.look(), task)) {
      giving.give(session, user, task, answer);
    }
  }

  /** What the token says of its PIN now. */
  TokenInfo look() {
    return giving.look();
  }

  /**
   * Asks for the PIN of one use of a key that wants it each time, while others use the token.
   *
   * @param now what the token says of its PIN
   * @return what {@link #forOneUse} gives; the caller closes it
   */
  PinAnswer askForOneUse(TokenInfo now, Task task) {
    return giving.ask(now, task);
  }

  /**
   * Gives the PIN for one use of a key that wants it each time ([PKCS11-BASE] 4.9).
   *
   * @param answer null when it was not known beforehand that the key wants it: this asks then
   */
  synchronized void forOneUse(CryptokiSession session, Task task, @Nullable PinAnswer answer) {
    if (answer == null) {
      askAndGive(session, User.CONTEXT_SPECIFIC, task);
    } else {
      giving.give(session, User.CONTEXT_SPECIFIC, task, answer);
    }
  }

  /** Held by those who are asked by one PIN entry, from the question to the end of the use. */
  Lock turn(PinEntry entry) {
    synchronized (turns) {
      return turns.computeIfAbsent(entry, first -> new ReentrantLock());
    }
  }
}
