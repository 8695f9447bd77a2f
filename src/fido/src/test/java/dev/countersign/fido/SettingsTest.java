package dev.countersign.fido;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyPins;
import dev.countersign.device.fido.SecurityKeySettings;
import dev.countersign.device.fido.Verification;
import dev.countersign.simulator.fido.FidoFeatures;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a key behaves is set, and a key is reset. */
class SettingsTest {
  private static final Ceremony CEREMONY = Ceremony.of("test");

  private final WiredKey wired = new WiredKey(FidoFeatures.yubikey57());
  private final Token token = wired.token();
  private final SecurityKey key = token.require(SecurityKey.class);
  private final SecurityKeySettings settings = token.require(SecurityKeySettings.class);

  @Test
  void aResetRemovesPinAndCredentials() {
    WiredKey.setPin(token);
    MadeCredential made = key.make(Requests.make(Verification.REQUIRED), CEREMONY);
    wired.plugIn();
    settings.reset(CEREMONY);
    assertThat(token.require(SecurityKeyPins.class).state().set()).isFalse();
    assertThatThrownBy(
            () -> key.prove(Requests.prove(Verification.DISCOURAGED, made.id()), CEREMONY))
        .isInstanceOf(TokenException.NoKey.class);
  }

  @Test
  void aResetThatComesTooLateSaysHowToBeInTime() {
    wired.clock().advance(Duration.ofSeconds(11));
    assertThatThrownBy(() -> settings.reset(CEREMONY))
        .isInstanceOf(TokenException.Refused.class)
        .hasMessageContaining("10 seconds");
  }

  @Test
  void aResetThatNobodyTouchesForResetsNothing() {
    WiredKey.setPin(token);
    wired.plugIn();
    wired.person(purpose -> false);
    assertThatThrownBy(() -> settings.reset(CEREMONY))
        .isInstanceOf(TokenException.TouchNotGiven.class);
    assertThat(token.require(SecurityKeyPins.class).state().set()).isTrue();
  }

  @Test
  void everyUseIsVerifiedWhenThatIsSetAndNotAnyMoreWhenItIsNot() {
    WiredKey.setPin(token);
    settings.alwaysVerify(true);
    assertThat(key.info().has("alwaysUv")).isTrue();
    MadeCredential made = key.make(Requests.make(Verification.DISCOURAGED), CEREMONY);
    assertThat(Requests.flags(Requests.authenticatorData(made))).isEqualTo(0x45);
    settings.alwaysVerify(true);
    assertThat(key.info().has("alwaysUv")).isTrue();
    settings.alwaysVerify(false);
    assertThat(key.info().has("alwaysUv")).isFalse();
  }

  @Test
  void theShortestPinOnlyGrows() {
    WiredKey.setPin(token);
    settings.minimumPinLength(6, List.of(), false);
    assertThat(key.info().pin().minimumCharacters()).isEqualTo(6);
    assertThatThrownBy(() -> settings.minimumPinLength(5, List.of(), false))
        .isInstanceOf(TokenException.Refused.class)
        .hasMessageContaining("6 characters");
    assertThatThrownBy(() -> settings.minimumPinLength(64, List.of(), false))
        .isInstanceOf(TokenException.Refused.class)
        .hasMessageContaining("63 bytes");
    assertThat(key.info().pin().minimumCharacters()).isEqualTo(6);
  }

  @Test
  void whatAnotherProgramSetMeanwhileIsNotTurnedBack() {
    WiredKey.setPin(token);
    key.info();
    wired.token().require(SecurityKeySettings.class).alwaysVerify(true);
    settings.alwaysVerify(true);
    assertThat(wired.key().info().has("alwaysUv")).isTrue();
  }

  @Test
  void whatAnotherProgramSetWhileThePinIsEnteredIsNotTurnedBack() {
    WiredKey.setPin(token);
    Token slow =
        wired.token(
            request -> {
              wired.token().require(SecurityKeySettings.class).alwaysVerify(true);
              return Secret.copyOf(WiredKey.PIN.toCharArray());
            });
    slow.require(SecurityKeySettings.class).alwaysVerify(true);
    assertThat(wired.key().info().has("alwaysUv")).isTrue();
  }

  @Test
  void aPinThatHasToBeChangedIsNotSentForAnythingElse() {
    WiredKey.setPin(token);
    settings.minimumPinLength(6, List.of("example.org"), true);
    wired.messages();
    assertThatThrownBy(() -> key.make(Requests.make(Verification.REQUIRED), CEREMONY))
        .isInstanceOfSatisfying(
            TokenException.Refused.class,
            e -> assertThat(e.remedy()).contains("countersign fido pin change"));
    assertThat(wired.messages()).doesNotContain("06.9");
    token
        .require(SecurityKeyPins.class)
        .change(
            Secret.copyOf(WiredKey.PIN.toCharArray()), Secret.copyOf("8372-beta".toCharArray()));
    assertThat(key.info().pin().mustChange()).isFalse();
  }

  @Test
  void keysOfBeforeCtap21CannotBeSet() {
    Token old = new WiredKey(FidoFeatures.fido20()).token();
    SecurityKeySettings none = old.require(SecurityKeySettings.class);
    assertThatThrownBy(() -> none.alwaysVerify(true))
        .isInstanceOf(TokenException.Unsupported.class);
    assertThatThrownBy(() -> none.minimumPinLength(8, List.of(), false))
        .isInstanceOf(TokenException.Unsupported.class);
    assertThat(new WiredKey(FidoFeatures.u2fOnly()).token().capability(SecurityKeySettings.class))
        .isEmpty();
  }
}
