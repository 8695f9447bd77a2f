package dev.countersign.host.pkcs11;

import dev.countersign.device.PinRequest;
import dev.countersign.device.Ports;
import dev.countersign.device.Presence;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.cryptoki.CryptokiSession.User;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import dev.countersign.host.pkcs11.TokenWork.Task;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives a PIN to a token, once: a PIN that was refused is not given again, and one is given a
 * second time after a failure only if it is known to be right or was not looked at. For one thread
 * at a time.
 */
final class PinGiving {
  private final TokenPlace place;
  private final Supplier<String> name;
  private final Presence presence;
  private final TriedPins tried;

  /** Stands for the token in what PIN entries hold, for as long as it is the same token. */
  private final Object attachment = new Object();

  PinGiving(TokenPlace place, Supplier<String> name, Ports ports) {
    this.place = place;
    this.name = name;
    this.presence = ports.presence();
    this.tried = new TriedPins(ports.random());
  }

  /**
   * Gets the PIN from the entry and gives it, or has it typed on the token's own keys.
   *
   * @throws CryptokiException when the token is lost meanwhile
   */
  void give(CryptokiSession session, User user, Task task) {
    TokenInfo now = place.cryptoki().tokenInfo(place.slot());
    requireUsable(now, task.operation());
    if (now.has(Ckf.PROTECTED_AUTHENTICATION_PATH)) {
      Presence.Notice notice = presence.pinPadAwaited(task.name(), task.purpose());
      try {
        login(session, user, null, task.operation(), true);
      } finally {
        notice.close();
      }
      return;
    }
    PinRequest request =
        new PinRequest(
            PinRequest.Kind.PIN, attachment, name, task.purpose(), () -> attemptsLeft(now));
    try (Secret pin = task.pinEntry().enter(request)) {
      if (tried.refused(pin)) {
        task.pinEntry().rejected(request);
        throw new TokenException.PinNotGiven(
            name.get(),
            task.operation(),
            "the PIN that was given was wrong before and is not tried again",
            "give the right one; if the token's was changed to this one, start the program anew");
      }
      give(session, user, task, request, pin);
    }
  }

  private void give(CryptokiSession session, User user, Task task, PinRequest request, Secret pin) {
    byte[] bytes = pin.bytes();
    try {
      if (login(session, user, bytes, task.operation(), tried.accepted(pin))) {
        tried.accept(pin);
        task.pinEntry().accepted(request);
      }
    } catch (TokenException.WrongPin e) {
      tried.refuse(pin);
      task.pinEntry().rejected(request);
      throw e;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Whether the token looked at the PIN, and took it. */
  private boolean login(
      CryptokiSession session,
      User user,
      byte @Nullable [] pin,
      String operation,
      boolean harmless) {
    try {
      session.login(user, pin);
      return true;
    } catch (CryptokiException e) {
      if (e.is(Ckr.CKR_USER_ALREADY_LOGGED_IN) || (user != User.USER && needsNone(e))) {
        return false;
      }
      if (Failures.isLoss(e) && (harmless || Failures.isBeforehand(e))) {
        throw e;
      }
      if (e.is(Ckr.CKR_PIN_INCORRECT)) {
        throw new TokenException.WrongPin(
            name.get(), operation, PinRequest.Kind.PIN, attemptsLeft().orElse(-1));
      }
      throw Failures.translate(e, name.get(), operation);
    }
  }

  /**
   * Modules that say that a key wants the PIN each time, and know nothing of giving it so; or that
   * want it no more when the login is young. Whether they mean it, the use itself tells.
   */
  private static boolean needsNone(CryptokiException e) {
    return e.is(
        Ckr.CKR_OPERATION_NOT_INITIALIZED,
        Ckr.CKR_USER_TYPE_INVALID,
        Ckr.CKR_FUNCTION_NOT_SUPPORTED);
  }

  /**
   * What the token says of its PIN before one is asked for. That it should be changed is no reason:
   * many tokens say so of the first PIN, and take it.
   */
  private void requireUsable(TokenInfo now, String operation) {
    Ckr problem = null;
    if (now.has(Ckf.USER_PIN_LOCKED)) {
      problem = Ckr.CKR_PIN_LOCKED;
    } else if (!now.has(Ckf.USER_PIN_INITIALIZED)) {
      problem = Ckr.CKR_USER_PIN_NOT_INITIALIZED;
    }
    if (problem != null) {
      throw Failures.translate(
          new CryptokiException("C_GetTokenInfo", problem.value()), name.get(), operation);
    }
  }

  private OptionalInt attemptsLeft() {
    try {
      return attemptsLeft(place.cryptoki().tokenInfo(place.slot()));
    } catch (CryptokiException e) {
      return OptionalInt.empty();
    }
  }

  private static OptionalInt attemptsLeft(TokenInfo now) {
    if (now.has(Ckf.USER_PIN_LOCKED)) {
      return OptionalInt.of(0);
    }
    return now.has(Ckf.USER_PIN_FINAL_TRY) ? OptionalInt.of(1) : OptionalInt.empty();
  }
}
