package dev.countersign.card.piv;

import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.CardWork;
import dev.countersign.card.application.Make;
import dev.countersign.card.application.Task;
import dev.countersign.card.application.TouchNotices;
import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Presence;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.device.TouchPolicy;
import dev.countersign.wire.ChannelException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Work that wants the management key. It is taken from behind the PIN where the token keeps it
 * there, is the factory's where the token says that it is still set, and is asked for elsewhere.
 */
final class ManagementAccess {
  private final PivSession session;
  private final PinAccess pins;
  private final PinEntry entry;

  ManagementAccess(PivSession session, PinAccess pins) {
    this(session, pins, session.ports().pinEntry());
  }

  private ManagementAccess(PivSession session, PinAccess pins, PinEntry entry) {
    this.session = session;
    this.pins = pins;
    this.entry = entry;
  }

  /** The same, asking another entry. */
  ManagementAccess with(PinEntry other) {
    return new ManagementAccess(session, pins, other);
  }

  /**
   * What a token says of its management key.
   *
   * @param algorithm its algorithm, where the token tells it
   * @param factory whether it is the factory's, where the token tells it
   * @param behindPin whether it is kept on the token behind the PIN
   * @param touch when it wants a touch, where the token tells it
   */
  record Situation(
      Optional<ManagementKeyAlgorithm> algorithm,
      Optional<Boolean> factory,
      boolean behindPin,
      Optional<TouchPolicy> touch) {

    static Situation read(PivCard card) throws ChannelException {
      boolean behindPin = AdminData.read(card).keyStored();
      Optional<Metadata> metadata =
          card.facts().make() == Make.YUBIKEY_4
              ? Optional.empty()
              : Metadata.find(card, ManagementAuthentication.MANAGEMENT_KEY);
      return new Situation(
          metadata.flatMap(
              told ->
                  told.algorithm().isPresent()
                      ? ManagementKeyAlgorithm.byId(told.algorithm().getAsInt())
                      : Optional.empty()),
          metadata.flatMap(Metadata::isDefault),
          behindPin,
          metadata.flatMap(told -> told.policies().touch()));
    }

    boolean wantsTouch() {
      return touch.filter(policy -> policy != TouchPolicy.NEVER).isPresent();
    }

    boolean isFactory() {
      return factory.orElse(false);
    }
  }

  /** Does work with the management key authenticated. */
  <T> T run(String name, String operation, CardWork<PivCard, T> work) {
    return run(() -> Task.of(name, operation), work);
  }

  /** Makes the same task again: one that was begun may not be repeatable any more. */
  interface Tasks {
    Task next();
  }

  <T> T run(Tasks tasks, CardWork<PivCard, T> work) {
    session.serial(); // from here on no other token takes its place
    Optional<Done<T>> done = session.run(tasks.next(), card -> whereAuthenticated(card, work));
    if (done.isPresent()) {
      return done.get().result();
    }
    Situation situation = session.run(tasks.next(), Situation::read);
    if (situation.behindPin()) {
      // what is stored is not the token's where setting up was interrupted between storing and
      // setting the key: then it still has the one before
      Optional<Done<T>> stored = withStoredKey(tasks, situation, work);
      if (stored.isPresent()) {
        return stored.get().result();
      }
    }
    if (situation.isFactory()) {
      try (Secret key = FactoryValues.managementKey()) {
        return session.run(tasks.next(), card -> withKey(card, situation, key, work));
      }
    }
    return asking(tasks, situation, work);
  }

  private record Done<T>(@Nullable T nullable) {
    @SuppressWarnings("NullAway") // null only where T is Void or nullable itself
    T result() {
      return nullable;
    }
  }

  private static <T> Optional<Done<T>> whereAuthenticated(PivCard card, CardWork<PivCard, T> work)
      throws ChannelException {
    if (!card.notes().managementAuthenticated()) {
      return Optional.empty();
    }
    boolean fresh = card.fresh();
    try {
      return Optional.of(new Done<>(work.apply(card)));
    } catch (UnexpectedStatus e) {
      if (fresh && !e.is(StatusWord.SECURITY_STATUS_NOT_SATISFIED)) {
        throw e;
      }
      card.ensureFresh();
      card.notes().managementAuthenticated(false);
      return Optional.empty();
    }
  }

