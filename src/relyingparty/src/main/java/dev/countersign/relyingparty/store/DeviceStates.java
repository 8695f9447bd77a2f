package dev.countersign.relyingparty.store;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decides on the state of a device such that no two decisions, on whatever node, start from the
 * same state: loads, decides, and says what was decided only once the new state is stored in place
 * of the old one. Where somebody else was faster, it loads and decides again.
 *
 * @param <S> the state of a device, a value
 */
public final class DeviceStates<S> {
  /**
   * How often it decides before it gives up. Who loses has lost to somebody who stored something,
   * and a device can be tried a few times in a few minutes only, so that no more than that many can
   * be faster.
   */
  static final int MAX_ATTEMPTS = 32;

  private static final int MAX_DEVICE_CHARACTERS = 256;

  private final StateStore store;
  private final StateCodec<S> codec;

  /** States in a store. */
  public DeviceStates(StateStore store, StateCodec<S> codec) {
    this.store = store;
    this.codec = codec;
  }

  /**
   * The state of a device as it was loaded.
   *
   * @param device the name of the device
   * @param state its state; the initial one when nothing is stored
   * @param version the version of what is stored
   * @param <S> the state of a device
   */
  public record Loaded<S>(String device, S state, long version) {}

  /**
   * Loads the state of a device, to look at it, and to decide on it after that.
   *
   * @param device the name of the device
   * @throws StoreException when the store fails, or holds something that is no such state
   */
  public Loaded<S> load(String device) {
    if (device.isEmpty() || device.length() > MAX_DEVICE_CHARACTERS) {
      throw new IllegalArgumentException("the name of a device has 1 to 256 characters");
    }
    return store
        .load(device)
        .map(stored -> new Loaded<>(device, decode(device, stored), stored.version()))
        .orElseGet(() -> new Loaded<>(device, codec.initial(), StateStore.ABSENT));
  }

  /**
   * Decides.
   *
   * @param device the name of the device
   * @param step decides on a state; without side effects, since it may be called several times
   * @return the result; empty when others were faster every time
   * @throws StoreException when the store fails, or holds something that is no such state
   */
  public <R> Optional<R> decide(String device, Function<S, Decision<S, R>> step) {
    return decide(load(device), step);
  }

  /**
   * Decides on a state that was loaded; on what is stored by then, where somebody changed it since
   * and the decision is to change it.
   *
   * @see #decide(String, Function)
   */
  public <R> Optional<R> decide(Loaded<S> loaded, Function<S, Decision<S, R>> step) {
    Loaded<S> now = loaded;
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
      Decision<S, R> decision = step.apply(now.state());
      if (decision.next().isEmpty()
          || store.compareAndSet(
              now.device(), now.version(), codec.encode(decision.next().get()))) {
        return Optional.of(decision.result());
      }
      now = load(now.device());
    }
    return Optional.empty();
  }

  /**
   * Changes a state whatever it is; stores nothing when the change makes none.
   *
   * @param device the name of the device
   * @param change makes the new state of the old one
   * @throws StoreException when the store fails, or others were faster every time
   */
  public void change(String device, UnaryOperator<S> change) {
    boolean changed =
        decide(
                device,
                state -> {
                  S next = change.apply(state);
                  return next.equals(state)
                      ? Decision.<S, Boolean>keeping(true)
                      : Decision.storing(next, true);
                })
            .isPresent();
    if (!changed) {
      throw new StoreException(
          "The device %s is being verified by others all the time. Try again.".formatted(device));
    }
  }

  private S decode(String device, StoredState stored) {
    byte[] bytes = stored.state();
    if (bytes.length > StateStore.MAX_STATE_BYTES) {
      throw damaged(device, null);
    }
    try {
      return codec.decode(bytes);
    } catch (IllegalArgumentException e) {
      throw damaged(device, e);
    }
  }

  private static StoreException damaged(String device, @Nullable Throwable cause) {
    return new StoreException(
        "The stored state of the device %s is not one of this verifier. Restore it, or enrol the device again under another name."
            .formatted(device),
        cause);
  }
}
