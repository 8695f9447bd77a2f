package dev.countersign.host.pkcs11;

import dev.countersign.device.PinEntry;
import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Attributes;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.pkcs11.TokenWork.Access;
import dev.countersign.host.pkcs11.TokenWork.Task;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Uses one key: finds its handle, again when sessions died or the handle went stale, and gives the
 * PIN where the key wants it each time.
 */
final class KeyUse {
  private final TokenWork work;
  private final ObjectName object;
  private final long objectClass;
  private final String name;
  private final boolean freely;
  private final PinEntry pinEntry;
  private final Handle handle;

  /**
   * A handle.
   *
   * @param generation of the sessions in which it was found
   * @param eachTime whether the key wants the PIN for each use
   */
  private record Found(long handle, int generation, boolean eachTime) {}

  /** Where it is kept, for all who use the key with one PIN entry or another. */
  private static final class Handle {
    private volatile @Nullable Found found;
    private volatile int worked; // the generation of sessions in which the key did something
  }

  /** One use: begins an operation with the key, then gives data. */
  interface Operation<T> {
    /** Begins it: C_SignInit. */
    void begin(CryptokiSession session, long key);

    /** Ends it: C_Sign. */
    T finish(CryptokiSession session);

    /** Whether the PIN of a key that wants it each time is given in between. */
    default boolean takesPin() {
      return true;
    }
  }

  /**
   * Uses a key.
   *
   * @param objectClass of {@link dev.countersign.host.cryptoki.Cko}
   * @param name its URI
   * @param freely whether it is used without a login
   */
  KeyUse(
      TokenWork work,
      ObjectName object,
      long objectClass,
      String name,
      boolean freely,
      PinEntry pinEntry) {
    this(work, object, objectClass, name, freely, pinEntry, new Handle());
  }

  private KeyUse(
      TokenWork work,
      ObjectName object,
      long objectClass,
      String name,
      boolean freely,
      PinEntry pinEntry,
      Handle handle) {
    this.work = work;
    this.object = object;
    this.objectClass = objectClass;
    this.name = name;
    this.freely = freely;
    this.pinEntry = pinEntry;
    this.handle = handle;
  }

  KeyUse with(PinEntry other) {
    return new KeyUse(work, object, objectClass, name, freely, other, handle);
  }

  /** In how many sessions it can be used at a time. */
  int sessions() {
    return work.sessions();
  }

  /** The name of the key. */
  String name() {
    return name;
  }

  /** Whether the token refused the mechanism and may take another one. */
  static boolean isAboutMechanism(CryptokiException e) {
    return e.is(
        Ckr.CKR_MECHANISM_INVALID,
        Ckr.CKR_MECHANISM_PARAM_INVALID,
        Ckr.CKR_ARGUMENTS_BAD,
        Ckr.CKR_FUNCTION_NOT_SUPPORTED);
  }

  <T> T run(String operation, Operation<T> use) {
    Task task = new Task(name, operation, freely ? Access.ANYONE : Access.USER, pinEntry);
    Found key = handle.found;
    if (key == null) {
      key = work.run(task, lent -> look(task, lent));
      handle.found = key;
    }
    return key.eachTime ? alone(task, use) : work.run(task, lent -> run(task, lent, use, null));
  }

  /**
   * The PIN is asked for before the token is closed to others. Who would be asked by the same entry
   * waits for its turn: no entry is asked twice at a time, one that holds what the token accepted
   * is asked once, and the next one knows what was refused.
   */
  private <T> T alone(Task task, Operation<T> use) {
    if (!use.takesPin()) {
      return work.alone(task, lent -> run(task, lent, use, null));
    }
    Lock turn = work.login().turn(task.pinEntry());
    turn.lock();
    try (PinAnswer answer = work.askForOneUse(task)) {
      return work.alone(task, lent -> run(task, lent, use, answer));
    } finally {
      turn.unlock();
    }
  }

  private <T> T run(
      Task task, SessionPool.Lent lent, Operation<T> use, @Nullable PinAnswer answer) {
    Found key = handle.found;
    if (key == null || key.generation != lent.generation()) {
      key = look(task, lent);
      handle.found = key;
    }
    CryptokiSession session = lent.session();
    try {
      use.begin(session, key.handle);
      if (key.eachTime && use.takesPin()) {
        work.login().forOneUse(session, task, answer);
      }
      T result = use.finish(session);
      handle.worked = lent.generation();
      return result;
    } catch (CryptokiException e) {
      if (Failures.isStaleHandle(e)) {
        handle.found = null;
      } else if (Failures.wantsLogin(e) && handle.worked == lent.generation()) {
        work.forgotten(lent);
      }
      throw e;
    }
  }

  private long[] search(SessionPool.Lent lent) {
    return objectClass == Cko.PRIVATE_KEY
        ? OtherHalf.privateKeys(lent.session(), object.search())
        : lent.session().find(KeyFinder.with(object.search(), objectClass), 2);
  }

  private Found look(Task task, SessionPool.Lent lent) {
    long[] handles = search(lent);
    if (handles.length == 0 && task.access() == Access.USER && work.login().required()) {
      if (!work.login().stillActive(lent)) {
        throw new CryptokiException("C_FindObjects", Ckr.CKR_USER_NOT_LOGGED_IN.value());
      }
      handles = search(lent); // another thread may have logged in only after the first search
    }
    if (handles.length == 0) {
      throw new TokenException.NoKey(
          name,
          task.operation(),
          "the token holds no such key any more",
          "look what there is with countersign keys list");
    } else if (handles.length > 1) {
      throw new TokenException.Ambiguous(name, task.operation(), List.of(name, name));
    }
    Attributes told = lent.session().attributes(handles[0], Cka.ALWAYS_AUTHENTICATE);
    return new Found(handles[0], lent.generation(), told.is(Cka.ALWAYS_AUTHENTICATE));
  }
}
