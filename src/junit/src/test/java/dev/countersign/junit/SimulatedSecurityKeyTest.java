package dev.countersign.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.LoginServer;
import com.yubico.webauthn.AssertionResult;
import com.yubico.webauthn.RegistrationResult;
import com.yubico.webauthn.data.AttestationType;
import com.yubico.webauthn.data.ResidentKeyRequirement;
import com.yubico.webauthn.data.UserVerificationRequirement;
import com.yubico.webauthn.exception.InvalidSignatureCountException;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.SecurityKeyPins;
import dev.countersign.fido.webauthn.AccountChooser;
import dev.countersign.fido.webauthn.WebAuthnException;
import dev.countersign.simulator.Profile;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Somebody else's relying party, on java-webauthn-server, is tested with the simulated key. */
@SimulatedSecurityKey
class SimulatedSecurityKeyTest {
  private static final String ORIGIN = "https://example.org";

  private final LoginServer server = new LoginServer("example.org");

  private RegistrationResult register(VirtualSecurityKey key, String user) throws Exception {
    return server.finishRegistration(key.register(server.startRegistration(user), ORIGIN));
  }

  private AssertionResult signIn(VirtualSecurityKey key, String user) throws Exception {
    return server.signIn(key.signIn(server.startSignIn(user), ORIGIN));
  }

