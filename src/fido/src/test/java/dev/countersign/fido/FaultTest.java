package dev.countersign.fido;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyPins;
import dev.countersign.device.fido.Verification;
import dev.countersign.fido.SimulatedKeys.Way;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes wrong on the way to a key, at each command and at each report. */
class FaultTest {
  private static final Ceremony CEREMONY = Ceremony.of("sign in");
  private static final int MORE_THAN_A_CEREMONY_HAS = 200;

  private final SimulatedKeys keys = new SimulatedKeys();

  @AfterEach
  void close() {
    keys.close();
  }

  private static MadeCredential make(Token token) {
    return token.require(SecurityKey.class).make(Requests.make(Verification.REQUIRED), CEREMONY);
  }

  /** What the ceremony ends with when the fault comes at that command or report. */
  private Optional<TokenException> withFault(VirtualToken key, Way way, String fault) {
    keys.remove(key);
    key.injectFaults(FaultSchedule.parse(fault));
    keys.insert(key, way);
    keys.anotherProgram();
    Tokens.Inventory inventory = keys.tokens().inventory(Set.of("fido"));
    if (inventory.tokens().isEmpty()) {
      return Optional.of(inventory.unusable().get(0).problem());
    }
    try {
      make(inventory.tokens().get(0));
      return Optional.empty();
    } catch (TokenException e) {
      return Optional.of(e);
    }
  }

  private void worksAgain(VirtualToken key, Way way) {
    keys.remove(key);
    key.injectFaults(FaultSchedule.none());
    keys.insert(key, way);
    keys.anotherProgram();
    Token token = keys.found().get(0);
    assertThat(make(token).id()).isNotNull();
    assertThat(token.require(SecurityKeyPins.class).state().attemptsLeft()).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aKeyThatIsPulledAtAnyMomentIsGoneAndWorksWhenItIsBack(Way way) {
    VirtualToken key = keys.plugIn(Profile.SECURITY_KEY, way);
    WiredKey.setPin(keys.found().get(0));
    int at = 1;
    for (; at < MORE_THAN_A_CEREMONY_HAS; at++) {
      String fault = "remove@" + at;
      Optional<TokenException> ended = withFault(key, way, fault);
      if (ended.isEmpty()) {
        break;
      }
      assertThat(ended.get()).as(fault).isInstanceOf(TokenException.Removed.class);
    }
    assertThat(at).isBetween(6, MORE_THAN_A_CEREMONY_HAS - 1);
    worksAgain(key, way);
  }

  @ParameterizedTest
  @CsvSource({
    "READER, status:6F00",
    "READER, garbage",
    "READER, oversize",
    "READER, overlong",
    "USB, status:0001",
    "USB, garbage",
    "USB, overlong",
    "USB, oversize",
    "USB, reset"
  })
  void whateverIsAnsweredInsteadTheCeremonyEndsAndTheKeyWorksAgain(Way way, String kind) {
    VirtualToken key = keys.plugIn(Profile.SECURITY_KEY, way);
    WiredKey.setPin(keys.found().get(0));
    for (int at = 1; at < 12; at += way == Way.USB && kind.equals("garbage") ? 5 : 1) {
      String fault = kind + "@" + at;
      Optional<TokenException> ended = withFault(key, way, fault);
      assertThat(ended.map(TokenException::remedy).orElse("none")).as(fault).isNotEmpty();
    }
    worksAgain(key, way);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aSlowKeyIsWaitedFor(Way way) {
    VirtualToken key = keys.plugIn(Profile.SECURITY_KEY, way);
    WiredKey.setPin(keys.found().get(0));
    assertThat(withFault(key, way, "slow:300ms@3, slow:300ms@5")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void anotherKeyInItsPlaceIsNotTakenForIt(Way way) {
    VirtualToken key = keys.plugIn(Profile.YUBIKEY_5_7, way);
    Token token = keys.found().get(0);
    assertThat(token.uri()).hasToString("fido:serial=1000");
    keys.remove(key);
    keys.plugIn(Profile.YUBIKEY_5_7, way);
    assertThatThrownBy(
            () ->
                token
                    .require(SecurityKey.class)
                    .make(Requests.make(Verification.DISCOURAGED), CEREMONY))
        .isInstanceOf(TokenException.Removed.class);
  }
}
