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

  private static final SettableClock CLOCK = new SettableClock(1_790_000_000);
  private static final List<Algorithm> ALL = List.of(Algorithm.values());

  /** What no policy accepts, and why. */
  private static final Map<String, Refusal> NEVER =
      Map.of(
          // in a page of somebody else, who is not told
          "none-es256-crossOrigin", Refusal.CROSS_ORIGIN);

  /** What is refused besides when statements are asked for. */
  private static final Map<String, Refusal> BY_STATEMENT =
      Map.of(
          // nothing here verifies this format
          "android-key-es256", Refusal.ATTESTATION_FORMAT,
          // the library wants a country in the certificate, and AA is none
          "packed-es256", Refusal.ATTESTATION,
          "packed-es384", Refusal.ATTESTATION,
          "packed-es512", Refusal.ATTESTATION,
          "packed-rs256", Refusal.ATTESTATION,
          "packed-eddsa", Refusal.ATTESTATION,
          "packed-ed448", Refusal.ATTESTATION);

  /** What is refused besides by the usual policy. */
  private static final Map<String, Refusal> USUALLY =
      Map.of(
          "none-es256-topOrigin", Refusal.CROSS_ORIGIN,
          "packed-ed448", Refusal.ALGORITHM);

  static List<Vectors> vectors() {
    return Vectors.all();
  }

  private static Policy policy(
      Set<String> topOrigins, List<Algorithm> algorithms, Attestation attestation) {
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
        attestation,
        usual.formats(),
        usual.counter(),
        usual.challengeLife(),
        1024,
        usual.maxKeys());
  }

  /** The policy that allows most. */
  static final Policy MOST = policy(Set.of("https://example.com"), ALL, new Attestation.Any());

  @Test
  void allFifteenAreThere() {
    assertThat(vectors()).hasSize(15);
    assertThat(vectors().stream().map(Vectors::name).toList())
        .containsAll(NEVER.keySet())
        .containsAll(BY_STATEMENT.keySet())
        .containsAll(USUALLY.keySet());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void pairIsAcceptedWhereNobodyAsksForStatements(Vectors vector) {
    Set<String> top = Set.of("https://example.com");
    Optional<Refusal> refused = played(vector, policy(top, ALL, new Attestation.None()));
    assertThat(refused).isEqualTo(Optional.ofNullable(NEVER.get(vector.name())));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void pairIsAcceptedWithAStatementThatTheLibraryTakes(Vectors vector) {
    Set<String> top = Set.of("https://example.com");
    Optional<Refusal> refused = played(vector, policy(top, ALL, new Attestation.Any()));
    Refusal expected = BY_STATEMENT.getOrDefault(vector.name(), NEVER.get(vector.name()));
    assertThat(refused).isEqualTo(Optional.ofNullable(expected));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void usualPolicyRefusesFramesAndRareCurves(Vectors vector) {
    Policy usual = Policy.usual("example.org", "Vectors", "123456789012", "https://example.org");
    Optional<Refusal> refused =
        played(vector, policy(Set.of(), usual.algorithms(), usual.attestation()));
    Refusal expected = USUALLY.getOrDefault(vector.name(), NEVER.get(vector.name()));
    assertThat(refused).isEqualTo(Optional.ofNullable(expected));
  }

  /** Registers and signs in; says why the registration is refused. */
  private static Optional<Refusal> played(Vectors vector, Policy policy) {
    Ceremonies ceremonies =
        new Ceremonies(
            policy,
            new InMemoryStateStore(),
            CLOCK,
            vector.random(),
            OtherDevices.NONE,
            vector.challengeBytes(),
            new Library(policy, CLOCK));
    ceremonies.beginRegistration(CALLER, "alice").options();
    RegistrationResult result =
        ceremonies.finishRegistration(CALLER, "vector", vector.registrationJson());
    if (result instanceof RegistrationResult.Refused refused) {
      return Optional.of(refused.reason());
    }
    String format = ((Registered) result).format().identifier();
    boolean asked = policy.attestation() instanceof Attestation.Any;
    assertThat(asked ? vector.name() : "none").startsWith(format);
    ceremonies.beginAssertion(CALLER).options();
    AssertionResult signedIn = ceremonies.finishAssertion(CALLER, vector.assertionJson());
    assertThat(signedIn.accepted()).as("%s", signedIn).isTrue();
    return Optional.empty();
  }
}
