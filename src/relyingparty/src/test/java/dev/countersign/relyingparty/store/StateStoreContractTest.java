package dev.countersign.relyingparty.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.relyingparty.Node;
import dev.countersign.relyingparty.Stores;
import dev.countersign.relyingparty.jdbc.JdbcStateStore;
import java.sql.Connection;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store does, on every kind of connection. */
class StateStoreContractTest {
  private static final byte[] ONE = {1};
  private static final byte[] TWO = {2, 0, -1};

  static Stream<Arguments> stores() {
    return Stream.concat(
        Stream.of(Arguments.of("in memory", new InMemoryStateStore())),
        Stream.of(true, false)
            .flatMap(
                autoCommit ->
                    Stream.of(
                            Connection.TRANSACTION_READ_UNCOMMITTED,
                            Connection.TRANSACTION_READ_COMMITTED,
                            Connection.TRANSACTION_REPEATABLE_READ,
                            Connection.TRANSACTION_SERIALIZABLE)
                        .map(
                            isolation -> {
                              Node node = new Node(Stores.url(), autoCommit, isolation);
                              Stores.createTable(node);
                              return Arguments.of(node.toString(), new JdbcStateStore(node));
                            })));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stores")
  void replacesTheVersionThatWasLoadedAndNoOther(String name, StateStore store) {
    assertThat(store.load("d")).as(name).isEmpty();
    assertThat(store.compareAndSet("d", 1, ONE)).as("nothing to replace").isFalse();
    assertThat(store.compareAndSet("d", 0, ONE)).isTrue();
    assertThat(store.load("d")).contains(new StoredState(1, ONE));
    assertThat(store.compareAndSet("d", 0, TWO)).as("it is there already").isFalse();
    assertThat(store.compareAndSet("d", 2, TWO)).as("a version to come").isFalse();
    assertThat(store.load("d")).contains(new StoredState(1, ONE));
    assertThat(store.compareAndSet("d", 1, TWO)).isTrue();
    assertThat(store.compareAndSet("d", 1, ONE)).as("a version gone by").isFalse();
    assertThat(store.load("d")).contains(new StoredState(2, TWO));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stores")
  void tellsDevicesApartByEveryCharacter(String name, StateStore store) {
    String[] devices = {"d", "D", "d ", " d", "ď", "d\0", "'; DROP TABLE x; --", "x".repeat(256)};
    for (int i = 0; i < devices.length; i++) {
      assertThat(store.compareAndSet(devices[i], 0, new byte[] {(byte) i})).as(name).isTrue();
    }
    for (int i = 0; i < devices.length; i++) {
      assertThat(store.load(devices[i])).contains(new StoredState(1, new byte[] {(byte) i}));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stores")
  void takesTheLongestState(String name, StateStore store) {
    byte[] longest = new byte[StateStore.MAX_STATE_BYTES];
    longest[StateStore.MAX_STATE_BYTES - 1] = -1;
    assertThat(store.compareAndSet("d", 0, longest)).as(name).isTrue();
    assertThat(store.load("d")).contains(new StoredState(1, longest));
    assertThatThrownBy(() -> store.compareAndSet("d", 1, new byte[StateStore.MAX_STATE_BYTES + 1]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
