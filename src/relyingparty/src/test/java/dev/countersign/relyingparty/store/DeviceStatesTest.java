package dev.countersign.relyingparty.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceStatesTest {
  private static final StateCodec<Integer> ONE_BYTE =
      new StateCodec<>() {
        @Override
        public Integer initial() {
          return 0;
        }

        @Override
        public byte[] encode(Integer state) {
          return new byte[] {state.byteValue()};
        }

        @Override
        public Integer decode(byte[] bytes) {
          if (bytes.length != 1) {
            throw new IllegalArgumentException("one byte");
          }
          return (int) bytes[0];
        }
      };

  /** A store where somebody else is faster so many times. */
  private static final class Storm implements StateStore {
    private final InMemoryStateStore store = new InMemoryStateStore();
    private int faster;
    private int writes;

    private Storm(int faster) {
      this.faster = faster;
    }

    @Override
    public Optional<StoredState> load(String device) {
      return store.load(device);
    }

    @Override
    public boolean compareAndSet(String device, long expectedVersion, byte[] state) {
      writes++;
      if (faster > 0) {
        faster--;
        store.compareAndSet(device, expectedVersion, new byte[] {(byte) (50 + faster)});
      }
      return store.compareAndSet(device, expectedVersion, state);
    }
  }

  @Test
  void decidesAgainOnWhatSomebodyElseStored() {
    Storm storm = new Storm(3);
    List<Integer> seen = new ArrayList<>();
    Optional<String> result =
        new DeviceStates<>(storm, ONE_BYTE)
            .decide(
                "d",
                state -> {
                  seen.add(state);
                  return Decision.storing(state + 1, "from " + state);
                });
    assertThat(seen).containsExactly(0, 52, 51, 50);
    assertThat(result).contains("from 50");
    assertThat(storm.load("d")).contains(new StoredState(4, new byte[] {51}));
  }

  @Test
  void decidesOnWhatWasLoadedUnlessSomebodyChangedItSince() {
    InMemoryStateStore store = new InMemoryStateStore();
    DeviceStates<Integer> states = new DeviceStates<>(store, ONE_BYTE);
    List<Integer> seen = new ArrayList<>();
    DeviceStates.Loaded<Integer> loaded = states.load("d");
    for (int i = 0; i < 2; i++) {
      // the second time, that state is not there any more
      states.decide(
          loaded,
          state -> {
            seen.add(state);
            return Decision.storing(state + 7, true);
          });
    }
    assertThat(loaded.state()).isZero();
    assertThat(seen).containsExactly(0, 0, 7);
    assertThat(store.load("d")).contains(new StoredState(2, new byte[] {14}));
    assertThatThrownBy(() -> states.load("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givesUpAndSaysNothingWhenOthersAreFasterEveryTime() {
    Storm storm = new Storm(Integer.MAX_VALUE);
    Optional<Boolean> result =
        new DeviceStates<>(storm, ONE_BYTE).decide("d", state -> Decision.storing(state, true));
    assertThat(result).isEmpty();
    assertThat(storm.writes).isEqualTo(DeviceStates.MAX_ATTEMPTS);
  }

  @Test
  void keepingStoresNothing() {
    Storm storm = new Storm(0);
    Optional<Boolean> result =
        new DeviceStates<>(storm, ONE_BYTE).decide("d", state -> Decision.keeping(true));
    assertThat(result).contains(true);
    assertThat(storm.writes).isZero();
  }

  @Test
  void changeIsStoredWhereItIsOne() {
    Storm storm = new Storm(2);
    DeviceStates<Integer> states = new DeviceStates<>(storm, ONE_BYTE);
    states.change("d", state -> state + 1);
    assertThat(storm.load("d")).contains(new StoredState(3, new byte[] {51}));
    states.change("d", state -> state);
    assertThat(storm.writes).isEqualTo(3);
  }

  @Test
  void changeThatCannotBeMadeIsAFailure() {
    DeviceStates<Integer> states = new DeviceStates<>(new Storm(Integer.MAX_VALUE), ONE_BYTE);
    assertThatThrownBy(() -> states.change("d", state -> state + 1))
        .isInstanceOf(StoreException.class)
        .hasMessage("The device d is being verified by others all the time. Try again.");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 256})
  void damagedStateDecidesNothing(int length) {
    InMemoryStateStore store = new InMemoryStateStore();
    store.compareAndSet("d", StateStore.ABSENT, new byte[length]);
    DeviceStates<Integer> states = new DeviceStates<>(store, ONE_BYTE);
    assertThatThrownBy(() -> states.decide("d", state -> Decision.keeping(true)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("the device d ");
  }

  @Test
  void endlessStateIsNotEvenRead() {
    StateStore store =
        new StateStore() {
          @Override
          public Optional<StoredState> load(String device) {
            return Optional.of(new StoredState(1, new byte[MAX_STATE_BYTES + 1]));
          }

          @Override
          public boolean compareAndSet(String device, long expectedVersion, byte[] state) {
            return true;
          }
        };
    DeviceStates<Integer> states = new DeviceStates<>(store, ONE_BYTE);
    assertThatThrownBy(() -> states.decide("d", state -> Decision.keeping(true)))
        .isInstanceOf(StoreException.class)
        .hasNoCause();
  }

  @Test
  void devicesHaveNamesThatEnd() {
    DeviceStates<Integer> states = new DeviceStates<>(new InMemoryStateStore(), ONE_BYTE);
    for (String name : List.of("", "x".repeat(257))) {
      assertThatThrownBy(() -> states.decide(name, state -> Decision.keeping(true)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(states.decide("x".repeat(256), state -> Decision.keeping(state))).contains(0);
  }

  @Test
  void storedStateIsAValue() {
    byte[] bytes = {1, 2};
    StoredState stored = new StoredState(1, bytes);
    bytes[0] = 9;
    stored.state()[1] = 9;
    assertThat(stored)
        .isEqualTo(new StoredState(1, new byte[] {1, 2}))
        .hasSameHashCodeAs(new StoredState(1, new byte[] {1, 2}))
        .isNotEqualTo(new StoredState(2, new byte[] {1, 2}))
        .isNotEqualTo(new StoredState(1, new byte[] {1, 3}))
        .hasToString("version 1: 0102");
    assertThatThrownBy(() -> new StoredState(0, bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
