package dev.countersign.relyingparty.webauthn;

import static org.assertj.core.api.Assertions.assertThat;

import com.yubico.webauthn.AssertionResult;
import com.yubico.webauthn.RegistrationResult;
import dev.countersign.wire.cbor.Cbor;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A library that verified something else than what was received, as java-webauthn-server did before
 * 2.8.2, makes nobody accepted. What it says here, it said of another response, in all truth.
 */
class DisagreementTest {
  private static final Caller ALICE = Caller.of("session of alice", "alice");
  private static final Caller BOB = Caller.of("session of bob", "bob");

  /** Says what the library says, or what it said before. */
  private static final class Confused implements Verifier {
    private final Library library;
    private Optional<RegistrationResult> registration = Optional.empty();
    private Optional<AssertionResult> assertion = Optional.empty();
    private boolean confused;

    Confused(Library library) {
      this.library = library;
    }

    @Override
    public Optional<RegistrationResult> verify(
        Responses.Registration response, String user, Cbor.Bytes handle) {
      if (!confused) {
        registration = library.verify(response, user, handle);
      }
      return registration;
    }

    @Override
    public Optional<AssertionResult> verify(
        Responses.Assertion response, Caller caller, StoredCredential credential) {
      if (!confused) {
        assertion = library.verify(response, caller, credential);
      }
      return assertion;
    }
  }

  private final Party party = new Party(Party.USUAL);
  private final Confused verifier = new Confused(new Library(Party.USUAL, party.clock));
  private final Ceremonies ceremonies =
      new Ceremonies(
          Party.USUAL,
          party.store,
          party.clock,
          new SecureRandom(),
          OtherDevices.NONE,
          Challenges.USUAL_BYTES,
          verifier);

  private dev.countersign.relyingparty.webauthn.AssertionResult signIn(SoftKey key, Caller caller) {
    String options = ceremonies.beginAssertion(caller).options();
    return ceremonies.finishAssertion(
        caller, Parts.request(key, options, Party.ORIGIN).assertion());
  }

  private dev.countersign.relyingparty.webauthn.RegistrationResult register(
      SoftKey key, Caller caller) {
    String options = ceremonies.beginRegistration(caller, "name").options();
    return ceremonies.finishRegistration(
        caller, "key", Parts.creation(key, options, Party.ORIGIN).registration());
  }

  private static void disagreed(dev.countersign.relyingparty.webauthn.AssertionResult result) {
    assertThat(result)
        .isEqualTo(
            new dev.countersign.relyingparty.webauthn.AssertionResult.Refused(
                Refusal.DISAGREEMENT));
  }

  @Test
  void signInOfAnotherUserIsNoneOfThisOne() {
    SoftKey alices = party.registered("alice", "blue");
    SoftKey bobs = party.registered("bob", "blue");
    assertThat(signIn(bobs, BOB).accepted()).isTrue();
    verifier.confused = true;
    disagreed(signIn(alices, ALICE));
    assertThat(ceremonies.keys("alice").get(0).lastUsed()).isEmpty();
    verifier.confused = false;
    alices.counter++;
    assertThat(signIn(alices, ALICE).accepted()).isTrue();
  }

  @Test
  void signInWithAnotherKeyOfTheUserIsNoneWithThisOne() {
    SoftKey blue = party.registered("alice", "blue");
    SoftKey red = party.registered("alice", "red");
    assertThat(signIn(red, ALICE).accepted()).isTrue();
    verifier.confused = true;
    disagreed(signIn(blue, ALICE));
  }

  @Test
  void earlierCounterOfTheSameKeyIsNotThisOne() {
    SoftKey key = party.registered("alice", "blue");
    assertThat(signIn(key, ALICE).accepted()).isTrue();
    verifier.confused = true;
    disagreed(signIn(key, ALICE));
  }

  @Test
  void registrationOfAnotherKeyIsNoneOfThisOne() {
    assertThat(register(new SoftKey(Algorithm.ES256), BOB).accepted()).isTrue();
    verifier.confused = true;
    assertThat(register(new SoftKey(Algorithm.ES256), ALICE))
        .isEqualTo(
            new dev.countersign.relyingparty.webauthn.RegistrationResult.Refused(
                Refusal.DISAGREEMENT));
    assertThat(ceremonies.keys("alice")).isEmpty();
  }
}
