package dev.countersign.relyingparty.webauthn;

import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.relyingparty.store.StateStore;
import dev.countersign.relyingparty.store.StoredState;
import java.util.Optional;

/** A store where others are faster every time, about states whose names begin so. */
final class LosingStore implements StateStore {
  private final InMemoryStateStore states = new InMemoryStateStore();
  String lost = "nothing";
  int loads;
  int changes;

  @Override
  public Optional<StoredState> load(String device) {
    loads++;
    return states.load(device);
  }

  @Override
  public boolean compareAndSet(String device, long expectedVersion, byte[] state) {
    changes++;
    return !device.startsWith(lost) && states.compareAndSet(device, expectedVersion, state);
  }
}
