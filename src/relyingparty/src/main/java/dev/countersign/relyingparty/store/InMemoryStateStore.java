package dev.countersign.relyingparty.store;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A store for one process, which forgets everything with it: for tests and trials. */
public final class InMemoryStateStore implements StateStore {
  private final Map<String, StoredState> states = new ConcurrentHashMap<>();

  /** An empty store. */
  public InMemoryStateStore() {}

  @Override
  public Optional<StoredState> load(String device) {
    return Optional.ofNullable(states.get(device));
  }

  @Override
  public boolean compareAndSet(String device, long expectedVersion, byte[] state) {
    if (state.length > MAX_STATE_BYTES) {
      throw new IllegalArgumentException("a state has at most 10240 bytes");
    }
    StoredState next = new StoredState(expectedVersion + 1, state);
    if (expectedVersion == ABSENT) {
      return states.putIfAbsent(device, next) == null;
    }
    StoredState now = states.get(device);
    return now != null && now.version() == expectedVersion && states.replace(device, now, next);
  }
}
