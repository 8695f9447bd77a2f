package dev.countersign.card.oath;

import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.CardWork;
import dev.countersign.card.application.SecretQuestion;
import dev.countersign.card.application.Task;
import dev.countersign.device.AttachmentMemory;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Work that wants the application unlocked. Its password is asked for once; the key derived from it
 * is kept while the token stays attached, since every SELECT locks the application again.
 */
final class OathAccess {
  private static final int HOST_CHALLENGE_BYTES = 8;

  /** What tokens answer to VALIDATE with a wrong response; they do not agree. */
  private static final Set<StatusWord> WRONG_PASSWORD =
      Set.of(
          StatusWord.INCORRECT_DATA,
          StatusWord.REFERENCE_DATA_NOT_USABLE,
          StatusWord.SECURITY_STATUS_NOT_SATISFIED);

  private final OathSession session;
  private final ReentrantLock turn = new ReentrantLock();

  OathAccess(OathSession session) {
    this.session = session;
  }

  /**
   * Does work on the unlocked application.
   *
   * @param task one for each time that the work is tried
   * @throws TokenException.WrongPin when the password is wrong; nobody tries again
   * @throws TokenException.PinNotGiven when there is none to be had
   */
  <T> T run(Supplier<Task> task, CardWork<OathCard, T> work) {
    return run(session.ports().pinEntry(), task, work);
  }

  /** The same, asking that entry for the password. */
  <T> T run(PinEntry pinEntry, Supplier<Task> task, CardWork<OathCard, T> work) {
    Optional<Done<T>> done = withKeptKey(task, work);
    if (done.isPresent()) {
      return done.get().result();
    }
    turn.lock();
    try {
      // the thread before this one may have asked
      Optional<Done<T>> since = withKeptKey(task, work);
      return since.isPresent() ? since.get().result() : asking(pinEntry, task, work);
    } finally {
      turn.unlock();
    }
  }

  private record Done<T>(T result) {}

  private <T> Optional<Done<T>> withKeptKey(Supplier<Task> task, CardWork<OathCard, T> work) {
    return session.run(
        task.get(),
        card -> isUnlocked(card) ? Optional.of(new Done<>(work.apply(card))) : Optional.empty());
  }

  private boolean isUnlocked(OathCard card) throws ChannelException {
    OathNotes notes = card.notes();
    if (notes.unlocked()) {
      return true;
    }
    AttachmentMemory memory = card.lane().memory();
    Optional<AccessKey> kept =
        memory.recall(AccessKey.class).filter(key -> key.isFor(notes.selection().salt()));
    if (kept.isEmpty()) {
      return false;
    }
    if (!validate(card, kept.get())) {
      memory.forget(AccessKey.class); // another program set another password
      return false;
    }
    return true;
  }

  private <T> T asking(PinEntry pinEntry, Supplier<Task> task, CardWork<OathCard, T> work) {
    return new SecretQuestion<OathCard, T>(session, pinEntry, this::unlock, work)
        .ask(task, () -> request(task.get()));
  }

  private PinRequest request(Task task) {
    return new PinRequest(
        PinRequest.Kind.PASSWORD,
        session.attachment(),
        () -> session.uri().toString(),
        task.operation() + " on " + task.name(),
        OptionalInt::empty);
  }

  private void unlock(OathCard card, PinRequest request, Secret password) throws ChannelException {
    Task task = card.task();
    if (card.lane().attachment() != request.attachment()) {
      throw new TokenException.Removed(
          task.name(),
          task.operation(),
          "the token was taken out while its password was being entered",
          null);
    }
    if (card.notes().unlocked()) {
      return; // another program took the password away meanwhile
    }
    AccessKey key = AccessKey.derive(password, card.notes().selection().salt());
    boolean kept = false;
    try {
      if (!validate(card, key)) {
        throw new TokenException.WrongPin(
            task.name(), task.operation(), PinRequest.Kind.PASSWORD, -1);
      }
      card.lane().memory().keep(key);
      kept = true;
    } finally {
      if (!kept) {
        key.wipe();
      }
    }
  }

  /**
   * Proves the password to the token, and lets it prove that it knows it too ([YK-OATH] VALIDATE).
   *
   * @return whether it was right
   */
  private boolean validate(OathCard card, AccessKey key) throws ChannelException {
    OathNotes notes = card.notes();
    byte[] challenge = notes.selection().challenge().orElseThrow();
    byte[] own = new byte[HOST_CHALLENGE_BYTES];
    session.ports().random().nextBytes(own);
    ResponseApdu response = card.send(OathCommands.validate(key.respond(challenge), own));
    if (WRONG_PASSWORD.contains(response.status())) {
      card.forget(); // its challenge is spent
      return false;
    }
    if (!response.isSuccess()) {
      card.forget();
      throw Task.refused(card.task().name(), "take the password", response.status());
    }
    byte[] proof = OathAnswers.response(card, response.data());
    if (!MessageDigest.isEqual(proof, key.respond(own))) {
      throw card.badResponse("it is not the token that the password was set on");
    }
    notes.unlock();
    return true;
  }
}
