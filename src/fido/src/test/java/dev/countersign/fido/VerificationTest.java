package dev.countersign.fido;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.PinEntry;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Assertion;
import dev.countersign.device.fido.AssertionRequest;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.CredentialRequest;
import dev.countersign.device.fido.CredentialRequest.Wishes;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.StoredCredentials;
import dev.countersign.device.fido.Verification;
import dev.countersign.simulator.fido.FidoFeatures;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How the person is verified, and what is asked of a key that is not asked for usually. */
class VerificationTest {
  private static final Ceremony CEREMONY = Ceremony.of("test");

  private static FidoFeatures with(FidoFeatures.Option option) {
    FidoFeatures usual = FidoFeatures.securityKey();
    Set<FidoFeatures.Option> options = EnumSet.copyOf(usual.options());
    options.add(option);
    return new FidoFeatures(
        usual.product(),
        usual.aaguid(),
        usual.firmware(),
        usual.generation(),
        usual.algorithms(),
        options,
        usual.maxCredentials());
  }

  @Test
  void aKeyWithASensorVerifiesThePersonByItselfAndNoPinIsAskedFor() {
    WiredKey wired = new WiredKey(with(FidoFeatures.Option.BUILT_IN_VERIFICATION));
    Token token = wired.token(PinEntry.none());
    SecurityKey key = token.require(SecurityKey.class);
    MadeCredential made = key.make(Requests.make(Verification.REQUIRED), CEREMONY);
    assertThat(Requests.flags(Requests.authenticatorData(made))).isEqualTo(0x45);
    Assertion proved = key.prove(Requests.prove(Verification.REQUIRED, made.id()), CEREMONY).get(0);
    assertThat(Requests.flags(proved.authenticatorData())).isEqualTo(0x05);
    assertThat(token.require(StoredCredentials.class).list()).isEmpty();
  }

  @Test
  void whereTheSensorFailsThePinIsAskedFor() {
    WiredKey wired = new WiredKey(with(FidoFeatures.Option.BUILT_IN_VERIFICATION));
    Token token = wired.token();
    WiredKey.setPin(token);
    wired.tamper(
        (request, answer) -> request[0] == 0x06 && isBuiltIn(request) ? new byte[] {0x3F} : answer);
    MadeCredential made =
        token.require(SecurityKey.class).make(Requests.make(Verification.REQUIRED), CEREMONY);
    assertThat(Requests.flags(Requests.authenticatorData(made))).isEqualTo(0x45);
    assertThat(wired.messages()).contains("06.6", "06.9");
  }

  /** clientPIN with subcommand 6: {1: protocol, 2: 6, ...}. */
  private static boolean isBuiltIn(byte[] request) {
    return request[5] == 6;
  }

  @Test
  void whetherAKeyHoldsACredentialIsFoundOutWithoutAPerson() {
    WiredKey wired = new WiredKey(FidoFeatures.securityKey());
    SecurityKey key = wired.key();
    MadeCredential made = key.make(Requests.make(Verification.DISCOURAGED), CEREMONY);
    wired.person(
        purpose -> {
          throw new AssertionError("nobody is there");
        });
    assertThat(key.prove(silent(made.id()), CEREMONY)).hasSize(1);
    assertThatThrownBy(() -> key.prove(silent(Identifier.of(new byte[40])), CEREMONY))
        .isInstanceOf(TokenException.NoKey.class);
  }

  @Test
  void aKeyThatTellsNothingWithoutAPersonIsNotAskedForEver() {
    WiredKey wired = new WiredKey(FidoFeatures.securityKey());
    SecurityKey key = wired.key();
    wired.tamper((request, answer) -> request[0] == 2 ? new byte[] {0x36} : answer);
    assertThatThrownBy(() -> key.prove(silent(Identifier.of(new byte[40])), CEREMONY))
        .isInstanceOf(TokenException.Refused.class)
        .hasMessageContaining("verified the person");
  }

  @Test
  void anOldKeyIsAskedWithoutAPersonToo() {
    WiredKey wired = new WiredKey(FidoFeatures.u2fOnly());
    SecurityKey key = wired.key();
    MadeCredential made = key.make(Requests.make(Verification.DISCOURAGED), CEREMONY);
    wired.person(purpose -> false);
    assertThat(key.prove(silent(made.id()), CEREMONY)).hasSize(1);
    assertThatThrownBy(() -> key.prove(silent(Identifier.of(new byte[40])), CEREMONY))
        .isInstanceOf(TokenException.NoKey.class);
  }

  private static AssertionRequest silent(Identifier id) {
    return new AssertionRequest(
        Requests.HASH,
        Requests.RP,
        List.of(id),
        Verification.DISCOURAGED,
        false,
        List.of(),
        Optional.empty(),
        false);
  }

  @Test
  void anAttestationThatNamesTheKeyIsAskedForOnlyWhereThatIsWanted() {
    WiredKey wired = new WiredKey(with(FidoFeatures.Option.ENTERPRISE_ATTESTATION));
    List<Boolean> asked = new ArrayList<>();
    wired.tamper(
        (request, answer) -> {
          if (request[0] == 1) {
            asked.add(Requests.members(request).get(0x0A).isPresent());
          }
          return answer;
        });
    SecurityKey key = wired.key();
    key.make(Requests.make(Verification.DISCOURAGED), CEREMONY);
    boolean on = key.info().has("ep");
    Wishes named =
        new Wishes(
            Optional.empty(), false, false, false, Optional.empty(), false, OptionalInt.of(1));
    key.make(Requests.make(Verification.DISCOURAGED, false, List.of(), named), CEREMONY);
    assertThat(asked).containsExactly(false, on);
  }

  @Test
  void algorithmsThatTheKeyLacksAreRefusedWithoutATouch() {
    WiredKey wired = new WiredKey(FidoFeatures.yubikey57());
    SecurityKey key = wired.key();
    CredentialRequest usual = Requests.make(Verification.DISCOURAGED);
    CredentialRequest rsaOnly =
        new CredentialRequest(
            usual.clientDataHash(),
            usual.relyingParty(),
            usual.user(),
            List.of(-257),
            List.of(),
            false,
            Verification.DISCOURAGED,
            Wishes.NONE);
    assertThatThrownBy(() -> key.make(rsaOnly, CEREMONY))
        .isInstanceOf(TokenException.Unsupported.class)
        .hasMessageContaining("algorithms");
    assertThat(wired.purposes()).isEmpty();
  }

  @Test
  void whoDoesNotTouchGetsNothing() {
    WiredKey wired = new WiredKey(FidoFeatures.fido20());
    wired.person(purpose -> false);
    assertThatThrownBy(() -> wired.key().make(Requests.make(Verification.DISCOURAGED), CEREMONY))
        .isInstanceOf(TokenException.TouchNotGiven.class);
  }
}
