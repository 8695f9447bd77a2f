package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.host.pkcs11.NeedsSoftHsm;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Security;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decryption and key agreement with keys in a PKCS#11 module. */
@NeedsSoftHsm
class HsmDecryptionTest {
  private static final byte[] MESSAGE = "the message".getBytes(StandardCharsets.UTF_8);

  @RegisterExtension
  static final HsmBench BENCH =
      new HsmBench(
          "jca decrypt",
          token ->
              token
                  .key("rsa", TestKeys.RSA)
                  .key("p256", TestKeys.P256)
                  .key("p384", TestKeys.P384)
                  .alwaysAuthenticated("rsa each time", TestKeys.RSA));

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

    Cipher byInstance = Cipher.getInstance(transformation, BENCH.provider());
    byInstance.init(Cipher.DECRYPT_MODE, BENCH.privateKey(name));
    assertThat(byInstance.doFinal(encrypted)).isEqualTo(MESSAGE);

    Security.addProvider(BENCH.provider());
    Cipher registered = Cipher.getInstance(transformation);
    registered.init(Cipher.DECRYPT_MODE, BENCH.privateKey(name));
    assertThat(registered.doFinal(encrypted)).isEqualTo(MESSAGE);
  }

  @Test
  void paddingThatIsWrongIsNoFailureOfTheToken() throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding", BENCH.provider());
    cipher.init(Cipher.DECRYPT_MODE, BENCH.privateKey("rsa"));
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

    Security.addProvider(BENCH.provider());
    KeyAgreement ours = KeyAgreement.getInstance("ECDH");
    ours.init(BENCH.privateKey(name));
    ours.doPhase(peer.getPublic(), true);
    assertThat(ours.getProvider()).isEqualTo(BENCH.provider());
    assertThat(ours.generateSecret()).isEqualTo(theirs.generateSecret());
  }
}
