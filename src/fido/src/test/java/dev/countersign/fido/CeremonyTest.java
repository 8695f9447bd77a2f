package dev.countersign.fido;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Assertion;
import dev.countersign.device.fido.AssertionRequest;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.CredentialRequest;
import dev.countersign.device.fido.CredentialRequest.Wishes;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.Protection;
import dev.countersign.device.fido.RelyingParty;
import dev.countersign.device.fido.SecretSalt;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.Verification;
import dev.countersign.simulator.fido.FidoFeatures;
import dev.countersign.wire.cbor.Cbor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Credentials are made and proved. */
class CeremonyTest {
  private static final Ceremony CEREMONY = Ceremony.of("test");

  static List<FidoFeatures> keys() {
    return List.of(
        FidoFeatures.yubikey57(),
        FidoFeatures.securityKey(),
        FidoFeatures.fido20(),
        FidoFeatures.u2fOnly());
  }

  static List<FidoFeatures> keysWithPins() {
    return keys().subList(0, 3);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyMakesAndProvesACredential(FidoFeatures features) {
    SecurityKey key = new WiredKey(features).key();
    MadeCredential made = key.make(Requests.make(Verification.PREFERRED), CEREMONY);
    assertThat(Requests.flags(Requests.authenticatorData(made))).isEqualTo(0x41);
    Assertion proved =
        key.prove(Requests.prove(Verification.PREFERRED, made.id()), CEREMONY).get(0);
    assertThat(proved.credential()).isEqualTo(made.id());
    assertThat(Requests.verifies(made, proved.authenticatorData(), proved.signature())).isTrue();
  }

  @ParameterizedTest
  @MethodSource("keysWithPins")
  void withAPinThePersonIsVerified(FidoFeatures features) {
    Token token = new WiredKey(features).token();
    WiredKey.setPin(token);
    SecurityKey key = token.require(SecurityKey.class);
    MadeCredential made = key.make(Requests.make(Verification.REQUIRED), CEREMONY);
    assertThat(Requests.flags(Requests.authenticatorData(made))).isEqualTo(0x45);
    Assertion proved = key.prove(Requests.prove(Verification.REQUIRED, made.id()), CEREMONY).get(0);
    assertThat(Requests.flags(proved.authenticatorData())).isEqualTo(0x05);
    assertThat(Requests.verifies(made, proved.authenticatorData(), proved.signature())).isTrue();
  }

  @ParameterizedTest
  @MethodSource("keysWithPins")
  void whereNoPinIsSetAndOneIsNeededTheRemedyIsToSetOne(FidoFeatures features) {
    SecurityKey key = new WiredKey(features).key();
    assertThatThrownBy(() -> key.make(Requests.make(Verification.REQUIRED), CEREMONY))
        .isInstanceOfSatisfying(
            TokenException.PinNotGiven.class,
            e -> assertThat(e.remedy()).contains("countersign fido pin set"));
  }

  @Test
  void aKeyOfBeforeCtap2CannotVerifyAnybody() {
    SecurityKey key = new WiredKey(FidoFeatures.u2fOnly()).key();
    assertThatThrownBy(() -> key.make(Requests.make(Verification.REQUIRED), CEREMONY))
        .isInstanceOf(TokenException.Unsupported.class)
        .hasMessageContaining("no PIN");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void whatTheKeyHoldsAlreadyIsExcluded(FidoFeatures features) {
    SecurityKey key = new WiredKey(features).key();
    MadeCredential made = key.make(Requests.make(Verification.DISCOURAGED), CEREMONY);
    assertThatThrownBy(
            () ->
                key.make(
                    Requests.make(Verification.DISCOURAGED, false, List.of(made.id()), Wishes.NONE),
                    CEREMONY))
        .isInstanceOf(TokenException.Refused.class)
        .hasMessageContaining("already");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void whatTheKeyDoesNotHoldItDoesNotProve(FidoFeatures features) {
    SecurityKey key = new WiredKey(features).key();
    Identifier foreign = Identifier.of(new byte[64]);
    assertThatThrownBy(() -> key.prove(Requests.prove(Verification.DISCOURAGED, foreign), CEREMONY))
        .isInstanceOf(TokenException.NoKey.class);
  }

  @Test
  void listsLongerThanTheKeyTakesAreSplit() {
    WiredKey wired = new WiredKey(FidoFeatures.yubikey57());
    SecurityKey key = wired.key();
    MadeCredential made = key.make(Requests.make(Verification.DISCOURAGED), CEREMONY);
    List<Identifier> many = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      byte[] foreign = made.id().bytes();
      foreign[0] ^= (byte) (i + 1);
      many.add(Identifier.of(foreign));
    }
    many.add(made.id());
    Identifier[] allow = many.toArray(Identifier[]::new);
    List<Assertion> proved = key.prove(Requests.prove(Verification.DISCOURAGED, allow), CEREMONY);
    assertThat(proved).hasSize(1);
    assertThat(proved.get(0).credential()).isEqualTo(made.id());
    assertThat(
            Requests.verifies(made, proved.get(0).authenticatorData(), proved.get(0).signature()))
        .isTrue();
    assertThatThrownBy(
            () ->
                key.make(
                    Requests.make(Verification.DISCOURAGED, false, many, Wishes.NONE), CEREMONY))
        .hasMessageContaining("already");
    many.remove(made.id());
    assertThat(
            key.make(Requests.make(Verification.DISCOURAGED, false, many, Wishes.NONE), CEREMONY)
                .id())
        .isNotEqualTo(made.id());
  }

  @Test
  void aListFitsBesideWhateverElseAMessageHas() {
    WiredKey wired = new WiredKey(FidoFeatures.yubikey57());
    wired.tamper(
        (request, answer) ->
            request[0] == 4 ? Requests.with(answer, 5, Cbor.integer(1024)) : answer);
    SecurityKey key = wired.key();
    MadeCredential made = key.make(Requests.make(Verification.DISCOURAGED), CEREMONY);
    for (int count = 1; count <= 10; count++) {
      List<Identifier> exclude = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] foreign = new byte[64];
        foreign[0] = (byte) i;
        exclude.add(Identifier.of(foreign));
      }
      CredentialRequest talkative =
          new CredentialRequest(
              Requests.HASH,
              new RelyingParty(Requests.RP, "Example ".repeat(20)),
              Requests.user(2),
              IntStream.range(0, 12).map(i -> -7 - i).boxed().toList(),
              exclude,
              false,
              Verification.DISCOURAGED,
              wishes(true));
      assertThat(key.make(talkative, CEREMONY).id()).as("%d", count).isNotEqualTo(made.id());
    }
  }

