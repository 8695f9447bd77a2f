package dev.countersign.fido;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Cancellation;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyPins;
import dev.countersign.device.fido.Verification;
import dev.countersign.simulator.fido.FidoFeatures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PINs are set, changed, asked for and wrong. */
class PinTest {
  private static final Ceremony CEREMONY = Ceremony.of("sign in");

  private final WiredKey wired = new WiredKey(FidoFeatures.yubikey57());

  private static Secret secret(String text) {
    return Secret.copyOf(text.toCharArray());
  }

  @BeforeEach
  void setPin() {
    WiredKey.setPin(wired.token());
    wired.messages();
  }

  private void makeWith(PinEntry entry) {
    wired
        .token(entry)
        .require(SecurityKey.class)
        .make(Requests.make(Verification.REQUIRED), CEREMONY);
  }

  private long sentPins() {
    return wired.messages().stream().filter("06.9"::equals).count();
  }

  @Test
  void aWrongPinIsSentOnceAndSaysHowManyTriesAreLeft() {
    List<String> told = new ArrayList<>();
    PinEntry wrong =
        new PinEntry() {
          @Override
          public Secret enter(PinRequest request) {
            return secret("wrong-one");
          }

          @Override
          public void accepted(PinRequest request) {
            told.add("accepted");
          }

          @Override
          public void rejected(PinRequest request) {
            told.add("rejected");
          }
        };
    assertThatThrownBy(() -> makeWith(wrong))
        .isInstanceOfSatisfying(
            TokenException.WrongPin.class, e -> assertThat(e.attemptsLeft()).hasValue(7))
        .hasMessageNotContaining("wrong-one");
    assertThat(sentPins()).isEqualTo(1);
    assertThat(told).containsExactly("rejected");
  }

  @Test
  void aWrongPinStaysAWrongOneWhenTheCeremonyIsCancelledMeanwhile() {
    Cancellation cancellation = new Cancellation();
    wired.tamper(
        (request, answer) -> {
          if (answer[0] == 0x31) {
            cancellation.cancel();
          }
          return answer;
        });
    Ceremony ceremony = new Ceremony("sign in", Duration.ofMinutes(5), cancellation);
    SecurityKey key = wired.token(request -> secret("wrong-one")).require(SecurityKey.class);
    assertThatThrownBy(() -> key.make(Requests.make(Verification.REQUIRED), ceremony))
        .isInstanceOf(TokenException.WrongPin.class);
  }

