package dev.countersign.fido.ctap;

import dev.countersign.card.application.SecretQuestion;
import dev.countersign.card.application.Task;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.SecurityKeyPins;
import dev.countersign.wire.ChannelException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Has the person verified and works with what comes of it, in one transaction. Nothing of the key
 * is held while a person is asked for the PIN. A PIN is sent once for one answer of the entry.
 */
final class Ceremonies<T> {
  private final KeySession session;
  private final String operation;
  private final Ceremony ceremony;
  private final Work<T> work;

  /** What is done in one turn. */
  @FunctionalInterface
  interface Work<T> {
    T apply(Turn turn) throws ChannelException;
  }

  /**
   * What the token shall be good for.
   *
   * @param permissions bits of {@link Ctap}
   * @param relyingParty for which; empty: for any
   */
  record Scope(int permissions, String relyingParty) {}

  /**
   * A ceremony.
   *
   * @param operation what is done, to follow "to"
   */
  Ceremonies(KeySession session, String operation, Ceremony ceremony, Work<T> work) {
    this.session = session;
    this.operation = operation;
    this.ceremony = ceremony;
    this.work = work;
  }

  /**
   * Does it.
   *
   * @throws VerificationWanted when the check was none and the key wants one
   */
  T run(Check check, Scope scope) {
    return switch (check) {
      case NONE -> session.work(task(), card -> unverified(card, false));
      case KEY_OPTION -> session.work(task(), card -> unverified(card, true));
      case KEY_TOKEN -> byKey(scope);
      case PIN -> byPin(scope);
    };
  }

  private Task task() {
    return session.task(operation, ceremony);
  }

  private Wait waiting() {
    return Wait.forPerson(session.ports().presence(), session.knownUri().toString(), ceremony);
  }

  private T unverified(KeyCard card, boolean option) throws ChannelException {
    try (Turn turn = Turn.without(card, waiting(), option)) {
      return work.apply(turn);
    } catch (CtapError e) {
      boolean wanted = e.is(Ctap.VERIFICATION_REQUIRED) || e.is(Ctap.PIN_NOT_SET);
      if (option || !wanted) {
        throw e;
      }
      card.forgetInfo();
      throw new VerificationWanted();
    }
  }

  private T byKey(Scope scope) {
    return session.work(task(), card -> byKey(card, scope)).orElseGet(() -> byPin(scope));
  }

  /** Empty when the key did not recognise the person, who may give the PIN then. */
  private Optional<T> byKey(KeyCard card, Scope scope) throws ChannelException {
    Turn verified;
    try {
      verified = verifiedByKey(card, scope);
    } catch (CtapError e) {
      boolean failed = e.is(Ctap.UV_BLOCKED) || e.is(Ctap.UV_INVALID);
      if (failed && card.info().has("clientPin")) {
        return Optional.empty();
      }
      throw e;
    }
    try (Turn turn = verified) {
      return Optional.of(work.apply(turn));
    }
  }

  private Turn verifiedByKey(KeyCard card, Scope scope) throws ChannelException {
    PinCommands pins = new PinCommands(card);
    PinProtocol.SharedSecret shared = pins.agree();
    Wait wait = waiting();
    AuthToken token = null;
    try {
      token = pins.tokenByPerson(scope.permissions(), scope.relyingParty(), shared, wait);
      return Turn.with(card, wait, token, shared);
    } finally {
      if (token == null) {
        shared.close();
        wait.close();
      }
    }
  }

  /** Nobody is asked for a PIN, and none is sent, for what was given up. */
  private static void requireWanted(Task task) {
    if (task.givenUp()) {
      throw new TokenException.Cancelled(task.name(), task.operation());
    }
  }

  private T byPin(Scope scope) {
    session.work(task(), card -> requireNotToBeChanged(card.info(), card.task()));
    requireWanted(task());
    PinTurn pinTurn = new PinTurn(scope);
    try {
      return new SecretQuestion<KeyCard, T>(
              session, session.ports().pinEntry(), pinTurn::verify, pinTurn::work)
          .ask(this::task, this::request);
    } finally {
      pinTurn.close();
    }
  }

  private PinRequest request() {
    return new PinRequest(
        PinRequest.Kind.PIN,
        session.lane().attachment(),
        () -> session.uri().toString(),
        ceremony.purpose(),
        () -> OptionalInt.of(session.work(task(), Ceremonies::triesLeft)));
  }

  /** Nobody shall type a PIN that the key would not look at. */
  private static int triesLeft(KeyCard card) throws ChannelException {
    SecurityKeyPins.State state = PinCommands.state(card);
    if (state.set() && state.attemptsLeft() == 0) {
      throw CtapProblems.forGood(card.task());
    } else if (state.plugInAgain()) {
      throw CtapProblems.untilPluggedIn(card.task());
    }
    return state.attemptsLeft();
  }

  /** One answer of the entry, and the turn that comes of it. */
  private final class PinTurn implements AutoCloseable {
    private final Scope scope;
    private @Nullable Turn turn;

    PinTurn(Scope scope) {
      this.scope = scope;
    }

    void verify(KeyCard card, PinRequest request, Secret pin) throws ChannelException {
      close();
      Task task = card.task();
      if (card.lane().attachment() != request.attachment()) {
        throw new TokenException.Removed(
            task.name(),
            task.operation(),
            "the key was taken out while its PIN was being entered",
            null);
      }
      requireWanted(task);
      turn =
          KeySession.guarded(
                  (KeyCard key) -> {
                    requireNotToBeChanged(key.info(), task);
                    return verified(key, pin);
                  })
              .apply(card);
    }

    private Turn verified(KeyCard card, Secret pin) throws ChannelException {
      PinCommands pins = new PinCommands(card);
      PinProtocol.SharedSecret shared = pins.agree();
      AuthToken token = null;
      try {
        token = pins.tokenByPin(pin, scope.permissions(), scope.relyingParty(), shared);
        return Turn.with(card, waiting(), token, shared);
      } finally {
        if (token == null) {
          shared.close();
        }
      }
    }

    T work(KeyCard card) throws ChannelException {
      Turn verified = turn;
      if (verified == null) {
        throw new IllegalStateException("work without a token");
      }
      return KeySession.guarded((KeyCard key) -> work.apply(verified)).apply(card);
    }

    @Override
    public void close() {
      if (turn != null) {
        turn.close();
        turn = null;
      }
    }
  }

  private static SecurityKeyInfo requireNotToBeChanged(SecurityKeyInfo info, Task task) {
    if (info.pin().mustChange()) {
      throw new TokenException.Refused(
          task.name(),
          task.operation(),
          "the key wants its PIN changed before it takes it",
          null,
          "change it with countersign fido pin change");
    }
    return info;
  }
}
