package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.MacKeyManagement;
import dev.countersign.device.MacKeys;
import dev.countersign.device.Secret;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.Ckr;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens that are full, cannot be written to, or take what they are given in another form only. */
@NeedsSoftHsm
class WritingFaultsTest {
  private static final byte[] MESSAGE = {1, 2, 3};

  private static Shim shim;
  private static Tokens tokens;
  private static Token token;
  private static KeyManagement management;

  @BeforeAll
  static void makeToken() {
    SoftHsm.create("writing");
    shim = new Shim("writing");
    tokens = shim.tokens();
    token = tokens.find(TokenUri.parse("pkcs11:token=writing"));
    management = token.require(KeyManagement.class);
  }

  @AfterAll
  static void close() {
    tokens.close();
  }

  @BeforeEach
  void behave() {
    shim.behave();
  }

  private static TokenUri at(String label) {
    return TokenUri.parse("pkcs11:token=writing;object=" + label);
  }

  private static PublicKey made(String label, KeyAlgorithm algorithm) {
    return management.generate(at(label), algorithm, KeyPolicies.UNKNOWN);
  }

  @Test
  void fullTokenSaysSo() {
    shim.fails("C_GenerateKeyPair", 1, Ckr.CKR_DEVICE_MEMORY);
    assertThatThrownBy(() -> made("full", KeyAlgorithm.P256))
        .isInstanceOf(TokenException.Refused.class)
        .hasMessageContaining("full");
    assertThat(shim.calls("C_GenerateKeyPair")).isEqualTo(1);
  }

  @Test
  void tokenThatCannotBeWrittenToSaysSo() {
    shim.fails("C_OpenSession", 8, Ckr.CKR_TOKEN_WRITE_PROTECTED);
    assertThatThrownBy(() -> made("protected", KeyAlgorithm.P256))
        .isInstanceOf(TokenException.Refused.class)
        .hasMessageContaining("written");
    shim.behave();
    shim.flags(Ckf.WRITE_PROTECTED, 0);
    try (Tokens others = shim.tokens()) {
      Token readOnly = others.find(TokenUri.parse("pkcs11:token=writing"));
      assertThat(readOnly.require(KeyManagement.class).imports()).isFalse();
    } finally {
      shim.flags(0, 0);
    }
  }

  @Test
  void keyIsMadeForLessWhereTheTokenRefusesSeveralUses() {
    shim.fails("C_GenerateKeyPair", 1, Ckr.CKR_TEMPLATE_INCONSISTENT);
    made("less", KeyAlgorithm.RSA2048);
    assertThat(token.signingKey(at("less"))).isNotInstanceOf(DecryptionKey.class);
    assertThatThrownBy(() -> token.decryptionKey(at("less")))
        .isInstanceOf(TokenException.NoKey.class);
  }

  @Test
  void keyThatIsRefusedInEveryFormIsUnsupported() {
    shim.fails("C_GenerateKeyPair", 100, Ckr.CKR_ATTRIBUTE_VALUE_INVALID);
    assertThatThrownBy(() -> made("never", KeyAlgorithm.ED25519))
        .isInstanceOf(TokenException.Unsupported.class)
        .hasMessageContaining("CKR_ATTRIBUTE_VALUE_INVALID");
  }

