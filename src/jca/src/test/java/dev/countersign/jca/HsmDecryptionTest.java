package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.PinEntry;
import dev.countersign.device.Tokens;
import dev.countersign.host.pkcs11.NeedsSoftHsm;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decryption and key agreement with keys in a PKCS#11 module. */
@NeedsSoftHsm
class HsmDecryptionTest {
  private static final byte[] MESSAGE = "the message".getBytes(StandardCharsets.UTF_8);

  private static HsmToken hsm;
  private static Tokens tokens;
  private static Provider provider;

  @BeforeAll
  static void makeToken() {
    hsm =
        HsmToken.create("jca decrypt")
            .key("rsa", TestKeys.RSA)
            .key("p256", TestKeys.P256)
            .key("p384", TestKeys.P384)
            .alwaysAuthenticated("rsa each time", TestKeys.RSA);
    tokens = hsm.tokens(PinEntry.none());
    provider = new CountersignProvider(tokens);
  }

  @AfterAll
  static void close() {
    tokens.close();
  }

  @AfterEach
  void removeProvider() {
    Security.removeProvider(CountersignProvider.NAME);
  }

  private static PrivateKey handle(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("Countersign", provider);
    store.load(null, HsmToken.PIN);
    return (PrivateKey) store.getKey(hsm.alias(name), null);
  }

  @ParameterizedTest
  @CsvSource({
    "RSA/ECB/PKCS1Padding, rsa",
    "RSA/ECB/OAEPWithSHA-1AndMGF1Padding, rsa",
    "RSA/ECB/OAEPWithSHA-256AndMGF1Padding, rsa",
    "RSA/ECB/PKCS1Padding, rsa each time",
  })
  void whatTheRuntimeEncryptedIsDecrypted(String transformation, String name) throws Exception {
    Cipher encryption = Cipher.getInstance(transformation);
    encryption.init(Cipher.ENCRYPT_MODE, TestKeys.RSA.getPublic());
    byte[] encrypted = encryption.doFinal(MESSAGE);

    Cipher byInstance = Cipher.getInstance(transformation, provider);
    byInstance.init(Cipher.DECRYPT_MODE, handle(name));
    assertThat(byInstance.doFinal(encrypted)).isEqualTo(MESSAGE);

    Security.addProvider(provider);
    Cipher registered = Cipher.getInstance(transformation);
    registered.init(Cipher.DECRYPT_MODE, handle(name));
    assertThat(registered.doFinal(encrypted)).isEqualTo(MESSAGE);
  }

  @Test
  void paddingThatIsWrongIsNoFailureOfTheToken() throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", provider);
    cipher.init(Cipher.DECRYPT_MODE, handle("rsa"));
    byte[] nonsense = new byte[256];
    nonsense[255] = 5;
    assertThatThrownBy(() -> cipher.doFinal(nonsense)).isInstanceOf(BadPaddingException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"p256", "p384"})
  void bothSidesAgreeOnOneSecret(String name) throws Exception {
    KeyPair own = name.equals("p256") ? TestKeys.P256 : TestKeys.P384;
    KeyPair peer = name.equals("p256") ? TestKeys.PEER : TestKeys.ec("secp384r1");
    KeyAgreement theirs = KeyAgreement.getInstance("ECDH");
    theirs.init(peer.getPrivate());
    theirs.doPhase(own.getPublic(), true);

    Security.addProvider(provider);
    KeyAgreement ours = KeyAgreement.getInstance("ECDH");
    ours.init(handle(name));
    ours.doPhase(peer.getPublic(), true);
    assertThat(ours.getProvider()).isEqualTo(provider);
    assertThat(ours.generateSecret()).isEqualTo(theirs.generateSecret());
  }
}
