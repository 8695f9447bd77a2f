package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.Login;
import dev.countersign.device.PinEntry;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import dev.countersign.host.cryptoki.Cko;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that tell little, have strange names, or lack what keys usually have. */
@NeedsSoftHsm
class OddKeysTest {
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);
  private static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.ecdsa(Digest.SHA256);

  private static Tokens tokens;
  private static Token token;
  private static KeyManagement management;

  @BeforeAll
  static void makeToken() {
    SoftHsm.create("odd");
    tokens = SoftHsm.tokens();
    token = tokens.find(TokenUri.parse("pkcs11:token=odd"));
    management = token.require(KeyManagement.class);
  }

  @AfterAll
  static void close() {
    tokens.close();
  }

  private static TokenUri at(String path) {
    return TokenUri.parse("pkcs11:token=odd;" + path);
  }

  private static void create(List<Attribute> template) {
    SoftHsm.asUser("odd", session -> session.create(template));
  }

  /** A private key and nothing else. */
  private static KeyPair alone(List<Attribute> name) throws Exception {
    KeyPair pair = Pkcs11KeyManagementTest.pair(KeyAlgorithm.P256);
    try (KeyMaterial material = KeyMaterial.of(pair).orElseThrow()) {
      List<Attribute> template =
          new ArrayList<>(
              List.of(
                  Attribute.of(Cka.CLASS, Cko.PRIVATE_KEY),
                  Attribute.of(Cka.KEY_TYPE, Ckk.EC),
                  Attribute.of(Cka.TOKEN, true),
                  Attribute.of(Cka.SIGN, true),
                  Attribute.of(Cka.EC_PARAMS, PublicKeys.parameters(KeyAlgorithm.P256).get(0))));
      template.addAll(name);
      template.addAll(material.secret());
      create(template);
    }
    return pair;
  }

  private static void assertSigns(SigningKey key, PublicKey half) throws Exception {
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(half);
    verifier.update(MESSAGE);
    assertThat(verifier.verify(key.sign(ALGORITHM, MESSAGE))).isTrue();
  }

  @Test
  void keyWhosePublicHalfNobodyTellsSignsForWhoKnowsIt() throws Exception {
    KeyPair pair = alone(List.of(Attribute.of(Cka.LABEL, "mute")));
    SigningKeys keys = token.require(SigningKeys.class);
    SigningKey key = keys.find(at("object=mute"));
    assertThatThrownBy(key::publicKey)
        .isInstanceOf(TokenException.BadData.class)
        .hasMessageContaining("neither");
    SigningKey known = keys.find(at("object=mute"), pair.getPublic());
    assertThat(known.publicKey()).isEqualTo(pair.getPublic());
    assertSigns(known, pair.getPublic());
    PublicKey otherKind = Pkcs11KeyManagementTest.pair(KeyAlgorithm.P384).getPublic();
    assertThatThrownBy(() -> keys.find(at("object=mute"), otherKind))
        .isInstanceOf(TokenException.BadData.class);
  }

  @Test
  void publicHalfIsThatOfTheCertificateWhereNoOtherIs() throws Exception {
    alone(List.of(Attribute.of(Cka.LABEL, "certified"), Attribute.of(Cka.ID, new byte[] {0x77})));
    var certificate = OpenSsl.certificate("other");
    management.putCertificate(at("id=%77"), certificate);
    SigningKey key = token.signingKey(at("object=certified"));
    assertThat(key.publicKey()).isEqualTo(certificate.getPublicKey());
    assertThat(key.certificateChain()).containsExactly(certificate);
  }

  @Test
  void keyOfAKindThatWeDoNotUseIsPassedOver() {
    SoftHsm.pkcs11Tool(
        "--token-label",
        "odd",
        "--login",
        "--pin",
        SoftHsm.PIN,
        "--keypairgen",
        "--key-type",
        "EC:secp521r1",
        "--label",
        "p521");
    token.require(Login.class).login();
    assertThat(token.require(SigningKeys.class).list())
        .noneMatch(key -> key.uri().toString().contains("p521"));
    assertThatThrownBy(() -> token.signingKey(at("object=p521")))
        .isInstanceOf(TokenException.NoKey.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b;c?d=e&f%g/h#", "Schlüssel 🔑", "\"quoted\" 'label'", "trailing blank ", "+"})
  void labelOfAnyCharactersIsFoundByTheUriThatTheKeyHas(String label) throws Exception {
    TokenUri place = TokenUri.parse("pkcs11:token=odd").with("object", label);
    PublicKey made = management.generate(place, KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
    SigningKey key = token.signingKey(place);
    assertThat(key.uri().attribute("object")).contains(label);
    assertSigns(token.signingKey(TokenUri.parse(key.uri().toString())), made);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 64})
  void idOfAnyLengthIsFound(int length) throws Exception {
    byte[] id = new byte[length];
    for (int i = 0; i < length; i++) {
      id[i] = (byte) (0xC0 + i);
    }
    TokenUri place = TokenUri.parse("pkcs11:token=odd").with("id", id);
    PublicKey made = management.generate(place, KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
    assertSigns(token.signingKey(place), made);
  }

  @Test
  void keyWithoutAnIdIsKnownByItsLabel() throws Exception {
    KeyPair pair = alone(List.of(Attribute.of(Cka.LABEL, "no id")));
    SigningKey key = token.signingKey(TokenUri.parse("pkcs11:token=odd").with("object", "no id"));
    assertThat(key.uri().attribute("id")).isEmpty();
    assertSigns(key, pair.getPublic());
  }

  /** Its URI names the token alone, so no search tells it from others. */
  @Test
  void keyWithNeitherLabelNorIdIsListed() throws Exception {
    alone(List.of());
    token.require(Login.class).login();
    assertThat(token.require(SigningKeys.class).list())
        .anyMatch(
            key -> key.uri().attribute("object").isEmpty() && key.uri().bytes("id").isEmpty());
  }

  @Test
  void pinSourceOfTheUriFindsAHiddenKey(@TempDir Path folder) throws Exception {
    KeyPair pair = alone(List.of(Attribute.of(Cka.LABEL, "hidden")));
    Path pin = folder.resolve("pin");
    Files.writeString(pin, SoftHsm.PIN);
    Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-------"));
    token.require(Login.class).logout();
    try (Tokens withoutPin = SoftHsm.tokens(PinEntry.none())) {
      assertThatThrownBy(() -> withoutPin.signingKey(at("object=hidden")))
          .isInstanceOf(TokenException.PinNotGiven.class);
      SigningKey key = withoutPin.signingKey(at("object=hidden?pin-source=file:" + pin));
      assertSigns(key, pair.getPublic());
    }
  }

  @Test
  void keysOfPkcs11ToolWithoutCertificatesAreListed() {
    for (String type : List.of("rsa:2048", "EC:secp384r1", "EC:edwards25519")) {
      SoftHsm.pkcs11Tool(
          "--token-label",
          "odd",
          "--login",
          "--pin",
          SoftHsm.PIN,
          "--keypairgen",
          "--key-type",
          type,
          "--label",
          "tool-" + type);
    }
    token.require(Login.class).login();
    assertThat(token.require(SigningKeys.class).list())
        .extracting(key -> key.uri().attribute("object").orElse(""))
        .contains("tool-rsa:2048", "tool-EC:secp384r1", "tool-EC:edwards25519");
  }
}
