package dev.countersign.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.DecryptionKey;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SettableClock;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@SimulatedToken(serial = 23456789)
@SimulatedKey(slot = "9d", algorithm = KeyAlgorithm.P384)
class SimulatedTokenTest {
  private Tokens beforeEach;

  @BeforeEach
  void lookAtTheTokens(Tokens tokens) {
    beforeEach = tokens;
  }

  private static byte[] sign(SigningKey key) {
    return key.sign(SignatureAlgorithm.ecdsa(Digest.SHA256), new byte[3]);
  }

  @Test
  void tokenOfTheClassIsThere(Tokens tokens, Token token, VirtualToken card) {
    assertThat(card.profile()).isEqualTo(Profile.YUBIKEY_5_7);
    assertThat(token.identity().serial()).hasValue("23456789");
    assertThat(token.simulated()).isTrue();
    assertThat(tokens.of("piv")).hasSize(1);
    assertThat(beforeEach).isSameAs(tokens);
  }

  @Test
  @SimulatedToken(profile = Profile.YUBIKEY_4_3)
  void tokenOfTheMethodTakesItsPlace(Tokens tokens, Token token, VirtualToken card) {
    assertThat(card.profile()).isEqualTo(Profile.YUBIKEY_4_3);
    assertThat(token.identity().serial()).hasValue("10000001");
    assertThat(tokens.of("piv")).hasSize(1);
  }

  @Test
  void tokenOfAParameterIsOneMore(
      Tokens tokens, Token first, @SimulatedToken Token second, @SimulatedToken Token third) {
    assertThat(tokens.of("piv")).hasSize(3);
    assertThat(first.identity().serial()).hasValue("23456789");
    assertThat(second.identity().serial()).hasValue("10000001");
    assertThat(third.identity().serial()).hasValue("10000002");
  }

  @Test
  void keysAreMadeBeforeTheTest(
      Tokens tokens,
      @SimulatedKey SigningKey plain,
      @SimulatedKey(slot = "82", algorithm = KeyAlgorithm.RSA2048) DecryptionKey rsa,
      ScriptedPins pins) {
    assertThat(plain.uri().attribute("slot")).hasValue("9a");
    assertThat(rsa.publicKey()).isInstanceOf(RSAPublicKey.class);
    assertThat(tokens.signingKey(TokenUri.parse("piv:slot=9d")).algorithm())
        .isEqualTo(KeyAlgorithm.P384);
    assertThat(plain.certificateChain()).hasSize(1);
    assertThat(pins.asked()).isEmpty();
  }

  @Test
  void keyOnATokenOfItsOwn(
      @SimulatedKey SigningKey ours, @SimulatedToken(seed = 2) @SimulatedKey SigningKey other) {
    assertThat(other.uri()).isNotEqualTo(ours.uri());
    assertThat(other.publicKey()).isNotEqualTo(ours.publicKey());
    assertThat(sign(other)).isNotEmpty();
  }

  @Test
  void pinsAreAnsweredAndRemembered(@SimulatedKey SigningKey key, ScriptedPins pins) {
    sign(key);
    assertThat(pins.asked()).containsExactly(Kind.PIN);
  }

  @Test
  void silentPinsGiveNothing(@SimulatedKey SigningKey key, ScriptedPins pins) {
    pins.silence(Kind.PIN);
    assertThatThrownBy(() -> sign(key)).isInstanceOf(TokenException.PinNotGiven.class);
  }

  @Test
  @SimulatedToken(pin = "111111")
  void wrongPinIsAnswered(@SimulatedKey SigningKey key) {
    assertThatThrownBy(() -> sign(key))
        .isInstanceOf(TokenException.WrongPin.class)
        .hasMessageNotContaining("111111");
  }

  @Test
  @SimulatedToken(faults = "remove@1")
  void faultsCountFromTheStartOfTheTest(Tokens tokens, @SimulatedToken VirtualToken other) {
    assertThat(tokens.inventory().unusable())
        .singleElement()
        .satisfies(
            unusable -> assertThat(unusable.problem()).isInstanceOf(TokenException.Removed.class));
    assertThat(tokens.of("piv"))
        .singleElement()
        .satisfies(
            token ->
                assertThat(token.uri().attribute("serial"))
                    .hasValue(String.valueOf(other.serial())));
  }

  @Test
  @SimulatedToken(inserted = false)
  void tokenThatIsNotPluggedInYet(Tokens tokens, SimulatedReaders readers, VirtualToken card) {
    assertThat(tokens.of("piv")).isEmpty();
    readers.insert(card);
    assertThat(tokens.of("piv")).hasSize(1);
  }

  @Test
  void clockStandsStill(SettableClock clock) {
    assertThat(clock.instant()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Nested
  class InANestedClass {
    @Test
    void tokenOfTheOuterClassIsThere(Token token) {
      assertThat(token.identity().serial()).hasValue("23456789");
    }
  }
}