  @Test
  void importThatFailsAtThePublicHalfLeavesNoPrivateOne() throws Exception {
    KeyPair pair = Pkcs11KeyManagementTest.pair(KeyAlgorithm.P256);
    shim.fails("C_CreateObject", 1, 1, Ckr.CKR_DEVICE_MEMORY.value(), false);
    assertThatThrownBy(() -> management.importKey(at("half"), pair, KeyPolicies.UNKNOWN))
        .isInstanceOf(TokenException.Refused.class);
    assertThatThrownBy(() -> token.signingKey(at("half"))).isInstanceOf(TokenException.NoKey.class);
    management.importKey(at("half"), pair, KeyPolicies.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource(names = {"CKR_DEVICE_MEMORY", "CKR_TEMPLATE_INCONSISTENT", "CKR_GENERAL_ERROR"})
  void certificateThatCannotStandBesideTheFormerTakesItsPlace(Ckr code) {
    made("cert-" + code, KeyAlgorithm.P256);
    X509Certificate former = OpenSsl.certificate("former");
    X509Certificate next = OpenSsl.certificate("next");
    management.putCertificate(at("cert-" + code), former);
    shim.fails("C_CreateObject", 1, code);
    management.putCertificate(at("cert-" + code), next);
    assertThat(management.certificate(at("cert-" + code))).contains(next);
  }

  @Test
  void formerCertificateIsPutBackWhenTheNextIsRefused() {
    made("kept", KeyAlgorithm.P256);
    X509Certificate former = OpenSsl.certificate("former");
    X509Certificate next = OpenSsl.certificate("next");
    management.putCertificate(at("kept"), former);
    shim.fails("C_CreateObject", 2, Ckr.CKR_DEVICE_MEMORY);
    assertThatThrownBy(() -> management.putCertificate(at("kept"), next))
        .isInstanceOf(TokenException.Refused.class);
    assertThat(management.certificate(at("kept"))).contains(former);
  }

  @Test
  void formerMacKeyStaysWhenTheNextIsRefused() {
    MacKeyManagement macs = token.require(MacKeyManagement.class);
    Secret key = Secret.copyOf(new byte[32]);
    byte[] before = macs.store("mac", Digest.SHA256, key, false, false).mac(MESSAGE);
    shim.fails("C_CreateObject", 100, Ckr.CKR_DEVICE_MEMORY);
    Secret other = Secret.copyOf(new byte[] {9, 9, 9});
    assertThatThrownBy(() -> macs.store("mac", Digest.SHA256, other, true, false))
        .isInstanceOf(TokenException.Refused.class);
    shim.behave();
    assertThat(token.require(MacKeys.class).find(at("mac")).mac(MESSAGE)).isEqualTo(before);
  }

  @Test
  void macKeyIsStoredAsASecretOfNoTypeWhereTheTypeIsRefused() {
    MacKeyManagement macs = token.require(MacKeyManagement.class);
    byte[] value = new byte[32];
    shim.fails("C_CreateObject", 1, Ckr.CKR_ATTRIBUTE_VALUE_INVALID);
    byte[] bound =
        macs.store("bound", Digest.SHA256, Secret.copyOf(value), false, false).mac(MESSAGE);
    shim.fails("C_CreateObject", 2, Ckr.CKR_ATTRIBUTE_VALUE_INVALID);
    byte[] free =
        macs.store("free", Digest.SHA256, Secret.copyOf(value), false, false).mac(MESSAGE);
    assertThat(bound).isEqualTo(free).isEqualTo(HostHmac.mac(Digest.SHA256, value, MESSAGE));
  }

  @Test
  void oaepThatTheTokenRefusesIsUndoneOnTheHost() throws Exception {
    PublicKey half = made("oaep", KeyAlgorithm.RSA2048);
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    cipher.init(Cipher.ENCRYPT_MODE, half);
    byte[] ciphertext = cipher.doFinal(MESSAGE);
    DecryptionKey key = token.decryptionKey(at("oaep"));
    shim.fails("C_DecryptInit", 1, Ckr.CKR_MECHANISM_PARAM_INVALID);
    assertThat(key.decrypt(new DecryptionAlgorithm.RsaOaep(Digest.SHA1, Digest.SHA1), ciphertext))
        .isEqualTo(MESSAGE);
    shim.fails("C_Decrypt", 1, Ckr.CKR_GENERAL_ERROR);
    assertThat(key.decrypt(new DecryptionAlgorithm.RsaOaep(Digest.SHA1, Digest.SHA1), ciphertext))
        .isEqualTo(MESSAGE);
  }

  @Test
  void errorThatStaysWhileDecryptingIsThatOfAWrongPadding() {
    made("padding", KeyAlgorithm.RSA2048);
    DecryptionKey key = token.decryptionKey(at("padding"));
    shim.fails("C_Decrypt", 9, Ckr.CKR_GENERAL_ERROR);
    assertThatThrownBy(() -> key.decrypt(new DecryptionAlgorithm.RsaPkcs1(), new byte[256]))
        .isInstanceOf(TokenException.BadData.class);
    assertThat(shim.calls("C_Decrypt")).isEqualTo(2);
  }

  @Test
  void agreementTakesTheFormOfThePointThatTheTokenTakes() throws Exception {
    PublicKey half = made("derive", KeyAlgorithm.P256);
    KeyPair peer = Pkcs11KeyManagementTest.pair(KeyAlgorithm.P256);
    KeyAgreement oracle = KeyAgreement.getInstance("ECDH");
    oracle.init(peer.getPrivate());
    oracle.doPhase(half, true);
    byte[] expected = oracle.generateSecret();
    DecryptionKey key = token.decryptionKey(at("derive"));
    for (int refused = 0; refused < 4; refused++) {
      shim.behave();
      shim.fails("C_DeriveKey", refused, Ckr.CKR_MECHANISM_PARAM_INVALID);
      assertThat(key.agree(peer.getPublic())).isEqualTo(expected);
    }
  }

  @Test
  void mechanismThatIsListedAndRefusedIsNotTriedAgain() {
    made("refusing", KeyAlgorithm.RSA2048);
    SigningKey key = token.signingKey(at("refusing"));
    SignatureAlgorithm algorithm = SignatureAlgorithm.rsa(Digest.SHA256);
    byte[] usual = key.sign(algorithm, MESSAGE);
    shim.behave();
    shim.fails("C_SignInit", 1, Ckr.CKR_MECHANISM_INVALID);
    assertThat(key.sign(algorithm, MESSAGE)).isEqualTo(usual);
    assertThat(key.sign(algorithm, MESSAGE)).isEqualTo(usual);
    assertThat(shim.calls("C_SignInit")).isEqualTo(3);
  }
}
