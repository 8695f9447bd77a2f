package dev.countersign.card.application;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Asks an entry for a secret, has the card verify it and does work with that. Nothing of the token
 * is held while a person is waited for but a transaction that ends by itself. A secret is sent once
 * for one answer of the entry; asks again only where the card took it, and a reset or a restarted
 * service lost that.
 */
public final class SecretQuestion<C extends CardApplication, T> {
  private final ApplicationSession<C> session;
  private final PinEntry entry;
  private final Verification<C> verification;
  private final CardWork<C, T> work;

  /** Sends a secret to the card. */
  @FunctionalInterface
  public interface Verification<C> {
    /**
     * Has the card verify the secret.
     *
     * @throws ChannelException passed through from the channel
     * @throws TokenException.WrongPin when it is wrong
     */
    void verify(C card, PinRequest request, Secret secret) throws ChannelException;
  }

  /** A question to that entry. */
  public SecretQuestion(
      ApplicationSession<C> session,
      PinEntry entry,
      Verification<C> verification,
      CardWork<C, T> work) {
    this.session = session;
    this.entry = entry;
    this.verification = verification;
    this.work = work;
  }

  /**
   * Asks.
   *
   * @param task one for each time that it is asked
   * @throws TokenException.WrongPin when it was wrong; nobody tries again
   */
  public T ask(Supplier<Task> task, Supplier<PinRequest> request) {
    AtomicBoolean again = new AtomicBoolean();
    return ApplicationSession.repeatedAfterLoss(
        again::get,
        () -> {
          Attempt attempt = new Attempt(task.get());
          try {
            return attempt.run(request.get());
          } finally {
            again.set(attempt.mayBeRepeated());
          }
        });
  }

  /** One answer of the entry and what follows from it. */
  private final class Attempt {
    private final Task task;
    private boolean accepted;

    Attempt(Task task) {
      this.task = task;
    }

    boolean mayBeRepeated() {
      return accepted && !task.mayHaveChangedToken();
    }

    T run(PinRequest request) {
      try (Secret secret = entry.enter(request)) {
        return session.run(
            task,
            card -> {
              verification.verify(card, request, secret);
              accepted = true;
              return work.apply(card);
            });
      } catch (TokenException.WrongPin | TokenException.PinBlocked e) {
        if (!accepted) {
          entry.rejected(request);
        }
        throw e;
      } finally {
        if (accepted) {
          entry.accepted(request);
        }
      }
    }
  }
}
