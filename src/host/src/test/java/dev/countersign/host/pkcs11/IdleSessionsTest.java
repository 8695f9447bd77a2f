package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.host.pkcs11.SessionPool.Lent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdleSessionsTest {
  /** Told apart by the epoch: nobody calls the session. */
  @SuppressWarnings("NullAway")
  private static Lent session(int generation, int number) {
    return new Lent(null, generation, number);
  }

  @Test
  void threadGetsTheSessionThatItHad() throws Exception {
    IdleSessions idle = new IdleSessions(100); // more places than threads before
    List<Lent> others = List.of(session(1, 1), session(1, 2), session(1, 3));
    ExecutorService another = Executors.newSingleThreadExecutor();
    try {
      another.submit(() -> others.forEach(idle::put)).get();
      Lent mine = session(1, 4);
      idle.put(mine);
      for (int i = 0; i < 10; i++) {
        assertThat(idle.take(1)).isSameAs(mine);
        idle.put(mine);
      }
    } finally {
      another.shutdown();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 16, 100})
  void allThatWerePutAreFoundOnce(int capacity) {
    IdleSessions idle = new IdleSessions(capacity);
    List<Lent> late = new ArrayList<>();
    List<Lent> all = new ArrayList<>();
    for (int i = 0; i < capacity; i++) {
      idle.put(session(1, i));
      late.add(session(1, i));
      idle.put(session(2, i));
      all.add(session(2, i));
    }
    List<Lent> found = new ArrayList<>();
    for (Lent one = idle.take(2); one != null; one = idle.take(2)) {
      found.add(one);
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(all);
    found.clear();
    for (Lent one = idle.take(1); one != null; one = idle.take(1)) {
      found.add(one);
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(late);
    assertThat(idle.take(3)).isNull();
  }

  @Test
  void whatSomebodyTookIsNotTakenBack() {
    IdleSessions idle = new IdleSessions(1);
    Lent one = session(1, 1);
    int where = idle.put(one);
    assertThat(idle.take(1)).isSameAs(one);
    assertThat(idle.takeBack(where, one)).isFalse();
    where = idle.put(one);
    assertThat(idle.takeBack(where, one)).isTrue();
    assertThat(idle.take(1)).isNull();
  }

  @Test
  void noSessionIsTakenByTwoThreadsOrLost() throws Exception {
    int sessions = 3;
    int threads = 8;
    IdleSessions idle = new IdleSessions(sessions);
    for (int i = 0; i < sessions; i++) {
      idle.put(session(1, i));
    }
    Set<Lent> held = ConcurrentHashMap.newKeySet();
    CyclicBarrier together = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Boolean>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            pool.submit(
                () -> {
                  boolean alone = true;
                  together.await();
                  for (int taken = 0; taken < 20_000; taken++) {
                    Lent one = idle.take(1);
                    if (one != null) {
                      alone &= held.add(one);
                      held.remove(one);
                      idle.put(one);
                    }
                  }
                  return alone;
                }));
      }
      for (Future<Boolean> one : running) {
        assertThat(one.get()).as("each session was with one thread at a time").isTrue();
      }
    } finally {
      pool.shutdown();
    }
    for (int i = 0; i < sessions; i++) {
      assertThat(idle.take(1)).isNotNull();
    }
    assertThat(idle.take(1)).isNull();
  }
}
