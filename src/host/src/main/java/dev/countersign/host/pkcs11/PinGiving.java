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
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Gives a PIN to a token, once: a PIN that was refused is not given again, nor one that may have
 * been, and one is given a second time after a failure only if it is known to be right or was not
 * looked at. Any number of threads may ask for one; it is given by one thread at a time.
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

  /** What the token says of its PIN now. */
  TokenInfo look() {
    return place.cryptoki().tokenInfo(place.slot());
  }

  /**
   * Gets the PIN from the entry, unless it is typed on the token's own keys.
   *
   * @param now what the token says of its PIN
   * @return the answer, which the caller closes
   */
  PinAnswer ask(TokenInfo now, Task task) {
    requireUsable(now, task.operation());
    if (now.has(Ckf.PROTECTED_AUTHENTICATION_PATH)) {
      return PinAnswer.onPad();
    }
    AtomicBoolean lastTry = new AtomicBoolean(now.has(Ckf.USER_PIN_FINAL_TRY));
    PinRequest request =
        new PinRequest(
            PinRequest.Kind.PIN,
            attachment,
            name,
            task.purpose(),
            () -> {
              // Who is asked may have waited for others at the same terminal.
              TokenInfo then = lookAgain().orElse(now);
              lastTry.set(then.has(Ckf.USER_PIN_FINAL_TRY));
              return attemptsLeft(then);
            });
    Secret pin = task.pinEntry().enter(request);
    return new PinAnswer(new PinAnswer.Given(request, pin), lastTry.get());
  }

  /**
   * Gives what was answered, if that may still be done: others may have given PINs since.
   *
   * @throws CryptokiException when the token is lost meanwhile
   */
  void give(CryptokiSession session, User user, Task task, PinAnswer answer) {
    TokenInfo now = look();
    requireUsable(now, task.operation());
    PinAnswer.Given given = answer.given();
    if (given == null) {
      giveOnPad(session, user, task);
      return;
    }
    Optional<String> refused = tried.refused(given.pin());
    if (refused.isPresent()) {
      task.pinEntry().rejected(given.request());
      throw LoginRefusals.notAgain(refused.get(), name.get(), task.operation());
    } else if (now.has(Ckf.USER_PIN_FINAL_TRY) && !answer.lastTryTold()) {
      throw LoginRefusals.lastTryCameUp(name.get(), task.operation());
    }
    give(session, user, task, given, now);
  }

  private void give(
      CryptokiSession session, User user, Task task, PinAnswer.Given given, TokenInfo before) {
    Secret pin = given.pin();
    byte[] bytes = pin.bytes();
    try {
      session.login(user, bytes);
      tried.accept(pin);
      task.pinEntry().accepted(given.request());
    } catch (CryptokiException e) {
      if (needsNone(e, user)) {
        return;
      }
      boolean wrong = LoginRefusals.isWrongPin(e) || isCounted(e, before);
      if (wrong || LoginRefusals.leavesOpen(e)) {
        tried.refuse(pin, wrong ? LoginRefusals.WRONG : e.name());
        task.pinEntry().rejected(given.request());
      }
      throw wrong ? wrongPin(task) : failure(e, task, tried.accepted(pin));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private void giveOnPad(CryptokiSession session, User user, Task task) {
    Presence.Notice notice = presence.pinPadAwaited(task.name(), task.purpose());
    try {
      session.login(user, null);
    } catch (CryptokiException e) {
      if (!needsNone(e, user)) {
        throw LoginRefusals.isWrongPin(e) ? wrongPin(task) : failure(e, task, true);
      }
    } finally {
      notice.close();
    }
  }

  /**
   * Whether no login is wanted: the user is logged in, or the module says that a key wants the PIN
   * each time and knows nothing of giving it so, or wants it no more when the login is young.
   * Whether it means that, the use itself tells.
   */
  private static boolean needsNone(CryptokiException e, User user) {
    return e.is(Ckr.CKR_USER_ALREADY_LOGGED_IN)
        || (user != User.USER
            && e.is(
                Ckr.CKR_OPERATION_NOT_INITIALIZED,
                Ckr.CKR_USER_TYPE_INVALID,
                Ckr.CKR_FUNCTION_NOT_SUPPORTED));
  }

  /**
   * Whether the token counted a wrong PIN, whatever it returned: some say so in their flags
   * ([PKCS11-BASE] 3.2), and none needs to.
   */
  private boolean isCounted(CryptokiException e, TokenInfo before) {
    return !Failures.isBeforehand(e)
        && lookAgain()
            .filter(
                after ->
                    isRaised(Ckf.USER_PIN_COUNT_LOW, before, after)
                        || isRaised(Ckf.USER_PIN_FINAL_TRY, before, after)
                        || isRaised(Ckf.USER_PIN_LOCKED, before, after))
            .isPresent();
  }

  private static boolean isRaised(long flag, TokenInfo before, TokenInfo after) {
    return after.has(flag) && !before.has(flag);
  }

  /** A loss is passed on where giving the PIN once more can do no harm. */
  private RuntimeException failure(CryptokiException e, Task task, boolean harmless) {
    return Failures.isLoss(e) && (harmless || Failures.isBeforehand(e))
        ? e
        : Failures.translate(e, name.get(), task.operation());
  }

  private TokenException wrongPin(Task task) {
    return new TokenException.WrongPin(
        name.get(),
        task.operation(),
        PinRequest.Kind.PIN,
        lookAgain().map(PinGiving::attemptsLeft).orElse(OptionalInt.empty()).orElse(-1));
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

  private Optional<TokenInfo> lookAgain() {
    try {
      return Optional.of(look());
    } catch (CryptokiException e) {
      return Optional.empty();
    }
  }

  private static OptionalInt attemptsLeft(TokenInfo now) {
    if (now.has(Ckf.USER_PIN_LOCKED)) {
      return OptionalInt.of(0);
    }
    return now.has(Ckf.USER_PIN_FINAL_TRY) ? OptionalInt.of(1) : OptionalInt.empty();
  }
}