  private static void assertFails(ThrowingCallable work, WebAuthnException.Kind kind) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            WebAuthnException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e.remedy()).isNotBlank();
            });
  }

  @Test
  void keyWithoutPinRegistersAndSignsInWithATouch(VirtualSecurityKey key) throws Exception {
    RegistrationResult registered = register(key, "alice");
    assertThat(registered.getAttestationType()).isEqualTo(AttestationType.BASIC);
    AssertionResult result = signIn(key, "alice");
    assertThat(result.isSuccess()).isTrue();
    assertThat(result.isUserVerified()).isFalse();
    assertThat(result.isSignatureCounterValid()).isTrue();
    assertThat(key.pinsAsked()).isZero();
  }

  @Test
  @SimulatedSecurityKey(pin = "4711")
  void personIsVerifiedWithThePinWhereThePartyWantsThat(VirtualSecurityKey key) throws Exception {
    server.verification(UserVerificationRequirement.REQUIRED);
    assertThat(register(key, "alice").isUserVerified()).isTrue();
    assertThat(signIn(key, "alice").isUserVerified()).isTrue();
    assertThat(key.pinsAsked()).isEqualTo(2);
  }

  @Test
  void keyWithoutPinIsNotEnoughWhereThePersonMustBeVerified(VirtualSecurityKey key)
      throws Exception {
    server.verification(UserVerificationRequirement.REQUIRED);
    String options = server.startRegistration("alice");
    assertFails(() -> key.register(options, ORIGIN), WebAuthnException.Kind.NOT_ALLOWED);
  }

  @Test
  @SimulatedSecurityKey(pin = "4711")
  void wrongPinCostsATryAndIsNotGivenTwice(VirtualSecurityKey key) throws Exception {
    server.verification(UserVerificationRequirement.REQUIRED);
    key.answerPin("0815");
    String options = server.startRegistration("alice");
    assertThatThrownBy(() -> key.register(options, ORIGIN))
        .hasCauseInstanceOf(TokenException.WrongPin.class);
    assertThat(key.pinsAsked()).isEqualTo(1);
    assertThat(key.token().require(SecurityKeyPins.class).state().attemptsLeft()).isEqualTo(7);
  }

  @Test
  @SimulatedSecurityKey(pin = "4711")
  void personWhoGivesNoPinIsNotSignedIn(VirtualSecurityKey key) throws Exception {
    server.verification(UserVerificationRequirement.REQUIRED);
    key.refusePin();
    String options = server.startRegistration("alice");
    assertFails(() -> key.register(options, ORIGIN), WebAuthnException.Kind.NOT_ALLOWED);
  }

  @Test
  @SimulatedSecurityKey(touched = false)
  void nobodyTouchesUntilSomebodyDoes(VirtualSecurityKey key) throws Exception {
    String options = server.startRegistration("alice");
    assertFails(() -> key.register(options, ORIGIN), WebAuthnException.Kind.NOT_ALLOWED);
    key.touch(true);
    server.finishRegistration(key.register(options, ORIGIN));
    assertThat(signIn(key, "alice").isSuccess()).isTrue();
  }

  @Test
  void keyIsNotRegisteredTwiceForOneAccount(VirtualSecurityKey key) throws Exception {
    register(key, "alice");
    String options = server.startRegistration("alice");
    assertFails(() -> key.register(options, ORIGIN), WebAuthnException.Kind.INVALID_STATE);
  }

  @Test
  void keyOfAnotherPersonDoesNotSignIn(
      VirtualSecurityKey key, @SimulatedSecurityKey VirtualSecurityKey other) throws Exception {
    register(key, "alice");
    String options = server.startSignIn("alice");
    assertFails(() -> other.signIn(options, ORIGIN), WebAuthnException.Kind.NOT_ALLOWED);
    assertThat(server.finishSignIn(key.signIn(options, ORIGIN))).isTrue();
  }

  @Test
  void copyOfAKeyIsFoundOutByItsCounter(VirtualSecurityKey key) throws Exception {
    register(key, "alice");
    VirtualSecurityKey copy = key.copy();
    signIn(key, "alice");
    signIn(key, "alice");
    assertThatThrownBy(() -> signIn(copy, "alice"))
        .isInstanceOf(InvalidSignatureCountException.class);
  }

  @Test
  void copiesGoOnEachInItsOwnWay(VirtualSecurityKey key) throws Exception {
    VirtualSecurityKey first = key.copy();
    VirtualSecurityKey second = key.copy();
    VirtualSecurityKey third = second.copy();
    assertThat(
            List.of(
                register(key, "alice").getKeyId(),
                register(first, "bob").getKeyId(),
                register(second, "carol").getKeyId(),
                register(third, "dave").getKeyId()))
        .doesNotHaveDuplicates();
  }

  @Test
  void pageOfSomebodyElseGetsNothing(VirtualSecurityKey key) throws Exception {
    register(key, "alice");
    String options = server.startSignIn("alice");
    assertFails(
        () -> key.signIn(options, "https://example.org.evil.example"),
        WebAuthnException.Kind.SECURITY);
  }

  @Test
  void partyRefusesAPageThatItDoesNotKnow(VirtualSecurityKey key) throws Exception {
    register(key, "alice");
    String response = key.signIn(server.startSignIn("alice"), "https://other.example.org");
    assertThatThrownBy(() -> server.finishSignIn(response))
        .hasMessageContaining("https://other.example.org");
  }

  @Test
  void keyThatIsPulledOutDoesNothingUntilItIsBack(VirtualSecurityKey key) throws Exception {
    register(key, "alice");
    key.pullOut();
    assertThatThrownBy(key::token).isInstanceOf(IllegalStateException.class);
    key.plugInAgain();
    assertThat(signIn(key, "alice").isSuccess()).isTrue();
  }

  @Test
  @SimulatedSecurityKey(profile = Profile.U2F_ONLY)
  void oldKeyRegistersAndSignsInButStoresNothing(VirtualSecurityKey key) throws Exception {
    register(key, "alice");
    assertThat(signIn(key, "alice").isSuccess()).isTrue();
    server.discoverable(ResidentKeyRequirement.REQUIRED);
    String options = server.startRegistration("bob");
    assertFails(() -> key.register(options, ORIGIN), WebAuthnException.Kind.CONSTRAINT);
  }

  @Test
  @SimulatedSecurityKey(profile = Profile.FIDO_2_0, pin = "4711")
  void keyOfTheGenerationBeforeDoesTheSame(VirtualSecurityKey key) throws Exception {
    server.verification(UserVerificationRequirement.REQUIRED);
    register(key, "alice");
    assertThat(signIn(key, "alice").isUserVerified()).isTrue();
  }

  /** Who signs in is found out from the key. */
  @Nested
  @SimulatedSecurityKey(pin = "4711")
  class WithoutANameTest {
    @BeforeEach
    void registersTwo(VirtualSecurityKey key) throws Exception {
      server.discoverable(ResidentKeyRequirement.REQUIRED);
      server.verification(UserVerificationRequirement.REQUIRED);
      register(key, "alice");
      register(key, "bob");
    }

    @Test
    void personChoosesAnAccountByItsName(VirtualSecurityKey key) throws Exception {
      key.chooseAccount("alice");
      assertThat(signIn(key, null).getUsername()).isEqualTo("alice");
      key.chooseAccount("bob");
      assertThat(signIn(key, null).getUsername()).isEqualTo("bob");
    }

    @Test
    void newestAccountIsTakenWhereThatIsWanted(VirtualSecurityKey key) throws Exception {
      key.chooseAccount(AccountChooser.NEWEST);
      assertThat(signIn(key, null).getUsername()).isEqualTo("bob");
    }

    @Test
    void nobodyIsSignedInWhereNobodyChooses(VirtualSecurityKey key) throws Exception {
      String options = server.startSignIn(null);
      assertFails(() -> key.signIn(options, ORIGIN), WebAuthnException.Kind.NOT_ALLOWED);
    }
  }
}
