package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.DecryptionKeys;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.SigningKey;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import dev.countersign.host.cryptoki.Cko;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@NeedsSoftHsm
class Pkcs11DecryptionKeysTest {
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);
  private static final DecryptionAlgorithm PKCS1 = new DecryptionAlgorithm.RsaPkcs1();

  private static Tokens tokens;
  private static Token token;
  private static KeyManagement management;
  private static RSAPublicKey rsa;

  @BeforeAll
  static void makeToken() {
    SoftHsm.create("decrypt");
    tokens = SoftHsm.tokens();
    token = tokens.find(TokenUri.parse("pkcs11:token=decrypt"));
    management = token.require(KeyManagement.class);
    rsa =
        (RSAPublicKey)
            management.generate(at("object=rsa"), KeyAlgorithm.RSA2048, KeyPolicies.UNKNOWN);
  }

  @AfterAll
  static void close() {
    tokens.close();
  }

  private static TokenUri at(String path) {
    return TokenUri.parse("pkcs11:token=decrypt;" + path);
  }

  private static DecryptionKey key(String path) {
    return token.decryptionKey(at(path));
  }

  private static byte[] encrypted(String transformation) throws Exception {
    Cipher cipher = Cipher.getInstance(transformation);
    cipher.init(Cipher.ENCRYPT_MODE, rsa);
    return cipher.doFinal(MESSAGE);
  }

  @Test
  void pkcs1MessageIsDecrypted() throws Exception {
    byte[] ciphertext = encrypted("RSA/ECB/PKCS1Padding");
    assertThat(key("object=rsa").decrypt(PKCS1, ciphertext)).isEqualTo(MESSAGE);
  }

  @ParameterizedTest
  @EnumSource
  void oaepMessageIsDecryptedWithWhateverHashTheTokenKnows(Digest hash) throws Exception {
    for (Digest mgf : List.of(hash, Digest.SHA1)) {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          rsa,
          new OAEPParameterSpec(
              hash.jcaName(),
              "MGF1",
              new MGF1ParameterSpec(mgf.jcaName()),
              PSource.PSpecified.DEFAULT));
      byte[] ciphertext = cipher.doFinal(MESSAGE);
      assertThat(key("object=rsa").decrypt(new DecryptionAlgorithm.RsaOaep(hash, mgf), ciphertext))
          .isEqualTo(MESSAGE);
    }
  }

  @Test
  void rawBlockIsAsLongAsTheModulus() throws Exception {
    byte[] block = new byte[256];
    block[100] = 1;
    Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, rsa);
    byte[] ciphertext = cipher.doFinal(block);
    assertThat(key("object=rsa").decrypt(new DecryptionAlgorithm.RsaRaw(), ciphertext))
        .isEqualTo(block);
  }

  /** Blocks that are wrong in different ways; who sees a difference can decrypt ([RFC8017] 7.2). */
  @Test
  void wrongPaddingsAreOneError() throws Exception {
    List<byte[]> blocks = new ArrayList<>();
    blocks.add(new byte[256]);
    byte[] noSeparator = new byte[256];
    Arrays.fill(noSeparator, (byte) 7);
    noSeparator[0] = 0;
    noSeparator[1] = 2;
    blocks.add(noSeparator);
    byte[] shortPadding = noSeparator.clone();
    shortPadding[4] = 0;
    blocks.add(shortPadding);
    byte[] signature = noSeparator.clone();
    signature[1] = 1;
    blocks.add(signature);
    Set<String> errors = new HashSet<>();
    for (byte[] block : blocks) {
      Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, rsa);
      byte[] ciphertext = cipher.doFinal(block);
      for (DecryptionAlgorithm algorithm :
          List.of(
              PKCS1,
              new DecryptionAlgorithm.RsaOaep(Digest.SHA1, Digest.SHA1),
              new DecryptionAlgorithm.RsaOaep(Digest.SHA256, Digest.SHA256))) {
        assertThatThrownBy(() -> key("object=rsa").decrypt(algorithm, ciphertext))
            .isInstanceOf(TokenException.BadData.class)
            .hasNoCause()
            .satisfies(e -> errors.add(e.getMessage() + ((TokenException) e).remedy()));
      }
    }
    assertThat(errors).hasSize(1);
  }

  @Test
  void ciphertextOfAnotherLengthIsRefusedBeforeTheTokenSeesIt() {
    assertThatThrownBy(() -> key("object=rsa").decrypt(PKCS1, new byte[255]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("255");
  }

  @Test
  void keyThatSignsAndDecryptsIsOneObject() throws Exception {
    SigningKey signing = token.signingKey(at("object=rsa"));
    assertThat(signing).isInstanceOf(DecryptionKey.class);
    byte[] ciphertext = encrypted("RSA/ECB/PKCS1Padding");
    assertThat(((DecryptionKey) signing).decrypt(PKCS1, ciphertext)).isEqualTo(MESSAGE);
    assertThat(key("object=rsa")).isInstanceOf(SigningKey.class);
  }

  @Test
  void keyThatWantsThePinEachTimeDecryptsAndAgrees() throws Exception {
    KeyPolicies always = new KeyPolicies(Optional.of(PinPolicy.ALWAYS), Optional.empty());
    PublicKey made = management.generate(at("object=each"), KeyAlgorithm.RSA2048, always);
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    cipher.init(Cipher.ENCRYPT_MODE, made);
    byte[] ciphertext = cipher.doFinal(MESSAGE);
    assertThat(key("object=each").decrypt(PKCS1, ciphertext)).isEqualTo(MESSAGE);
    assertThat(key("object=each").decrypt(PKCS1, ciphertext)).isEqualTo(MESSAGE);
    assertAgrees("object=each-ec", KeyAlgorithm.P256, always);
  }

  @ParameterizedTest
  @EnumSource(names = {"P256", "P384"})
  void ellipticKeyAgrees(KeyAlgorithm algorithm) throws Exception {
    assertAgrees("object=" + algorithm.externalName(), algorithm, KeyPolicies.UNKNOWN);
  }

  private static void assertAgrees(String place, KeyAlgorithm algorithm, KeyPolicies policies)
      throws Exception {
    PublicKey made = management.generate(at(place), algorithm, policies);
    for (int i = 0; i < 8; i++) {
      KeyPair peer = Pkcs11KeyManagementTest.pair(algorithm);
      KeyAgreement oracle = KeyAgreement.getInstance("ECDH");
      oracle.init(peer.getPrivate());
      oracle.doPhase(made, true);
      assertThat(key(place).agree(peer.getPublic())).isEqualTo(oracle.generateSecret());
    }
  }

  /** SoftHSM keeps such keys with those of Edwards curves, as drafts of version 3 had it. */
  @Test
  void x25519KeyAgrees() throws Exception {
    KeyPair own = Pkcs11KeyManagementTest.pair(KeyAlgorithm.X25519);
    SoftHsm.asUser(
        "decrypt",
        session -> {
          try (KeyMaterial material = KeyMaterial.of(own).orElseThrow()) {
            List<Attribute> template =
                new ArrayList<>(
                    List.of(
                        Attribute.of(Cka.CLASS, Cko.PRIVATE_KEY),
                        Attribute.of(Cka.KEY_TYPE, Ckk.EC_EDWARDS),
                        Attribute.of(Cka.TOKEN, true),
                        Attribute.of(Cka.LABEL, "x"),
                        Attribute.of(Cka.DERIVE, true),
                        Attribute.of(
                            Cka.EC_PARAMS, PublicKeys.parameters(KeyAlgorithm.X25519).get(0))));
            template.addAll(material.secret());
            session.create(template);
          }
        });
    KeyPair peer = Pkcs11KeyManagementTest.pair(KeyAlgorithm.X25519);
    KeyAgreement oracle = KeyAgreement.getInstance("X25519");
    oracle.init(peer.getPrivate());
    oracle.doPhase(own.getPublic(), true);
    DecryptionKey key = key("object=x");
    assertThat(key.algorithm()).isEqualTo(KeyAlgorithm.X25519);
    assertThat(key.agree(peer.getPublic())).isEqualTo(oracle.generateSecret());
    assertThat(key).isNotInstanceOf(SigningKey.class);
    assertThatThrownBy(() -> token.signingKey(at("object=x")))
        .isInstanceOf(TokenException.NoKey.class);
  }

  @Test
  void agreementLeavesNoObjectBehind() throws Exception {
    assertAgrees("object=tidy", KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
    SoftHsm.asUser(
        "decrypt",
        session ->
            assertThat(session.find(List.of(Attribute.of(Cka.CLASS, Cko.SECRET_KEY)), 1))
                .isEmpty());
  }

  @Test
  void peerThatDoesNotFitIsRefusedBeforeTheTokenSeesIt() throws Exception {
    management.generate(at("object=peers"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
    DecryptionKey key = key("object=peers");
    ECPublicKey good = (ECPublicKey) Pkcs11KeyManagementTest.pair(KeyAlgorithm.P256).getPublic();
    ECPoint off =
        new ECPoint(good.getW().getAffineX(), good.getW().getAffineY().add(BigInteger.ONE));
    PublicKey other = Pkcs11KeyManagementTest.pair(KeyAlgorithm.P384).getPublic();
    for (PublicKey peer : List.of(new Crooked(good, off), other, rsa)) {
      assertThatThrownBy(() -> key.agree(peer)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> key.decrypt(PKCS1, new byte[256]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> key("object=rsa").agree(good))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A key whose point is not on its curve. */
  private record Crooked(ECPublicKey good, ECPoint point) implements ECPublicKey {
    @Override
    public ECPoint getW() {
      return point;
    }

    @Override
    public ECParameterSpec getParams() {
      return good.getParams();
    }

    @Override
    public String getAlgorithm() {
      return good.getAlgorithm();
    }

    @Override
    public String getFormat() {
      return good.getFormat();
    }

    @Override
    public byte[] getEncoded() {
      return good.getEncoded();
    }
  }

  @Test
  void keyThatMayNotDecryptSaysSo() throws Exception {
    management.generate(at("object=signs-only"), KeyAlgorithm.RSA2048, KeyPolicies.UNKNOWN);
    SoftHsm.asUser(
        "decrypt",
        session -> {
          for (long handle :
              session.find(
                  List.of(
                      Attribute.of(Cka.CLASS, Cko.PRIVATE_KEY),
                      Attribute.of(Cka.LABEL, "signs-only")),
                  2)) {
            session.set(handle, List.of(Attribute.of(Cka.DECRYPT, false)));
          }
        });
    assertThatThrownBy(() -> key("object=signs-only")).isInstanceOf(TokenException.NoKey.class);
    assertThat(token.signingKey(at("object=signs-only"))).isNotInstanceOf(DecryptionKey.class);
  }

  @Test
  void listHasTheKeysThatDecryptAndThoseThatAgree() {
    management.generate(at("object=listed"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
    Set<String> labels =
        token.require(DecryptionKeys.class).list().stream()
            .map(key -> key.uri().attribute("object").orElse(""))
            .collect(Collectors.toSet());
    assertThat(labels).contains("rsa", "listed");
  }
}