  /** Empty when the token takes not the key that is stored behind the PIN, or none is. */
  private <T> Optional<Done<T>> withStoredKey(
      Tasks tasks, Situation situation, CardWork<PivCard, T> work) {
    Task task = tasks.next();
    PinUse use =
        new PinUse(
            task.name(),
            task.operation(),
            task.operation() + " (the management key is behind the PIN)",
            entry,
            false,
            status -> tasks.next().refusal(new UnexpectedStatus(status)));
    return pins.run(
        use,
        card -> {
          Optional<byte[]> printed = PivObjects.readProtected(card, PivObjects.PRINTED);
          Optional<ProtectedData> stored = printed.flatMap(ProtectedData::parse);
          printed.ifPresent(value -> Arrays.fill(value, (byte) 0));
          try {
            return stored.isPresent() && withStoredKey(card, situation, stored.get())
                ? Optional.of(new Done<>(work.apply(card)))
                : Optional.empty();
          } finally {
            stored.ifPresent(ProtectedData::wipe);
          }
        });
  }

  /** Whether one of the stored keys is the token's; from then on it is the only stored one. */
  private boolean withStoredKey(PivCard card, Situation situation, ProtectedData stored)
      throws ChannelException {
    if (takes(card, situation, stored.key())) {
      return true;
    }
    if (!takes(card, situation, stored.nextKey())) {
      return false;
    }
    stored.withNextKeyOnly().write(card);
    return true;
  }

  private boolean takes(PivCard card, Situation situation, Optional<byte[]> stored)
      throws ChannelException {
    if (stored.isEmpty()) {
      return false;
    }
    byte[] key = stored.get();
    try {
      return fits(situation, key.length)
          && authenticate(card, situation, situation.algorithm(), key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Tells the person of a touch that the key wants. */
  private boolean authenticate(
      PivCard card, Situation situation, Optional<ManagementKeyAlgorithm> algorithm, byte[] key)
      throws ChannelException {
    Presence.Notice notice =
        TouchNotices.watch(
            session.ports().presence(),
            situation.touch(),
            card.task().name(),
            card.task().operation());
    boolean accepted;
    try {
      accepted =
          ManagementAuthentication.authenticate(card, algorithm, key, session.ports().random());
    } finally {
      notice.close();
    }
    if (!accepted && situation.wantsTouch()) {
      throw new TokenException.Refused(
          card.task().name(),
          card.task().operation(),
          "the management key is wrong, or the token was not touched in time",
          StatusWord.SECURITY_STATUS_NOT_SATISFIED.toString(),
          "run it again and touch the token when it blinks; if it stays, check the key");
    }
    return accepted;
  }

  private <T> T asking(Tasks tasks, Situation situation, CardWork<PivCard, T> work) {
    Task task = tasks.next();
    PinRequest request = pins.request(PinRequest.Kind.MANAGEMENT_KEY, task.operation());
    boolean[] accepted = {false};
    try (Secret key = entry.enter(request)) {
      requireLength(task, situation, key);
      return session.run(
          task,
          card -> {
            if (card.facts().pinIdentity() != request.attachment()) {
              throw new TokenException.Removed(
                  task.name(),
                  task.operation(),
                  "the token was taken out while its management key was being entered",
                  null);
            }
            return withKey(
                card,
                situation,
                key,
                authenticated -> {
                  accepted[0] = true;
                  return work.apply(authenticated);
                });
          });
    } catch (TokenException.WrongPin e) {
      if (!accepted[0]) {
        entry.rejected(request);
      }
      throw e;
    } finally {
      if (accepted[0]) {
        entry.accepted(request);
      }
    }
  }

  private static boolean fits(Situation situation, int length) {
    return situation
        .algorithm()
        .map(algorithm -> algorithm.keyBytes() == length)
        .orElse(length == 16 || length == 24 || length == 32);
  }

  private static void requireLength(Task task, Situation situation, Secret key) {
    if (!fits(situation, key.length())) {
      throw new TokenException.PinNotGiven(
          task.name(),
          task.operation(),
          "a management key of %d bytes cannot be this token's".formatted(key.length()),
          "give all of it, in hexadecimal");
    }
  }

  private <T> T withKey(PivCard card, Situation situation, Secret key, CardWork<PivCard, T> work)
      throws ChannelException {
    byte[] bytes = key.bytes();
    try {
      if (!authenticate(card, situation, situation.algorithm(), bytes)) {
        throw new TokenException.WrongPin(
            card.task().name(), card.task().operation(), PinRequest.Kind.MANAGEMENT_KEY, -1);
      }
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
    return work.apply(card);
  }

  /** Does work with a management key that the caller has. */
  <T> T runWith(Tasks tasks, Secret key, CardWork<PivCard, T> work) {
    Situation situation = session.run(tasks.next(), Situation::read);
    return session.run(tasks.next(), card -> withKey(card, situation, key, work));
  }
}
