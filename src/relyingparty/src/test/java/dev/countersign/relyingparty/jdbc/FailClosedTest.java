package dev.countersign.relyingparty.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.relyingparty.Node;
import dev.countersign.relyingparty.Stores;
import dev.countersign.relyingparty.code.Authenticator;
import dev.countersign.relyingparty.code.SettableClock;
import dev.countersign.relyingparty.code.TotpDevice;
import dev.countersign.relyingparty.code.TotpProfile;
import dev.countersign.relyingparty.code.TotpVerifier;
import dev.countersign.relyingparty.store.StateStore;
import dev.countersign.relyingparty.store.StoreException;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that is lost at any call: nothing is accepted that could be accepted again. */
class FailClosedTest {
  private static final TotpDevice DEVICE = TotpDevice.usual("d");
  private static final int ENOUGH_CALLS = 60;

  private final SettableClock clock = new SettableClock(1_700_000_100);

  @ParameterizedTest
  @CsvSource({
    "true, true, true", "true, true, false", "true, false, true", "true, false, false",
    "false, true, true", "false, true, false", "false, false, true", "false, false, false"
  })
  void oneCodeIsAcceptedAtMostOnceWhateverFails(
      boolean autoCommit, boolean effective, boolean staysDown) {
    int failures = 0;
    int acceptances = 0;
    for (boolean known : new boolean[] {false, true}) {
      for (int call = 1; call <= ENOUGH_CALLS; call++) {
        Node node = new Node(Stores.url(), autoCommit, Connection.TRANSACTION_READ_COMMITTED);
        Stores.createTable(node);
        FaultyDatabase faulty = new FaultyDatabase(node);
        TotpVerifier verifier =
            new TotpVerifier(TotpProfile.AWS, new JdbcStateStore(faulty.source()), clock);
        if (known) {
          verifier.verify(DEVICE, Authenticator.SEED, "x");
        }
        String code = Authenticator.code(clock.step());
        faulty.failAt(call, effective, staysDown);
        int accepted = 0;
        try {
          accepted += verifier.verify(DEVICE, Authenticator.SEED, code).accepted() ? 1 : 0;
        } catch (StoreException e) {
          failures++;
          assertThat(e)
              .hasMessageContaining("no code was accepted")
              .hasCauseInstanceOf(java.sql.SQLException.class);
        }
        boolean reached = faulty.calls() >= call;
        faulty.failAt(0, false, false);
        accepted += verifier.verify(DEVICE, Authenticator.SEED, code).accepted() ? 1 : 0;
        assertThat(accepted).as("fault at call %d", call).isLessThanOrEqualTo(1);
        assertThat(faulty.left()).as("left open after call %d", call).isZero();
        assertThat(verifier.verify(DEVICE, Authenticator.SEED, code).accepted()).isFalse();
        acceptances += accepted;
        if (!reached) {
          assertThat(accepted).isEqualTo(1);
        }
      }
    }
    assertThat(failures).as("failures").isGreaterThan(10);
    assertThat(acceptances).as("acceptances").isGreaterThan(ENOUGH_CALLS);
  }

  @Test
  void missingTableIsAFailureOfTheStore() {
    StateStore store = new JdbcStateStore(new Node(Stores.url()));
    assertThatThrownBy(() -> store.load("d"))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "The store of devices cannot be reached, so no code was accepted. Look after the"
                + " database.");
    assertThatThrownBy(() -> store.compareAndSet("d", 0, new byte[1]))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> store.compareAndSet("d", 1, new byte[1]))
        .isInstanceOf(StoreException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1, 'no base64!'", "0, 'AA=='", "-1, 'AA=='", "1, 'AA=='", "1, ''"})
  void rowThatNobodyWroteIsAFailureOfTheStore(String values) {
    Node node = new Node(Stores.url());
    Stores.createTable(node);
    Stores.execute(
        node,
        "INSERT INTO countersign_device_state (device, version, state) VALUES ('%s', %s)"
            .formatted(JdbcStateStore.key("d"), values));
    TotpVerifier verifier = new TotpVerifier(TotpProfile.AWS, new JdbcStateStore(node), clock);
    assertThatThrownBy(
            () -> verifier.verify(DEVICE, Authenticator.SEED, Authenticator.code(clock.step())))
        .isInstanceOf(StoreException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1a", "a b", "a;DROP TABLE b", "a\"", "a.b", "ä"})
  void tableHasAPlainName(String table) {
    Node node = new Node(Stores.url());
    assertThatThrownBy(() -> new JdbcStateStore(node, table))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tablesAreTwoStores() {
    Node node = new Node(Stores.url());
    for (String table : new String[] {"one", "two"}) {
      Stores.execute(node, new JdbcStateStore(node, table).createTable());
      assertThat(new JdbcStateStore(node, table).compareAndSet("d", 0, new byte[1])).isTrue();
    }
  }
}
