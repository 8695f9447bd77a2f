package dev.countersign.relyingparty.webauthn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.relyingparty.Stores;
import dev.countersign.relyingparty.webauthn.AssertionResult.SignedIn;
import dev.countersign.relyingparty.webauthn.RegistrationResult.Registered;
import dev.countersign.wire.cbor.Cbor;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CeremoniesTest {
  private static final Caller ALICE = Caller.of("session 1", "alice");

  @ParameterizedTest
  @EnumSource(Stores.class)
  void keyIsRegisteredAndSignsIn(Stores stores) {
    Party party = new Party(Party.USUAL, stores.open());
    SoftKey key = new SoftKey(Algorithm.ES256);
    RegistrationResult registered = party.register(key, "alice", "blue");
    assertThat(registered).isInstanceOf(Registered.class);
    RegisteredKey made = ((Registered) registered).key();
    assertThat(made.arn().toString())
        .matches("arn:aws:iam::123456789012:u2f/user/alice/blue-[A-Z2-7]{26}");
    assertThat(SecurityKeyArn.parse(made.arn().toString())).isEqualTo(made.arn());
    assertThat(made.credentialId()).isEqualTo(new Cbor.Bytes(key.id));
    assertThat(made.transports()).containsExactly("nfc", "usb");
    assertThat(made.lastUsed()).isEmpty();
    party.clock.advance(60);

    AssertionResult result = party.signIn(key, ALICE);

    assertThat(result).isInstanceOf(SignedIn.class);
    SignedIn signedIn = (SignedIn) result;
    assertThat(signedIn.user()).isEqualTo("alice");
    assertThat(signedIn.userVerified()).isTrue();
    assertThat(signedIn.key().signCount()).isEqualTo(1);
    assertThat(signedIn.key().lastUsed())
        .isEqualTo(Optional.of(Instant.ofEpochSecond(1_790_000_060)));
    assertThat(party.ceremonies.keys("alice")).containsExactly(signedIn.key());
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void everyAlgorithmThatIsAllowedVerifies(Algorithm algorithm) {
    Policy all =
        Party.edit(
            Party.USUAL,
            new Attestation.Any(),
            List.of(Algorithm.values()),
            CounterPolicy.REFUSE,
            1024);
    Party party = new Party(all);
    SoftKey key = new SoftKey(algorithm);
    assertThat(party.register(key, "alice", "blue").accepted()).isTrue();
    assertThat(party.signIn(key, ALICE).accepted()).isTrue();
  }

  @Test
  void keyThatKnowsItsUserSignsInWithoutTheName() {
    Party party = new Party(Party.USUAL);
    SoftKey key = party.registered("alice", "blue");
    AssertionResult result = party.signIn(key, Caller.unnamed("session 2"));
    assertThat(result).isInstanceOf(SignedIn.class);
    assertThat(((SignedIn) result).user()).isEqualTo("alice");
  }

  @Test
  void userHasOneHandleForAllKeysAndOthersHaveAnother() {
    Party party = new Party(Party.USUAL);
    SoftKey blue = party.registered("alice", "blue");
    SoftKey red = party.registered("alice", "red");
    SoftKey bobs = party.registered("bob", "blue");
    assertThat(red.userHandle).isEqualTo(blue.userHandle).hasSize(64);
    assertThat(bobs.userHandle).isNotEqualTo(blue.userHandle);
    assertThat(party.ceremonies.keys("alice"))
        .extracting(RegisteredKey::name)
        .containsExactly("blue", "red");
    assertThat(party.signIn(red, ALICE).accepted()).isTrue();
  }

  @Test
  void optionsAreThoseThatBrowsersParse() {
    Party party = new Party(Party.USUAL);
    SoftKey key = party.registered("alice", "blue");
    String creation = party.ceremonies.beginRegistration(ALICE, "Alice").options();
    String id = Parts.base64Url(key.id);
    assertThat(creation)
        .startsWith("{\"rp\":{\"id\":\"example.org\",\"name\":\"Example\"},\"user\":{\"id\":\"")
        .contains("\"name\":\"alice\",\"displayName\":\"Alice\"")
        .contains("\"pubKeyCredParams\":[{\"type\":\"public-key\",\"alg\":-7},")
        .contains(
            "\"excludeCredentials\":[{\"type\":\"public-key\",\"id\":\"%s\",\"transports\":[\"nfc\",\"usb\"]}]"
                .formatted(id))
        .contains("\"residentKey\":\"preferred\",\"requireResidentKey\":false")
        .contains("\"attestation\":\"direct\",\"extensions\":{\"credProps\":true}");
    String request = party.ceremonies.beginAssertion(ALICE).options();
    assertThat(request)
        .contains("\"timeout\":300000,\"rpId\":\"example.org\",\"allowCredentials\":[{")
        .contains(id)
        .endsWith("\"userVerification\":\"required\"}");
    assertThat(party.ceremonies.beginAssertion(Caller.unnamed("s")).options())
        .contains("\"allowCredentials\":[]");
  }

  @Test
  void userWithoutKeysIsNotAskedForOne() {
    Party party = new Party(Party.USUAL);
    Begun begun = party.ceremonies.beginAssertion(ALICE);
    assertThat(begun).isEqualTo(new Begun.Refused(Refusal.UNKNOWN_CREDENTIAL));
    assertThatThrownBy(begun::options).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void ninthKeyIsRefusedBeforeItIsTouched() {
    Party party = new Party(Party.USUAL);
    for (int i = 0; i < 8; i++) {
      party.registered("alice", "key" + i);
    }
    assertThat(party.ceremonies.beginRegistration(ALICE, "alice"))
        .isEqualTo(new Begun.Refused(Refusal.DEVICE_LIMIT));
    RegisteredKey first = party.ceremonies.keys("alice").get(0);
    assertThat(party.ceremonies.remove("alice", first.arn())).isTrue();
    assertThat(party.ceremonies.beginRegistration(ALICE, "alice"))
        .isInstanceOf(Begun.Options.class);
  }

  @Test
  void otherDevicesCountTowardsTheLimit() {
    Party party = new Party(Party.USUAL);
    Map<String, Integer> apps = new HashMap<>(Map.of("alice", 6));
    Ceremonies ceremonies =
        new Ceremonies(
            Party.USUAL,
            party.store,
            party.clock,
            new SecureRandom(),
            user -> apps.getOrDefault(user, 0));
    SoftKey first = new SoftKey(Algorithm.ES256);
    SoftKey second = new SoftKey(Algorithm.ES256);
    String one = ceremonies.beginRegistration(ALICE, "alice").options();
    String two = ceremonies.beginRegistration(ALICE, "alice").options();
    assertThat(
            ceremonies
                .finishRegistration(
                    ALICE, "one", Parts.creation(first, one, Party.ORIGIN).registration())
                .accepted())
        .isTrue();
    // an app more, while the second key is touched
    apps.put("alice", 7);
    assertThat(
            ceremonies.finishRegistration(
                ALICE, "two", Parts.creation(second, two, Party.ORIGIN).registration()))
        .isEqualTo(new RegistrationResult.Refused(Refusal.DEVICE_LIMIT));
    assertThat(ceremonies.beginRegistration(ALICE, "alice"))
        .isEqualTo(new Begun.Refused(Refusal.DEVICE_LIMIT));
    assertThat(ceremonies.beginRegistration(Caller.of("s", "bob"), "bob"))
        .isInstanceOf(Begun.Options.class);
  }

  @Test
  void userAndPolicyThatNoArnCanNameAreRefusedBeforeAnythingIsStored() {
    for (String user : new String[] {"", "jürgen", "a b", "a/b", "x".repeat(65)}) {
      assertThatThrownBy(() -> Caller.of("session", user))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("letters, digits");
    }
    Policy usual = Party.USUAL;
    for (String partition : new String[] {"", "azure", "aws:x"}) {
      assertThatThrownBy(
              () ->
                  new Policy(
                      usual.rpId(),
                      usual.rpName(),
                      usual.account(),
                      partition,
                      usual.origins(),
                      usual.topOrigins(),
                      usual.userVerification(),
                      usual.discoverable(),
                      usual.algorithms(),
                      usual.attestation(),
                      usual.formats(),
                      usual.counter(),
                      usual.challengeLife(),
                      usual.challengePlaces(),
                      usual.maxKeys()))
          .hasMessageContaining("partition");
    }
    Party party = new Party(usual);
    String longest = "_+=,.@-".repeat(9) + "Z";
    SoftKey key = party.registered(longest, "blue");
    assertThat(party.signIn(key, Caller.of("s", longest)).accepted()).isTrue();
  }

  @Test
  void removedKeyIsGoodForNothingAndMayBeRegisteredByAnother() {
    Party party = new Party(Party.USUAL);
    SoftKey key = party.registered("alice", "blue");
    party.registered("alice", "red");
    String options = party.ceremonies.beginAssertion(ALICE).options();
    RegisteredKey blue = party.ceremonies.keys("alice").get(0);
    assertThat(party.ceremonies.remove("bob", blue.arn())).isFalse();
    assertThat(party.ceremonies.remove("alice", blue.arn())).isTrue();
    assertThat(party.ceremonies.remove("alice", blue.arn())).isFalse();
    assertThat(
            party.ceremonies.finishAssertion(
                ALICE, Parts.request(key, options, Party.ORIGIN).assertion()))
        .isEqualTo(new AssertionResult.Refused(Refusal.UNKNOWN_CREDENTIAL));
    assertThat(party.register(key, "bob", "blue").accepted()).isTrue();
    assertThat(party.signIn(key, Caller.of("b", "bob")).accepted()).isTrue();
  }

  @Test
  void counterThatWentBackIsFlaggedWhereThePolicySaysSo() {
    Policy flagging =
        Party.edit(
            Party.USUAL, new Attestation.Any(), Party.USUAL.algorithms(), CounterPolicy.FLAG, 1024);
    Party party = new Party(flagging);
    SoftKey key = party.registered("alice", "blue");
    key.counter = 41;
    assertThat(((SignedIn) party.signIn(key, ALICE)).counterWentBack()).isFalse();
    key.counter = 6;
    SignedIn copied = (SignedIn) party.signIn(key, ALICE);
    assertThat(copied.counterWentBack()).isTrue();
    assertThat(copied.key().signCount()).isEqualTo(42);
    key.counter = 42;
    assertThat(((SignedIn) party.signIn(key, ALICE)).counterWentBack()).isFalse();
  }

  @Test
  void keyWithoutACounterSignsInAgainAndAgain() {
    Party party = new Party(Party.USUAL);
    SoftKey key = party.registered("alice", "blue");
    for (int i = 0; i < 3; i++) {
      key.counter = -1;
      assertThat(party.signIn(key, ALICE).accepted()).isTrue();
    }
  }

  @Test
  void keyOfOneRelyingPartyIsNoneOfAnother() {
    Party one = new Party(Party.USUAL);
    SoftKey key = one.registered("alice", "blue");
    Policy other = Policy.usual("example.com", "Other", "123456789012", "https://example.com");
    Ceremonies otherParty = one.ceremonies(other);
    assertThat(otherParty.keys("alice")).isEmpty();
    Caller unnamed = Caller.unnamed("session 1");
    String options = otherParty.beginAssertion(unnamed).options();
    Parts parts = Parts.request(key, options, "https://example.com");
    assertThat(otherParty.finishAssertion(unnamed, parts.assertion()))
        .isEqualTo(new AssertionResult.Refused(Refusal.UNKNOWN_CREDENTIAL));
    String forOther = otherParty.beginAssertion(unnamed).options();
    Parts mixed = Parts.request(key, forOther, Party.ORIGIN);
    mixed.rpId = Party.RP_ID;
    assertThat(one.ceremonies.finishAssertion(unnamed, mixed.assertion()))
        .isEqualTo(new AssertionResult.Refused(Refusal.CHALLENGE_UNKNOWN));
  }

  @Test
  void namesThatWouldMakeAnotherArnAreRefused() {
    Party party = new Party(Party.USUAL);
    assertThatThrownBy(() -> party.ceremonies.finishRegistration(ALICE, "a/b", "{}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> party.ceremonies.finishRegistration(Caller.unnamed("s"), "a", "{}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SecurityKeyArn.parse("arn:aws:iam::123456789012:mfa/phone"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Caller.of("secret session", "alice").toString()).doesNotContain("secret");
  }
}
