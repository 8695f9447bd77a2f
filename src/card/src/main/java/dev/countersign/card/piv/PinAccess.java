package dev.countersign.card.piv;

import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.CardWork;
import dev.countersign.card.application.SecretQuestion;
import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Work that wants the PIN verified. While a {@link PinEntry} may wait for a person nothing of the
 * token is held but a transaction that ends by itself ({@link dev.countersign.device.Lane}).
 *
 * <p>A PIN that was accepted counts until the card loses it. A VERIFY is never sent twice for one
 * answer of the entry.
 */
final class PinAccess {
  private final PivSession session;

  PinAccess(PivSession session) {
    this.session = session;
  }

  /**
   * Does work with the PIN verified, asking for it where it is not or must come each time.
   *
   * @throws TokenException.WrongPin when it was wrong; nobody tries again
   */
  <T> T run(PinUse use, CardWork<PivCard, T> work) {
    if (use.eachTime()) {
      session.run(use.task(), use.sameToken());
    } else {
      Optional<Done<T>> done = withHeldPin(use, work);
      if (done.isPresent()) {
        return done.get().result();
      }
    }
    ReentrantLock turn = session.facts().pinTurn();
    turn.lock();
    try {
      // the thread before this one may have had the PIN verified
      Optional<Done<T>> done = use.eachTime() ? Optional.empty() : withHeldPin(use, work);
      return done.isPresent() ? done.get().result() : asking(use, work);
    } finally {
      turn.unlock();
    }
  }

  private record Done<T>(T result) {}

  private <T> Optional<Done<T>> withHeldPin(PinUse use, CardWork<PivCard, T> work) {
    return session.run(
        use.task(),
        card -> {
          use.sameToken().apply(card);
          PivNotes notes = card.notes();
          if (!notes.pinVerified()) {
            return Optional.empty();
          }
          boolean fresh = card.fresh();
          try {
            return Optional.of(new Done<>(work.apply(card)));
          } catch (UnexpectedStatus e) {
            return afterRefusal(card, e, fresh, work);
          }
        });
  }

  /** Empty when the PIN has to be verified again. */
  private static <T> Optional<Done<T>> afterRefusal(
      PivCard card, UnexpectedStatus refused, boolean fresh, CardWork<PivCard, T> work)
      throws ChannelException {
    boolean security = refused.is(StatusWord.SECURITY_STATUS_NOT_SATISFIED);
    if (fresh && !security) {
      throw refused;
    }
    if (!fresh && !security) {
      card.select();
      try {
        return Optional.of(new Done<>(work.apply(card)));
      } catch (UnexpectedStatus e) {
        if (!e.is(StatusWord.SECURITY_STATUS_NOT_SATISFIED)) {
          throw e;
        }
      }
    }
    card.notes().pinVerified(false);
    return Optional.empty();
  }

  private <T> T asking(PinUse use, CardWork<PivCard, T> work) {
    return new SecretQuestion<PivCard, T>(
            session, use.entry(), (card, request, pin) -> verify(use, card, request, pin), work)
        .ask(use::task, () -> request(PinRequest.Kind.PIN, use.purpose()));
  }

  private static void verify(PinUse use, PivCard card, PinRequest request, Secret pin)
      throws ChannelException {
    if (card.facts().pinIdentity() != request.attachment()) {
      throw new TokenException.Removed(
          use.name(),
          use.operation(),
          "the token was taken out while its PIN was being entered",
          null);
    }
    card.ensureFresh();
    use.sameToken().apply(card);
    PivPin.verify(card, pin);
  }

  /** A question for a secret of this token. */
  PinRequest request(PinRequest.Kind kind, String purpose) {
    return new PinRequest(
        kind,
        session.facts().pinIdentity(),
        () -> session.uri().toString(),
        purpose,
        () -> session.run(session.task("ask for the tries left"), card -> triesLeft(card, kind)));
  }

  private static OptionalInt triesLeft(PivCard card, PinRequest.Kind kind) throws ChannelException {
    return switch (kind) {
      case PIN -> PivPin.triesLeft(card);
      case PUK ->
          Metadata.find(card, PivPin.PUK).map(Metadata::triesLeft).orElse(OptionalInt.empty());
      default -> OptionalInt.empty();
    };
  }
}
