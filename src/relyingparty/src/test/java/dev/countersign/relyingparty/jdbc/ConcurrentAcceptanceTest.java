package dev.countersign.relyingparty.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.relyingparty.Node;
import dev.countersign.relyingparty.Stores;
import dev.countersign.relyingparty.code.Authenticator;
import dev.countersign.relyingparty.code.CodeResult;
import dev.countersign.relyingparty.code.CodeResult.Accepted;
import dev.countersign.relyingparty.code.CodeResult.Reason;
import dev.countersign.relyingparty.code.CodeResult.Refused;
import dev.countersign.relyingparty.code.HotpDevice;
import dev.countersign.relyingparty.code.HotpProfile;
import dev.countersign.relyingparty.code.HotpVerifier;
import dev.countersign.relyingparty.code.SettableClock;
import dev.countersign.relyingparty.code.TotpDevice;
import dev.countersign.relyingparty.code.TotpProfile;
import dev.countersign.relyingparty.code.TotpVerifier;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.relyingparty.store.StateStore;
import dev.countersign.relyingparty.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Eight threads, one code: exactly one success, on one node or on several. */
class ConcurrentAcceptanceTest {
  private static final int THREADS = 8;
  private static final long START = 1_700_001_000;

  private final SettableClock clock = new SettableClock(START);
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** Runs a call on every thread at once; the number of the thread is given to it. */
  private List<CodeResult> together(BiFunction<Integer, Integer, CodeResult> call, int round)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<Callable<CodeResult>> calls = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      calls.add(
          () -> {
            start.await();
            return call.apply(thread, round);
          });
    }
    List<CodeResult> results = new ArrayList<>();
    for (Future<CodeResult> result : threads.invokeAll(calls)) {
      results.add(result.get());
    }
    return results;
  }

  private void oneOfEight(List<StateStore> nodes, TotpProfile profile, int rounds)
      throws Exception {
    List<TotpVerifier> verifiers =
        nodes.stream().map(node -> new TotpVerifier(profile, node, clock)).toList();
    for (int round = 0; round < rounds; round++) {
      TotpDevice device = TotpDevice.usual("device " + round % 3); // new ones, and known ones
      clock.set(START + 300L * round);
      String code = Authenticator.code(clock.step());
      List<CodeResult> results =
          together(
              (thread, r) ->
                  verifiers.get(thread % nodes.size()).verify(device, Authenticator.SEED, code),
              round);
      assertThat(results.stream().filter(CodeResult::accepted))
          .as("round %d: %s", round, results)
          .containsExactly(new Accepted(clock.step(), 0));
      assertThat(results)
          .filteredOn(result -> !result.accepted())
          .isSubsetOf(new Refused(Reason.REUSED), new Refused(Reason.RATE_LIMITED));
      long tries =
          results.stream()
              .filter(result -> !result.equals(new Refused(Reason.RATE_LIMITED)))
              .count();
      assertThat(tries).isEqualTo(Math.min(THREADS, profile.limit().attempts()));
    }
  }

  @Test
  void inMemory() throws Exception {
    oneOfEight(List.of(new InMemoryStateStore()), TotpProfile.AWS, 1000);
    oneOfEight(List.of(new InMemoryStateStore()), TotpProfile.STRICT, 300);
  }

  @ParameterizedTest
  @CsvSource({"true, 2", "true, 4", "true, 8", "false, 2", "false, 4", "false, 8"})
  void inADatabaseAtEachIsolation(boolean autoCommit, int isolation) throws Exception {
    String url = Stores.url();
    Stores.createTable(new Node(url));
    List<StateStore> nodes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      nodes.add(new JdbcStateStore(new Node(url, autoCommit, isolation)));
    }
    oneOfEight(nodes, TotpProfile.AWS, 40);
  }

  /** Where H2 shows rows before they are committed, reading one may fail: closed, too. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void neverTwiceWhereUncommittedRowsAreSeen(boolean autoCommit) throws Exception {
    String url = Stores.url();
    Stores.createTable(new Node(url));
    TotpVerifier verifier =
        new TotpVerifier(
            TotpProfile.AWS,
            new JdbcStateStore(new Node(url, autoCommit, Connection.TRANSACTION_READ_UNCOMMITTED)),
            clock);
    for (int round = 0; round < 40; round++) {
      TotpDevice device = TotpDevice.usual("device " + round);
      List<CodeResult> results =
          together(
              (thread, r) -> {
                try {
                  return verifier.verify(
                      device, Authenticator.SEED, Authenticator.code(clock.step()));
                } catch (StoreException e) {
                  return new Refused(Reason.BUSY);
                }
              },
              round);
      List<CodeResult> all = new ArrayList<>(results);
      all.add(verifier.verify(device, Authenticator.SEED, Authenticator.code(clock.step())));
      assertThat(all.stream().filter(CodeResult::accepted)).hasSizeLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8})
  void nodesOnADatabaseInAFile(int count, @TempDir Path directory) throws Exception {
    String url =
        "jdbc:h2:file:" + directory.resolve("devices") + ";DB_CLOSE_DELAY=0" + Stores.PATIENT;
    try (Connection open = new Node(url).getConnection()) {
      Stores.createTable(new Node(url));
      List<StateStore> nodes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        nodes.add(new JdbcStateStore(new Node(url)));
      }
      oneOfEight(nodes, TotpProfile.AWS, 60);
      assertThat(open.isClosed()).isFalse();
    }
    TotpVerifier restarted =
        new TotpVerifier(TotpProfile.AWS, new JdbcStateStore(new Node(url)), clock);
    assertThat(
            restarted.verify(
                TotpDevice.usual("device 2"), Authenticator.SEED, Authenticator.code(clock.step())))
        .as("after a restart")
        .isEqualTo(new Refused(Reason.REUSED));
  }

  /** Eight threads with eight pairs and codes of one device: each right one once, in the end. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pairsAndCodesInAStorm(boolean inMemory) throws Exception {
    StateStore store = (inMemory ? Stores.IN_MEMORY : Stores.JDBC).open();
    TotpVerifier verifier = new TotpVerifier(TotpProfile.AWS, store, clock);
    TotpDevice device = TotpDevice.usual("d");
    for (int round = 0; round < 50; round++) {
      clock.set(START + 300L * round);
      long step = clock.step();
      List<CodeResult> pairs =
          together(
              (thread, r) ->
                  verifier.synchronise(
                      device,
                      Authenticator.SEED,
                      Authenticator.code(step - 1),
                      Authenticator.code(step)),
              round);
      assertThat(pairs.stream().filter(CodeResult::accepted)).hasSize(1);
      List<CodeResult> codes =
          together(
              (thread, r) ->
                  verifier.verify(
                      device, Authenticator.SEED, Authenticator.code(step - 2 + thread / 2)),
              round);
      assertThat(codes.stream().filter(CodeResult::accepted).distinct())
          .as("four codes, each twice: %s", codes)
          .hasSize(4);
      assertThat(codes.stream().filter(CodeResult::accepted)).hasSize(4);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneHotpCodeOnce(boolean inMemory) throws Exception {
    StateStore store = (inMemory ? Stores.IN_MEMORY : Stores.JDBC).open();
    HotpVerifier verifier = new HotpVerifier(HotpProfile.STRICT, store, clock);
    HotpDevice device = HotpDevice.usual("d");
    for (int round = 0; round < 50; round++) {
      clock.set(START + 300L * round);
      String code = Authenticator.code(round);
      List<CodeResult> results =
          together((thread, r) -> verifier.verify(device, Authenticator.SEED, code), round);
      assertThat(results.stream().filter(CodeResult::accepted)).hasSize(1);
    }
  }
}