  @Test
  void afterThreeWrongOnesTheKeyHasToBePluggedInAgain() {
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> makeWith(request -> secret("wrong-one")))
          .isInstanceOf(TokenException.WrongPin.class);
    }
    assertThatThrownBy(() -> makeWith(request -> secret("wrong-one")))
        .isInstanceOfSatisfying(
            TokenException.PinBlocked.class,
            e -> assertThat(e.remedy()).contains("plug the key in again"));
    assertThat(wired.token().require(SecurityKeyPins.class).state())
        .isEqualTo(new SecurityKeyPins.State(true, 5, true));
    assertThatThrownBy(() -> makeWith(request -> secret(WiredKey.PIN)))
        .isInstanceOf(TokenException.PinBlocked.class);
    wired.plugIn();
    makeWith(request -> secret(WiredKey.PIN));
    assertThat(wired.token().require(SecurityKeyPins.class).state())
        .isEqualTo(new SecurityKeyPins.State(true, 8, false));
  }

  @Test
  void afterEightWrongOnesOnlyAResetHelpsAndTheLastTryIsAnnounced() {
    List<Boolean> last = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      assertThatThrownBy(
              () ->
                  makeWith(
                      request -> {
                        last.add(request.lastAttempt());
                        return secret("wrong-one");
                      }))
          .isInstanceOfAny(TokenException.WrongPin.class, TokenException.PinBlocked.class);
      if (i % 3 == 2) {
        wired.plugIn();
      }
    }
    assertThat(last).containsExactly(false, false, false, false, false, false, false, true);
    wired.plugIn();
    assertThatThrownBy(() -> makeWith(request -> secret(WiredKey.PIN)))
        .isInstanceOfSatisfying(
            TokenException.PinBlocked.class, e -> assertThat(e.remedy()).contains("reset"));
  }

  /** An entry asks for the tries left before it asks the person. */
  @Test
  void nobodyIsAskedForAPinThatTheKeyWouldNotTake() {
    List<Integer> asked = new ArrayList<>();
    PinEntry person =
        request -> {
          asked.add(request.attemptsLeft().get().orElseThrow());
          return secret("wrong-one");
        };
    for (int i = 1; i <= 8; i++) {
      assertThatThrownBy(() -> makeWith(person))
          .isInstanceOfAny(TokenException.WrongPin.class, TokenException.PinBlocked.class);
      if (i % 3 == 0) {
        assertThatThrownBy(() -> makeWith(person))
            .isInstanceOfSatisfying(
                TokenException.PinBlocked.class,
                e -> assertThat(e.remedy()).contains("plug the key in again"));
        wired.plugIn();
      }
    }
    wired.plugIn();
    assertThatThrownBy(() -> makeWith(person))
        .isInstanceOfSatisfying(
            TokenException.PinBlocked.class, e -> assertThat(e.remedy()).contains("reset"));
    assertThat(asked).containsExactly(8, 7, 6, 5, 4, 3, 2, 1);
  }

  @Test
  void aPinThatCannotBeRightIsNotSent() {
    assertThatThrownBy(() -> makeWith(request -> secret("123")))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("3 characters");
    assertThatThrownBy(() -> makeWith(request -> secret("x".repeat(64))))
        .isInstanceOf(TokenException.PinNotGiven.class);
    assertThat(sentPins()).isZero();
  }

  @Test
  void whereThereIsNowhereToAskNothingIsSent() {
    assertThatThrownBy(() -> makeWith(PinEntry.none()))
        .isInstanceOf(TokenException.PinNotGiven.class);
    assertThat(sentPins()).isZero();
  }

  @Test
  void aSecondPinIsNotSetAndTheRemedyIsToChangeIt() {
    assertThatThrownBy(
            () -> wired.token().require(SecurityKeyPins.class).set(secret("another-pin")))
        .isInstanceOfSatisfying(
            TokenException.Refused.class,
            e -> assertThat(e.remedy()).contains("countersign fido pin change"));
  }

  @Test
  void aPinIsChangedAndTheOldOneIsWrongThen() {
    wired.token().require(SecurityKeyPins.class).change(secret(WiredKey.PIN), secret("8372-beta"));
    makeWith(request -> secret("8372-beta"));
    assertThatThrownBy(() -> makeWith(request -> secret(WiredKey.PIN)))
        .isInstanceOf(TokenException.WrongPin.class);
  }

  @Test
  void changingWithAWrongPinCostsATryAndChangesNothing() {
    Token token = wired.token();
    assertThatThrownBy(
            () ->
                token
                    .require(SecurityKeyPins.class)
                    .change(secret("wrong-one"), secret("8372-beta")))
        .isInstanceOfSatisfying(
            TokenException.WrongPin.class, e -> assertThat(e.attemptsLeft()).hasValue(7));
    makeWith(request -> secret(WiredKey.PIN));
  }

  @Test
  void aNewPinThatTheKeyWouldRefuseIsNotSent() {
    SecurityKeyPins pins = wired.token().require(SecurityKeyPins.class);
    assertThatThrownBy(() -> pins.change(secret(WiredKey.PIN), secret("ééé")))
        .isInstanceOf(TokenException.Refused.class)
        .hasMessageContaining("4 characters");
    assertThatThrownBy(() -> pins.change(secret(WiredKey.PIN), secret("é".repeat(32))))
        .isInstanceOf(TokenException.Refused.class);
    assertThat(wired.messages()).doesNotContain("06.4");
  }

  @Test
  void aPinIsTheSameHoweverItsLettersAreWritten() {
    String composed = "\u00e9t\u00e9s-\u00c5";
    String decomposed = "e\u0301te\u0301s-\u212b";
    wired.token().require(SecurityKeyPins.class).change(secret(WiredKey.PIN), secret(decomposed));
    makeWith(request -> secret(composed));
    makeWith(request -> secret(decomposed));
    wired.token().require(SecurityKeyPins.class).change(secret(composed), secret("x-" + composed));
    makeWith(request -> secret("x-" + decomposed));
    assertThat(wired.token().require(SecurityKeyPins.class).state().attemptsLeft()).isEqualTo(8);
  }

  @Test
  void lettersAreCountedAsTheKeyGetsThem() {
    SecurityKeyPins pins = wired.token().require(SecurityKeyPins.class);
    assertThatThrownBy(() -> pins.change(secret(WiredKey.PIN), secret("e\u0301".repeat(3))))
        .isInstanceOf(TokenException.Refused.class)
        .hasMessageContaining("4 characters");
    String letters31 = "e\u0301".repeat(31); // 93 bytes, and 62 as the key gets them
    pins.change(secret(WiredKey.PIN), secret(letters31));
    makeWith(request -> secret(letters31));
    assertThatThrownBy(() -> makeWith(request -> secret("e\u0301".repeat(32))))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("32 characters in 64 bytes");
  }

  @Test
  void bytesThatAreNoTextAreNoPin() {
    byte[] latin1 = {'a', 'b', 'c', 'd', (byte) 0xE9};
    SecurityKeyPins pins = wired.token().require(SecurityKeyPins.class);
    assertThatThrownBy(() -> pins.change(secret(WiredKey.PIN), Secret.copyOf(latin1)))
        .isInstanceOf(TokenException.Refused.class)
        .hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> makeWith(request -> Secret.copyOf(latin1)))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("UTF-8");
    assertThat(sentPins()).isZero();
  }

  @Test
  void aPinThatAnotherProgramSetMeanwhileIsAskedFor() {
    WiredKey other = new WiredKey(FidoFeatures.fido20());
    Token token = other.token();
    SecurityKey key = token.require(SecurityKey.class);
    key.info();
    WiredKey.setPin(other.token());
    assertThat(
            Requests.flags(
                Requests.authenticatorData(
                    key.make(Requests.make(Verification.DISCOURAGED), CEREMONY))))
        .isEqualTo(0x45);
  }

  @Test
  void aPinThatWasEnteredForAKeyThatWasPulledIsNotSent() {
    Token token =
        wired.token(
            request -> {
              wired.removeAfter(0);
              assertThatThrownBy(request.attemptsLeft()::get)
                  .isInstanceOf(TokenException.Removed.class);
              wired.plugIn();
              return secret(WiredKey.PIN);
            });
    assertThatThrownBy(
            () ->
                token
                    .require(SecurityKey.class)
                    .make(Requests.make(Verification.REQUIRED), CEREMONY))
        .isInstanceOf(TokenException.Removed.class);
    assertThat(sentPins()).isZero();
  }
}
