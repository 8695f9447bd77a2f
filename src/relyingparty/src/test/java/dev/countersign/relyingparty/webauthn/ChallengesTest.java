package dev.countersign.relyingparty.webauthn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.relyingparty.Stores;
import dev.countersign.relyingparty.code.SettableClock;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.relyingparty.store.StateStore;
import dev.countersign.relyingparty.store.StoredState;
import dev.countersign.relyingparty.webauthn.ChallengeState.Ceremony;
import dev.countersign.relyingparty.webauthn.ChallengeState.Terms;
import dev.countersign.wire.cbor.Cbor;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChallengesTest {
  private static final Terms TERMS =
      Terms.of(Ceremony.ASSERTION, Caller.of("session", "alice"), Fingerprint.brief("policy"));
  private final SettableClock clock = new SettableClock(1_790_000_000);

  private Challenges challenges(StateStore store, int places) {
    return challenges(store, places, new SecureRandom());
  }

  private Challenges challenges(StateStore store, int places, SecureRandom random) {
    return new Challenges(
        "example.org", store, places, Challenges.USUAL_BYTES, Duration.ofMinutes(5), clock, random);
  }

  /** The same numbers in each run. */
  private static final class SameEachTime extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final Random numbers = new Random(1);

    @Override
    public void nextBytes(byte[] bytes) {
      numbers.nextBytes(bytes);
    }
  }

  /** A store that counts its calls and the places that were ever used. */
  private static final class CountingStore implements StateStore {
    private final InMemoryStateStore states = new InMemoryStateStore();
    private final Set<String> places = new HashSet<>();
    private long calls;
    private int longest;

    @Override
    public Optional<StoredState> load(String device) {
      calls++;
      return states.load(device);
    }

    @Override
    public boolean compareAndSet(String device, long expectedVersion, byte[] state) {
      calls++;
      places.add(device);
      longest = Math.max(longest, state.length);
      return states.compareAndSet(device, expectedVersion, state);
    }
  }

  /** Of 860 times that so many are out, one is pushed out in one; with these numbers none is. */
  @Test
  void hundredThousandAreOutAndEachIsGoodOnce() {
    CountingStore store = new CountingStore();
    Challenges challenges = challenges(store, Policy.USUAL_PLACES, new SameEachTime());
    List<byte[]> out = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      out.add(challenges.give(TERMS).orElseThrow());
    }
    // two calls for the place that is found, one for each that was not free
    assertThat(store.calls).isLessThan(100_000 * 3);
    long before = store.calls;
    for (byte[] challenge : out) {
      assertThat(challenges.take(challenge, TERMS)).isEmpty();
    }
    assertThat(store.calls - before).isEqualTo(200_000);
    assertThat(challenges.take(out.get(0), TERMS)).contains(Refusal.CHALLENGE_USED);
  }

  @Test
  void memoryHasABoundWhateverComes() {
    CountingStore store = new CountingStore();
    Challenges challenges = challenges(store, 64);
    for (int i = 0; i < 10_000; i++) {
      challenges.give(TERMS).orElseThrow();
    }
    assertThat(store.places).hasSize(64);
    assertThat(store.longest).isLessThan(100);
  }

  @Test
  void oldestOfThoseThatAreInTheWayGivesWay() {
    Challenges challenges = challenges(new InMemoryStateStore(), 1);
    byte[] old = challenges.give(TERMS).orElseThrow();
    clock.advance(1);
    byte[] current = challenges.give(TERMS).orElseThrow();
    assertThat(challenges.take(old, TERMS)).contains(Refusal.CHALLENGE_UNKNOWN);
    assertThat(challenges.take(current, TERMS)).isEmpty();
  }

  @Test
  void placeOfOneThatExpiredIsFree() {
    CountingStore store = new CountingStore();
    Challenges challenges = challenges(store, 1);
    byte[] old = challenges.give(TERMS).orElseThrow();
    clock.advance(300);
    assertThat(challenges.take(old, TERMS)).contains(Refusal.CHALLENGE_EXPIRED);
    long before = store.calls;
    byte[] current = challenges.give(TERMS).orElseThrow();
    assertThat(store.calls - before).isEqualTo(2);
    assertThat(challenges.take(current, TERMS)).isEmpty();
  }

  @Test
  void challengeIsGoodToItsLastSecond() {
    Challenges challenges = challenges(new InMemoryStateStore(), 16);
    byte[] challenge = challenges.give(TERMS).orElseThrow();
    clock.advance(299);
    assertThat(challenges.take(challenge, TERMS)).isEmpty();
  }

  @Test
  void wrongSessionDoesNotUseAChallengeUp() {
    Challenges challenges = challenges(new InMemoryStateStore(), 16);
    byte[] challenge = challenges.give(TERMS).orElseThrow();
    Terms other = Terms.of(Ceremony.ASSERTION, Caller.of("s2", "alice"), TERMS.policy());
    assertThat(challenges.take(challenge, other)).contains(Refusal.OTHER_SESSION);
    assertThat(challenges.take(challenge, TERMS)).isEmpty();
  }

  @Test
  void placeWhereNothingWasHasNoChallengeOfZeros() {
    Challenges challenges = challenges(new InMemoryStateStore(), 16);
    byte[] zeros = new byte[Challenges.USUAL_BYTES];
    Cbor.Bytes none = new Cbor.Bytes(new byte[Fingerprint.SHORT_BYTES]);
    assertThat(challenges.take(zeros, new Terms(Ceremony.REGISTRATION, none, none, none)))
        .contains(Refusal.CHALLENGE_UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource(Stores.class)
  void responseThatComesSixteenTimesAtOnceIsAcceptedOnce(Stores stores) throws Exception {
    Party party = new Party(Party.USUAL, stores.open());
    SoftKey key = party.registered("alice", "blue");
    Caller caller = Caller.of("session", "alice");
    for (int round = 0; round < 5; round++) {
      String options = party.ceremonies.beginAssertion(caller).options();
      String response = Parts.request(key, options, Party.ORIGIN).assertion();
      List<AssertionResult> results =
          atOnce(() -> party.ceremonies.finishAssertion(caller, response));
      assertThat(results).filteredOn(AssertionResult::accepted).hasSize(1);
      assertThat(results)
          .filteredOn(result -> !result.accepted())
          .hasSize(15)
          .containsOnly(new AssertionResult.Refused(Refusal.CHALLENGE_USED));
    }
  }

  @ParameterizedTest
  @EnumSource(Stores.class)
  void sixteenRegistrationsAtOnceMakeEightKeys(Stores stores) throws Exception {
    Party party = new Party(Party.USUAL, stores.open());
    Caller caller = Caller.of("session", "alice");
    List<RegistrationResult> results =
        atOnce(
            () -> {
              SoftKey key = new SoftKey(Algorithm.ES256);
              Begun begun = party.ceremonies.beginRegistration(caller, "alice");
              if (begun instanceof Begun.Refused refused) {
                return new RegistrationResult.Refused(refused.reason());
              }
              String response = Parts.creation(key, begun.options(), Party.ORIGIN).registration();
              String name = Parts.base64Url(key.id).replaceAll("[^A-Z]", "x");
              return party.ceremonies.finishRegistration(caller, name, response);
            });
    assertThat(results).filteredOn(RegistrationResult::accepted).hasSize(8);
    assertThat(party.ceremonies.keys("alice")).hasSize(8);
    assertThat(results)
        .filteredOn(result -> !result.accepted())
        .containsOnly(new RegistrationResult.Refused(Refusal.DEVICE_LIMIT));
  }

  private static <T> List<T> atOnce(Callable<T> call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(java.util.Collections.nCopies(16, call))) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
