package dev.countersign.relyingparty.webauthn;

import static org.assertj.core.api.Assertions.assertThat;

import com.webauthn4j.data.RegistrationData;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** WebAuthn4J verifies the same responses, and agrees. */
class SecondImplementationTest {
  private static final Caller CALLER = Caller.of("session", "alice");

  /** What it does not verify, and why. */
  private static final Map<String, String> NOT_THERE =
      Map.of(
          "packed-ed448", "does not know the algorithm",
          "tpm-es256", "its parser of TPM structures fails",
          "android-key-es256", "wants more in the certificate",
          "fido-u2f-es256", "wants a make of zeros");

  /** It lets nobody sign in on a page in another, though it registers keys there. */
  private static final Set<String> FRAMED =
      Set.of("none-es256-crossOrigin", "none-es256-topOrigin");

  private final Party party =
      new Party(
          Party.edit(
              Party.USUAL,
              new Attestation.Any(),
              List.of(Algorithm.values()),
              CounterPolicy.REFUSE,
              1024));

  @ParameterizedTest
  @EnumSource(value = Algorithm.class, mode = EnumSource.Mode.EXCLUDE, names = "ED448")
  void bothAcceptWhatBelongsTogether(Algorithm algorithm) {
    SoftKey key = new SoftKey(algorithm);
    String creation = party.ceremonies.beginRegistration(CALLER, "alice").options();
    Parts made = Parts.creation(key, creation, Party.ORIGIN);
    String registration = made.registration();
    assertThat(party.ceremonies.finishRegistration(CALLER, "key", registration).accepted())
        .isTrue();
    Optional<RegistrationData> other =
        OtherImplementation.registers(registration, made.challenge, true);
    assertThat(other).isPresent();
    String request = party.ceremonies.beginAssertion(CALLER).options();
    Parts signed = Parts.request(key, request, Party.ORIGIN);
    String assertion = signed.assertion();
    assertThat(party.ceremonies.finishAssertion(CALLER, assertion).accepted()).isTrue();
    assertThat(OtherImplementation.signsIn(other.get(), assertion, signed.challenge, true))
        .isTrue();
  }

  /** Those of which the other implementation hears: it has no sessions, users and policies. */
  private static final Set<String> OF_THE_RESPONSE =
      Set.of("type", "origin", "rpId", "up", "uv", "signature", "attestation");

  static List<Mutation> assertions() {
    return BindingMatrixTest.assertions().stream()
        .filter(mutation -> OF_THE_RESPONSE.contains(mutation.place()))
        .toList();
  }

  static List<Mutation> registrations() {
    return BindingMatrixTest.registrations().stream()
        .filter(mutation -> OF_THE_RESPONSE.contains(mutation.place()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("registrations")
  void bothRefuseARegistrationThatDoesNot(Mutation mutation) {
    Scene scene = new Scene(true);
    scene.begin();
    byte[] challenge = scene.parts.challenge;
    mutation.after().accept(scene);
    String json = scene.parts.registration();
    assertThat(OtherImplementation.registers(json, challenge, true)).isEmpty();
    assertThat(scene.end()).contains(mutation.refusal());
  }

  @ParameterizedTest
  @MethodSource("assertions")
  void bothRefuseASignInThatDoesNot(Mutation mutation) {
    SoftKey key = new SoftKey(Algorithm.ES256);
    String creation = party.ceremonies.beginRegistration(CALLER, "alice").options();
    Parts made = Parts.creation(key, creation, Party.ORIGIN);
    RegistrationData other =
        OtherImplementation.registers(made.registration(), made.challenge, true).orElseThrow();
    Scene scene = new Scene(false);
    scene.key = key;
    scene.begin();
    byte[] challenge = scene.parts.challenge;
    assertThat(OtherImplementation.signsIn(other, scene.parts.assertion(), challenge, true))
        .isTrue();
    mutation.after().accept(scene);
    assertThat(OtherImplementation.signsIn(other, scene.parts.assertion(), challenge, true))
        .isFalse();
  }

  static List<Vectors> vectors() {
    return Vectors.all();
  }

  /** Statements too: also those that the library refuses for the country in their certificate. */
  @ParameterizedTest
  @MethodSource("vectors")
  void otherVerifiesTheVectorsOfTheSpecification(Vectors vector) {
    byte[] first = Vectors.hex(vector.registration(), "challenge");
    Optional<RegistrationData> registered =
        OtherImplementation.registers(vector.registrationJson(), first, false);
    assertThat(registered.isPresent()).isEqualTo(!NOT_THERE.containsKey(vector.name()));
    if (registered.isPresent()) {
      byte[] second = Vectors.hex(vector.authentication(), "challenge");
      String json = vector.assertionJson();
      assertThat(OtherImplementation.signsIn(registered.get(), json, second, false))
          .isEqualTo(!FRAMED.contains(vector.name()));
    }
  }

  @Test
  void itSeesMoreThanNothing() {
    assertThat(assertions()).hasSizeGreaterThan(6);
    assertThat(registrations()).hasSizeGreaterThan(6);
  }
}
