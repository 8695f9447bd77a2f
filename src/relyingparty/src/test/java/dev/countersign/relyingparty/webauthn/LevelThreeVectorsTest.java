package dev.countersign.relyingparty.webauthn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.relyingparty.code.SettableClock;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.relyingparty.webauthn.RegistrationResult.Registered;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** [WEBAUTHN-3] test vectors: 15 pairs of a registration and a sign-in. */
class LevelThreeVectorsTest {
  private static final Caller CALLER = Caller.of("session", "alice");

  /** What the policy that allows most still refuses, and why. */
  private static final Map<String, Refusal> REFUSED =
      Map.of(
          // in a page of somebody else, who is not told
          "none-es256-crossOrigin", Refusal.CROSS_ORIGIN,
          // nothing here verifies this format
          "android-key-es256", Refusal.ATTESTATION_FORMAT);

  /** What the usual policy refuses besides. */
  private static final Map<String, Refusal> USUALLY_REFUSED =
      Map.of(
          "none-es256-topOrigin", Refusal.CROSS_ORIGIN,
          "packed-ed448", Refusal.ALGORITHM);

  static List<Vectors> vectors() {
    return Vectors.all();
  }

  @Test
  void allFifteenAreThere() {
    assertThat(vectors()).hasSize(15);
    assertThat(vectors().stream().map(Vectors::name).toList())
        .containsAll(REFUSED.keySet())
        .containsAll(USUALLY_REFUSED.keySet());
  }

  private static Policy policy(Set<String> topOrigins, List<Algorithm> algorithms) {
    Policy usual = Policy.usual("example.org", "Vectors", "123456789012", "https://example.org");
    return new Policy(
        usual.rpId(),
        usual.rpName(),
        usual.account(),
        usual.partition(),
        usual.origins(),
        topOrigins,
        // the vectors draw this flag by lot
        Wish.PREFERRED,
        usual.discoverable(),
        algorithms,
        new Attestation.Any(),
        usual.formats(),
        usual.counter(),
        usual.challengeLife(),
        1024,
        usual.maxKeys());
  }

  static final Policy MOST = policy(Set.of("https://example.com"), List.of(Algorithm.values()));

  @ParameterizedTest
  @MethodSource("vectors")
  void pairIsAcceptedByThePolicyThatAllowsMost(Vectors vector) {
    Ceremonies ceremonies = ceremonies(vector, MOST);
    ceremonies.beginRegistration(CALLER, "alice").options();
    RegistrationResult result =
        ceremonies.finishRegistration(CALLER, "vector", vector.registrationJson());
    Refusal refusal = REFUSED.get(vector.name());
    if (refusal != null) {
      assertThat(result).isEqualTo(new RegistrationResult.Refused(refusal));
      return;
    }
    assertThat(result).isInstanceOf(Registered.class);
    assertThat(vector.name()).startsWith(((Registered) result).format().identifier());
    ceremonies.beginAssertion(CALLER).options();
    AssertionResult signedIn = ceremonies.finishAssertion(CALLER, vector.assertionJson());
    assertThat(signedIn.accepted()).as("%s", signedIn).isTrue();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void usualPolicyRefusesFramesAndRareCurves(Vectors vector) {
    Policy usual = Policy.usual("example.org", "Vectors", "123456789012", "https://example.org");
    Ceremonies ceremonies = ceremonies(vector, policy(Set.of(), usual.algorithms()));
    ceremonies.beginRegistration(CALLER, "alice").options();
    RegistrationResult result =
        ceremonies.finishRegistration(CALLER, "vector", vector.registrationJson());
    Optional<Refusal> refused =
        result instanceof RegistrationResult.Refused refusal
            ? Optional.of(refusal.reason())
            : Optional.empty();
    Refusal expected = USUALLY_REFUSED.getOrDefault(vector.name(), REFUSED.get(vector.name()));
    assertThat(refused).isEqualTo(Optional.ofNullable(expected));
  }

  private static Ceremonies ceremonies(Vectors vector, Policy policy) {
    SettableClock clock = new SettableClock(1_790_000_000);
    return new Ceremonies(policy, new InMemoryStateStore(), clock, vector.random());
  }
}
