package dev.countersign.relyingparty.webauthn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who loses against others every time is told so, and nothing is accepted. */
class BusyTest {
  private static final Caller ALICE = Caller.of("session", "alice");
  private static final Begun NOT_BEGUN = new Begun.Refused(Refusal.BUSY);
  private static final AssertionResult NOBODY = new AssertionResult.Refused(Refusal.BUSY);
  private static final RegistrationResult NO_KEY = new RegistrationResult.Refused(Refusal.BUSY);

  private final LosingStore store = new LosingStore();
  private final Party party = new Party(Party.USUAL, store);

  private String registration(SoftKey key) {
    String options = party.ceremonies.beginRegistration(ALICE, "alice").options();
    return Parts.creation(key, options, Party.ORIGIN).registration();
  }

  @Test
  void noChallengeIsGivenOutThatIsNotStored() {
    party.registered("alice", "blue");
    store.lost = "webauthn:challenge:";
    assertThat(party.ceremonies.beginAssertion(ALICE)).isEqualTo(NOT_BEGUN);
    assertThat(party.ceremonies.beginAssertion(Caller.unnamed("s"))).isEqualTo(NOT_BEGUN);
    assertThat(party.ceremonies.beginRegistration(ALICE, "alice")).isEqualTo(NOT_BEGUN);
  }

  @Test
  void noHandleIsGivenOutThatIsNotStored() {
    store.lost = "webauthn:user:";
    assertThat(party.ceremonies.beginRegistration(ALICE, "alice")).isEqualTo(NOT_BEGUN);
  }

  @Test
  void challengeThatCannotBeUsedUpSignsNobodyIn() {
    SoftKey key = party.registered("alice", "blue");
    String options = party.ceremonies.beginAssertion(ALICE).options();
    String response = Parts.request(key, options, Party.ORIGIN).assertion();
    store.lost = "webauthn:challenge:";
    assertThat(party.ceremonies.finishAssertion(ALICE, response)).isEqualTo(NOBODY);
    store.lost = "nothing";
    assertThat(party.ceremonies.finishAssertion(ALICE, response).accepted()).isTrue();
  }

  @Test
  void useThatCannotBeCountedSignsNobodyInAndUsesTheChallengeUp() {
    SoftKey key = party.registered("alice", "blue");
    String options = party.ceremonies.beginAssertion(ALICE).options();
    String response = Parts.request(key, options, Party.ORIGIN).assertion();
    store.lost = "webauthn:credential:";
    assertThat(party.ceremonies.finishAssertion(ALICE, response)).isEqualTo(NOBODY);
    store.lost = "nothing";
    assertThat(party.ceremonies.keys("alice").get(0).signCount()).isZero();
    assertThat(party.ceremonies.finishAssertion(ALICE, response))
        .isEqualTo(new AssertionResult.Refused(Refusal.CHALLENGE_USED));
  }

  @Test
  void keyThatIsNotStoredOrNotListedIsNotRegistered() {
    SoftKey key = new SoftKey(Algorithm.ES256);
    for (String lost : new String[] {"webauthn:credential:", "webauthn:user:"}) {
      String response = registration(key);
      store.lost = lost;
      assertThat(party.ceremonies.finishRegistration(ALICE, "blue", response)).isEqualTo(NO_KEY);
      store.lost = "nothing";
      assertThat(party.ceremonies.keys("alice")).isEmpty();
    }
    // nothing is left that is in its way
    assertThat(party.ceremonies.finishRegistration(ALICE, "blue", registration(key)).accepted())
        .isTrue();
  }

  @Test
  void signInReadsThreeStatesAndWritesTwo() {
    SoftKey key = party.registered("alice", "blue");
    String options = party.ceremonies.beginAssertion(ALICE).options();
    String response = Parts.request(key, options, Party.ORIGIN).assertion();
    store.loads = 0;
    store.changes = 0;
    assertThat(party.ceremonies.finishAssertion(ALICE, response).accepted()).isTrue();
    assertThat(store.loads).isEqualTo(3);
    assertThat(store.changes).isEqualTo(2);
  }
}
