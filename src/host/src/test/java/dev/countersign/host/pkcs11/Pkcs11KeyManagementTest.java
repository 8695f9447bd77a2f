package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.device.TouchPolicy;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@NeedsSoftHsm
class Pkcs11KeyManagementTest {
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);
  private static final KeyPolicies USUAL = KeyPolicies.UNKNOWN;

  private static Tokens tokens;
  private static Token token;
  private static KeyManagement management;

  @BeforeAll
  static void makeToken() {
    SoftHsm.create("manage");
    tokens = SoftHsm.tokens();
    token = tokens.find(TokenUri.parse("pkcs11:token=manage"));
    management = token.require(KeyManagement.class);
  }

  @AfterAll
  static void close() {
    tokens.close();
  }

  private static TokenUri at(String path) {
    return TokenUri.parse("pkcs11:token=manage;" + path);
  }

  private static SigningKey key(String path) {
    return token.signingKey(at(path));
  }

  private static boolean signs(SigningKey key, PublicKey publicKey) throws Exception {
    SignatureAlgorithm algorithm =
        switch (key.algorithm().family()) {
          case RSA -> SignatureAlgorithm.rsa(Digest.SHA256);
          case EC -> SignatureAlgorithm.ecdsa(Digest.SHA256);
          case ED25519 -> SignatureAlgorithm.ed25519();
          case X25519 -> throw new AssertionError("it does not sign");
        };
    String name =
        switch (key.algorithm().family()) {
          case RSA -> "SHA256withRSA";
          case EC -> "SHA256withECDSA";
          default -> "Ed25519";
        };
    byte[] signature = key.sign(algorithm, MESSAGE);
    Signature verifier = Signature.getInstance(name);
    verifier.initVerify(publicKey);
    verifier.update(MESSAGE);
    return verifier.verify(signature);
  }

  @Test
  void kindsOfKeyAreThoseOfTheMechanisms() {
    assertThat(management.generates())
        .contains(
            KeyAlgorithm.RSA2048,
            KeyAlgorithm.RSA3072,
            KeyAlgorithm.RSA4096,
            KeyAlgorithm.P256,
            KeyAlgorithm.P384)
        .doesNotContain(KeyAlgorithm.RSA1024);
    assertThat(management.imports()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"RSA2048", "RSA3072", "P256", "P384", "ED25519"})
  void keyThatWasMadeSignsAndCannotLeave(KeyAlgorithm algorithm) throws Exception {
    String place = "object=made-" + algorithm.externalName();
    PublicKey made = management.generate(at(place), algorithm, USUAL);
    assertThat(KeyAlgorithm.of(made)).contains(algorithm);
    SigningKey key = key(place);
    assertThat(key.publicKey()).isEqualTo(made);
    assertThat(key.origin()).contains(KeyOrigin.GENERATED);
    assertThat(key.policies().pin()).contains(PinPolicy.ONCE);
    assertThat(key.uri().bytes("id").orElseThrow()).hasSize(8);
    assertThat(signs(key, made)).isTrue();
    String listed =
        SoftHsm.pkcs11Tool(
            "--token-label", "manage", "--login", "--pin", SoftHsm.PIN, "--list-objects");
    assertThat(listed).contains("made-" + algorithm.externalName());
  }

  @Test
  void pkcs11ToolSeesThatAKeyNeverLeft() {
    management.generate(at("object=seen;id=%0A%0B"), KeyAlgorithm.P256, USUAL);
    String listed =
        SoftHsm.pkcs11Tool(
            "--token-label",
            "manage",
            "--login",
            "--pin",
            SoftHsm.PIN,
            "--list-objects",
            "--type",
            "privkey",
            "--id",
            "0a0b");
    assertThat(listed)
        .contains("label:      seen")
        .contains("sensitive, always sensitive, never extractable, local")
        .contains("sign");
  }

  @Test
  void placeWithIdAloneNeedsNoLabel() throws Exception {
    PublicKey made = management.generate(at("id=%00%FF"), KeyAlgorithm.P256, USUAL);
    SigningKey key = key("id=%00%FF");
    assertThat(key.uri().attribute("object")).isEmpty();
    assertThat(signs(key, made)).isTrue();
  }

  @Test
  void placeThatIsTakenIsRefusedUntilTheKeyIsDeleted() throws Exception {
    management.generate(at("object=taken;id=%71"), KeyAlgorithm.P256, USUAL);
    for (String place : List.of("object=taken", "id=%71", "object=other;id=%71")) {
      assertThatThrownBy(() -> management.generate(at(place), KeyAlgorithm.P256, USUAL))
          .as(place)
          .isInstanceOf(TokenException.Refused.class)
          .hasMessageContaining("already");
    }
    management.deleteKey(at("object=taken"));
    PublicKey made = management.generate(at("object=taken"), KeyAlgorithm.P256, USUAL);
    assertThat(signs(key("object=taken"), made)).isTrue();
  }

  @Test
  void keysOfOneLabelAndTwoIdsAreTwoKeys() {
    management.generate(at("object=twins;id=%21"), KeyAlgorithm.P256, USUAL);
    management.generate(at("object=twins;id=%22"), KeyAlgorithm.P256, USUAL);
    assertThat(key("object=twins;id=%22").uri().bytes("id")).contains(new byte[] {0x22});
    assertThatThrownBy(() -> key("object=twins"))
        .isInstanceOf(TokenException.Ambiguous.class)
        .hasMessageContaining("id=%21")
        .hasMessageContaining("id=%22");
    assertThatThrownBy(() -> management.deleteKey(at("object=twins")))
        .isInstanceOf(TokenException.Ambiguous.class);
  }

  @Test
  void keyThatWantsThePinEachTimeSaysSo() throws Exception {
    KeyPolicies always = new KeyPolicies(Optional.of(PinPolicy.ALWAYS), Optional.empty());
    PublicKey made = management.generate(at("object=always"), KeyAlgorithm.P256, always);
    SigningKey key = key("object=always");
    assertThat(key.policies().pin()).contains(PinPolicy.ALWAYS);
    assertThat(signs(key, made)).isTrue();
    assertThat(signs(key, made)).isTrue();
  }

  @Test
  void policiesThatPkcs11HasNoWordsForAreRefused() {
    KeyPolicies touch = new KeyPolicies(Optional.empty(), Optional.of(TouchPolicy.ALWAYS));
    KeyPolicies finger = new KeyPolicies(Optional.of(PinPolicy.MATCH_ONCE), Optional.empty());
    for (KeyPolicies policies : List.of(touch, finger)) {
      assertThatThrownBy(
              () -> management.generate(at("object=policy"), KeyAlgorithm.P256, policies))
          .isInstanceOf(TokenException.Unsupported.class);
    }
    assertThatThrownBy(() -> key("object=policy")).isInstanceOf(TokenException.NoKey.class);
  }

  @Test
  void kindThatTheTokenDoesNotMakeIsUnsupported() {
    assertThatThrownBy(() -> management.generate(at("object=x"), KeyAlgorithm.RSA1024, USUAL))
        .isInstanceOf(TokenException.Unsupported.class)
        .satisfies(
            e -> assertThat(((TokenException) e).remedy()).contains("rsa2048").contains("p256"));
  }

  @Test
  void uriWithoutAnObjectIsNoPlace() {
    TokenUri token = TokenUri.parse("pkcs11:token=manage");
    assertThatThrownBy(() -> management.generate(token, KeyAlgorithm.P256, USUAL))
        .isInstanceOf(TokenException.NoKey.class)
        .hasMessageContaining("names no object");
    assertThatThrownBy(() -> management.deleteKey(at("object=")))
        .isInstanceOf(TokenException.NoKey.class);
    assertThatThrownBy(() -> management.deleteKey(at("object=a;type=data")))
        .isInstanceOf(TokenException.NoKey.class)
        .hasMessageContaining("type data");
  }

  @ParameterizedTest
  @EnumSource(names = {"RSA2048", "P256", "P384", "ED25519"})
  void importedKeySignsAndSaysWhereItComesFrom(KeyAlgorithm algorithm) throws Exception {
    String place = "object=brought-" + algorithm.externalName();
    KeyPair pair = pair(algorithm);
    management.importKey(at(place), pair, USUAL);
    SigningKey key = key(place);
    assertThat(key.publicKey()).isEqualTo(pair.getPublic());
    assertThat(key.origin()).contains(KeyOrigin.IMPORTED);
    assertThat(signs(key, pair.getPublic())).isTrue();
    assertThatThrownBy(() -> management.importKey(at(place), pair, USUAL))
        .isInstanceOf(TokenException.Refused.class);
  }

  static KeyPair pair(KeyAlgorithm algorithm) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm.family().jcaName());
    switch (algorithm) {
      case P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
      case P384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
      case ED25519 -> generator.initialize(NamedParameterSpec.ED25519);
      case X25519 -> generator.initialize(NamedParameterSpec.X25519);
      default -> generator.initialize(algorithm.bits());
    }
    return generator.generateKeyPair();
  }

  @Test
  void keyThatCannotBeReadIsNotImported() throws Exception {
    SigningKey onToken = keyMade("object=unreadable");
    KeyPair pair = new KeyPair(onToken.publicKey(), onToken.asPrivateKey());
    assertThatThrownBy(() -> management.importKey(at("object=copy"), pair, USUAL))
        .isInstanceOf(TokenException.Unsupported.class);
  }

  private static SigningKey keyMade(String place) {
    management.generate(at(place), KeyAlgorithm.P256, USUAL);
    return key(place);
  }

  @Test
  void certificateIsStoredBesideTheKeyAndReplaced() {
    SigningKey key = keyMade("object=certified");
    X509Certificate first = OpenSsl.certificate("first");
    X509Certificate second = OpenSsl.certificate("second");
    assertThat(management.certificate(at("object=certified"))).isEmpty();
    management.putCertificate(at("object=certified"), first);
    assertThat(management.certificate(at("object=certified"))).contains(first);
    assertThat(key.certificateChain()).containsExactly(first);
    management.putCertificate(at("object=certified"), first);
    management.putCertificate(at("object=certified"), second);
    assertThat(management.certificate(key.uri())).contains(second);
    String listed = SoftHsm.pkcs11Tool("--token-label", "manage", "--list-objects");
    assertThat(listed).contains("CN=second").doesNotContain("CN=first");
    management.deleteCertificate(at("object=certified"));
    management.deleteCertificate(at("object=certified"));
    assertThat(management.certificate(at("object=certified"))).isEmpty();
    assertThat(key("object=certified").publicKey()).isEqualTo(key.publicKey());
  }

  @Test
  void certificateWithoutAKeyIsReadAndDeleted() {
    X509Certificate alone = OpenSsl.certificate("alone");
    management.putCertificate(at("object=alone;id=%31"), alone);
    assertThat(management.certificate(at("id=%31"))).contains(alone);
    assertThat(management.certificate(at("object=alone"))).contains(alone);
    assertThatThrownBy(() -> key("object=alone")).isInstanceOf(TokenException.NoKey.class);
    management.deleteKey(at("object=alone"));
    assertThat(management.certificate(at("object=alone"))).isEmpty();
  }

  @Test
  void deletedKeyTakesItsPublicHalfAndCertificateAlong() {
    SigningKey key = keyMade("object=gone;id=%41");
    management.putCertificate(at("id=%41"), OpenSsl.certificate("gone"));
    management.deleteKey(at("object=gone"));
    assertThatThrownBy(() -> key("id=%41")).isInstanceOf(TokenException.NoKey.class);
    assertThatThrownBy(() -> key.sign(SignatureAlgorithm.ecdsa(Digest.SHA256), MESSAGE))
        .isInstanceOf(TokenException.NoKey.class);
    String listed =
        SoftHsm.pkcs11Tool(
            "--token-label",
            "manage",
            "--login",
            "--pin",
            SoftHsm.PIN,
            "--list-objects",
            "--id",
            "41");
    assertThat(listed).doesNotContain("gone");
    assertThatThrownBy(() -> management.deleteKey(at("object=gone")))
        .isInstanceOf(TokenException.NoKey.class);
  }

  @Test
  void keyWithoutCertificateIsListed() {
    keyMade("object=bare");
    assertThat(token.require(SigningKeys.class).list())
        .anyMatch(key -> key.uri().attribute("object").equals(Optional.of("bare")));
  }
}
