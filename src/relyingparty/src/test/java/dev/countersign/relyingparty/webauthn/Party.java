package dev.countersign.relyingparty.webauthn;

import dev.countersign.relyingparty.code.SettableClock;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.relyingparty.store.StateStore;
import dev.countersign.relyingparty.webauthn.RegistrationResult.Registered;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A relying party with what it needs around it. */
final class Party {
  static final String RP_ID = "example.org";
  static final String ORIGIN = "https://example.org";
  static final Policy USUAL =
      with(Policy.usual(RP_ID, "Example", "123456789012", ORIGIN, "https://example.org:8443"));

  final SettableClock clock = new SettableClock(1_790_000_000);
  final StateStore store;
  final Ceremonies ceremonies;

  Party(Policy policy) {
    this(policy, new InMemoryStateStore());
  }

  Party(Policy policy, StateStore store) {
    this.store = store;
    this.ceremonies = ceremonies(policy);
  }

  Ceremonies ceremonies(Policy policy) {
    return new Ceremonies(policy, store, clock, new SecureRandom());
  }

  /** Few places: a test has few challenges. */
  private static Policy with(Policy policy) {
    return edit(policy, new Attestation.Any(), policy.algorithms(), policy.counter(), 1 << 10);
  }

  static Policy edit(
      Policy policy,
      Attestation attestation,
      List<Algorithm> algorithms,
      CounterPolicy counter,
      int places) {
    return new Policy(
        policy.rpId(),
        policy.rpName(),
        policy.account(),
        policy.partition(),
        policy.origins(),
        policy.topOrigins(),
        policy.userVerification(),
        policy.discoverable(),
        algorithms,
        attestation,
        policy.formats(),
        counter,
        Duration.ofMinutes(5),
        places,
        policy.maxKeys());
  }

  static Policy attesting(Attestation attestation) {
    return edit(USUAL, attestation, USUAL.algorithms(), USUAL.counter(), USUAL.challengePlaces());
  }

  static Policy framedBy(String topOrigin) {
    Policy policy = USUAL;
    return new Policy(
        policy.rpId(),
        policy.rpName(),
        policy.account(),
        policy.partition(),
        policy.origins(),
        Set.of(topOrigin),
        policy.userVerification(),
        policy.discoverable(),
        policy.algorithms(),
        policy.attestation(),
        policy.formats(),
        policy.counter(),
        policy.challengeLife(),
        policy.challengePlaces(),
        policy.maxKeys());
  }

  RegistrationResult register(SoftKey key, String user, String name) {
    Caller caller = Caller.of("session of " + user, user);
    Parts parts = Parts.creation(key, ceremonies.beginRegistration(caller, user).options(), ORIGIN);
    return ceremonies.finishRegistration(caller, name, parts.registration());
  }

  SoftKey registered(String user, String name) {
    SoftKey key = new SoftKey(Algorithm.ES256);
    if (!(register(key, user, name) instanceof Registered)) {
      throw new AssertionError("not registered");
    }
    return key;
  }

  AssertionResult signIn(SoftKey key, Caller caller) {
    Parts parts = Parts.request(key, ceremonies.beginAssertion(caller).options(), ORIGIN);
    return ceremonies.finishAssertion(caller, parts.assertion());
  }
}
