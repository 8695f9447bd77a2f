package dev.countersign.host.pkcs11;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.cryptoki.CryptokiSession.User;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs this process in to a token, once: all its sessions share the login. No PIN is kept here;
 * when a login was lost with its sessions, the PIN entry is asked again, which may hold it.
 */
final class TokenLogin {
  // [PKCS11-BASE] 3.2: CKS_RO_USER_FUNCTIONS and CKS_RW_USER_FUNCTIONS
  private static final long READING_AS_USER = 1;
  private static final long WRITING_AS_USER = 3;

  private final TokenPlace place;
  private final Supplier<String> name;
  private final RefusedPins refused;

  /** Stands for the token in what PIN entries hold, for as long as it is the same token. */
  private final Object attachment = new Object();

  private volatile int loggedIn; // the generation of sessions that is; written under this
  private boolean countWasLow; // after a refusal; guarded by this

  TokenLogin(TokenPlace place, Supplier<String> name, SecureRandom random) {
    this.place = place;
    this.name = name;
    this.refused = new RefusedPins(random);
  }

  /** Whether the token wants one. */
  boolean required() {
    return place.written().has(Ckf.LOGIN_REQUIRED);
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

  /**
   * Logs in unless that was done for these sessions.
   *
   * @param purpose what for, to follow "to"
   * @throws CryptokiException when the token is lost meanwhile
   */
  void require(SessionPool.Lent lent, PinEntry entry, String operation, String purpose) {
    if (loggedIn != lent.generation() && required()) {
      logIn(lent, entry, operation, purpose);
    }
  }

  private synchronized void logIn(
      SessionPool.Lent lent, PinEntry entry, String operation, String purpose) {
    if (loggedIn == lent.generation()) {
      return;
    }
    long state = lent.session().state();
    if (state != READING_AS_USER && state != WRITING_AS_USER) {
      give(lent.session(), User.USER, entry, operation, purpose);
    }
    loggedIn = lent.generation();
  }

  /** Gives the PIN for one use of a key that wants it each time ([PKCS11-BASE] 4.9). */
  synchronized void forOneUse(
      CryptokiSession session, PinEntry entry, String operation, String purpose) {
    give(session, User.CONTEXT_SPECIFIC, entry, operation, purpose);
  }

  private void give(
      CryptokiSession session, User user, PinEntry entry, String operation, String purpose) {
    TokenInfo now = place.cryptoki().tokenInfo(place.slot());
    if (now.has(Ckf.PROTECTED_AUTHENTICATION_PATH)) {
      login(session, user, null, operation);
      return;
    }
    requireUsable(now, operation);
    PinRequest request =
        new PinRequest(PinRequest.Kind.PIN, attachment, name, purpose, () -> attemptsLeft(now));
    try (Secret pin = entry.enter(request)) {
      if (isKnownAsWrong(pin, now)) {
        entry.rejected(request);
        throw new TokenException.PinNotGiven(
            name.get(),
            operation,
            "the PIN that was given was wrong before and is not tried again",
            "give the right one");
      }
      byte[] bytes = pin.bytes();
      try {
        login(session, user, bytes, operation);
        refused.clear();
        entry.accepted(request);
      } catch (TokenException.WrongPin e) {
        refused.add(pin);
        countWasLow = false;
        entry.rejected(request);
        throw e;
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    }
  }

  private void login(CryptokiSession session, User user, byte @Nullable [] pin, String operation) {
    try {
      session.login(user, pin);
    } catch (CryptokiException e) {
      if (e.is(Ckr.CKR_USER_ALREADY_LOGGED_IN)) {
        return;
      } else if (Failures.isLoss(e)) {
        throw e;
      }
      throw Failures.translate(e, name.get(), operation);
    }
  }

  private void requireUsable(TokenInfo now, String operation) {
    Ckr problem = null;
    if (now.has(Ckf.USER_PIN_LOCKED)) {
      problem = Ckr.CKR_PIN_LOCKED;
    } else if (now.has(Ckf.USER_PIN_TO_BE_CHANGED)) {
      problem = Ckr.CKR_PIN_EXPIRED;
    } else if (!now.has(Ckf.USER_PIN_INITIALIZED)) {
      problem = Ckr.CKR_USER_PIN_NOT_INITIALIZED;
    }
    if (problem != null) {
      throw Failures.translate(
          new CryptokiException("C_GetTokenInfo", problem.value()), name.get(), operation);
    }
  }

  private static OptionalInt attemptsLeft(TokenInfo now) {
    if (now.has(Ckf.USER_PIN_LOCKED)) {
      return OptionalInt.of(0);
    }
    return now.has(Ckf.USER_PIN_FINAL_TRY) ? OptionalInt.of(1) : OptionalInt.empty();
  }

  /**
   * Whether this PIN was refused, unless another program logged in since: then it may have been
   * changed, and trying it costs no try that is not given back.
   */
  private boolean isKnownAsWrong(Secret pin, TokenInfo now) {
    if (refused.isEmpty()) {
      return false;
    }
    boolean low = now.has(Ckf.USER_PIN_COUNT_LOW);
    if (low) {
      countWasLow = true;
    } else if (countWasLow) {
      refused.clear();
    }
    return refused.contains(pin);
  }
}