  @Test
  void aStoredCredentialIsFoundWithoutItsIdentifierNewestFirst() {
    Token token = new WiredKey(FidoFeatures.yubikey57()).token();
    WiredKey.setPin(token);
    SecurityKey key = token.require(SecurityKey.class);
    List<Identifier> made = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      made.add(0, key.make(Requests.stored(Verification.REQUIRED, i, Wishes.NONE), CEREMONY).id());
    }
    List<Assertion> proved = key.prove(Requests.prove(Verification.REQUIRED), CEREMONY);
    assertThat(proved).extracting(Assertion::credential).isEqualTo(made);
    assertThat(proved.get(0).user()).contains(Requests.user(3));
  }

  @Test
  void secretsAreTheSameForTheSameSaltAndOthersForOthers() {
    Token token = new WiredKey(FidoFeatures.yubikey57()).token();
    WiredKey.setPin(token);
    SecurityKey key = token.require(SecurityKey.class);
    MadeCredential made =
        key.make(Requests.make(Verification.REQUIRED, false, List.of(), wishes(true)), CEREMONY);
    assertThat(made.secrets()).isTrue();
    SecretSalt one = SecretSalt.ofPrfInput(new byte[] {1});
    SecretSalt two = SecretSalt.ofPrfInput(new byte[] {2});
    byte[] first = secret(key, made, Verification.REQUIRED, one, two).get(0);
    List<byte[]> both = secret(key, made, Verification.REQUIRED, two, one);
    assertThat(both.get(1)).isEqualTo(first).hasSize(32);
    assertThat(both.get(0)).isNotEqualTo(first);
    assertThat(secret(key, made, Verification.DISCOURAGED, one).get(0)).isNotEqualTo(first);
  }

  private static List<byte[]> secret(
      SecurityKey key, MadeCredential made, Verification verification, SecretSalt... salts) {
    AssertionRequest request =
        new AssertionRequest(
            Requests.HASH,
            Requests.RP,
            List.of(made.id()),
            verification,
            true,
            List.of(salts),
            Optional.empty(),
            false);
    try (Assertion proved = key.prove(request, CEREMONY).get(0)) {
      return proved.extras().secrets().stream().map(Secret::bytes).toList();
    }
  }

  private static Wishes wishes(boolean secrets) {
    return new Wishes(
        Optional.of(Protection.VERIFICATION_OPTIONAL),
        false,
        secrets,
        false,
        Optional.of(new byte[] {1, 2, 3}),
        false,
        OptionalInt.empty());
  }

  @Test
  void aFewBytesAreStoredWithACredential() {
    Token token = new WiredKey(FidoFeatures.yubikey57()).token();
    WiredKey.setPin(token);
    SecurityKey key = token.require(SecurityKey.class);
    MadeCredential made =
        key.make(Requests.make(Verification.REQUIRED, true, List.of(), wishes(false)), CEREMONY);
    AssertionRequest request =
        new AssertionRequest(
            Requests.HASH,
            Requests.RP,
            List.of(made.id()),
            Verification.REQUIRED,
            true,
            List.of(),
            Optional.empty(),
            true);
    assertThat(key.prove(request, CEREMONY).get(0).extras().blob()).contains(new byte[] {1, 2, 3});
  }

  @Test
  void aProtectedCredentialIsNotFoundWithoutVerification() {
    Token token = new WiredKey(FidoFeatures.yubikey57()).token();
    WiredKey.setPin(token);
    SecurityKey key = token.require(SecurityKey.class);
    Wishes wishes =
        new Wishes(
            Optional.of(Protection.VERIFICATION_REQUIRED),
            true,
            false,
            false,
            Optional.empty(),
            false,
            OptionalInt.empty());
    MadeCredential made =
        key.make(Requests.make(Verification.REQUIRED, true, List.of(), wishes), CEREMONY);
    assertThatThrownBy(
            () -> key.prove(Requests.prove(Verification.DISCOURAGED, made.id()), CEREMONY))
        .isInstanceOf(TokenException.NoKey.class);
    assertThat(key.prove(Requests.prove(Verification.REQUIRED, made.id()), CEREMONY)).hasSize(1);
  }
}
