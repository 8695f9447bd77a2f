package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.TokenException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RsaDecryptionTest {
  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);
  private static final String PKCS1 = "RSA/ECB/PKCS1Padding";
  private static final String OAEP = "RSA/ECB/OAEPPadding";

  private final Provider provider = new CountersignProvider();
  private final SoftwareToken token =
      new SoftwareToken("1").key("9d", TestKeys.RSA).key("9c", TestKeys.P256);

  private PrivateKey handle() throws Exception {
    return TestStore.of(provider, token).getKey("9d");
  }

  private static byte[] encrypt(String transformation, OAEPParameterSpec spec) throws Exception {
    Cipher cipher = Cipher.getInstance(transformation, "SunJCE");
    cipher.init(Cipher.ENCRYPT_MODE, TestKeys.RSA.getPublic(), spec);
    return cipher.doFinal(MESSAGE);
  }

  private Cipher decrypter(String transformation) throws Exception {
    Cipher cipher = Cipher.getInstance(transformation, provider);
    cipher.init(Cipher.DECRYPT_MODE, handle());
    return cipher;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RSA",
        PKCS1,
        OAEP,
        "RSA/ECB/OAEPWithSHA-1AndMGF1Padding",
        "RSA/ECB/OAEPWithSHA1AndMGF1Padding",
        "RSA/ECB/OAEPWithSHA-256AndMGF1Padding",
        "RSA/ECB/OAEPWithSHA-384AndMGF1Padding",
        "RSA/ECB/OAEPWithSHA-512AndMGF1Padding",
      })
  void aTokenKeyDecryptsWhatTheRuntimeEncryptsUnderTheSameName(String name) throws Exception {
    Cipher cipher = decrypter(name);
    byte[] ciphertext = encrypt(name, null);
    assertThat(cipher.doFinal(ciphertext)).isEqualTo(MESSAGE);

    assertThat(cipher.update(ciphertext, 0, 100)).isEmpty();
    assertThat(cipher.doFinal(ciphertext, 100, 156)).isEqualTo(MESSAGE);

    byte[] output = new byte[300];
    assertThat(cipher.doFinal(ciphertext, 0, 256, output, 4)).isEqualTo(MESSAGE.length);
    assertThat(output).startsWith(0, 0, 0, 0, 'a', ' ', 'm');
  }

  @Test
  void parametersOfOaepGoBeforeItsName() throws Exception {
    OAEPParameterSpec spec =
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA512, PSource.PSpecified.DEFAULT);
    Cipher cipher = Cipher.getInstance(OAEP, provider);
    cipher.init(Cipher.DECRYPT_MODE, handle(), spec);
    byte[] ciphertext = encrypt(OAEP, spec);
    assertThat(cipher.doFinal(ciphertext)).isEqualTo(MESSAGE);

    AlgorithmParameters read = cipher.getParameters();
    cipher.init(Cipher.DECRYPT_MODE, handle(), read);
    assertThat(cipher.doFinal(ciphertext)).isEqualTo(MESSAGE);
    assertThat(Cipher.getInstance(PKCS1, provider).getParameters()).isNull();
  }

  @Test
  void parametersThatTokensLackAreRefused() throws Exception {
    Cipher cipher = Cipher.getInstance(OAEP, provider);
    PrivateKey key = handle();
    assertThatThrownBy(
            () ->
                cipher.init(
                    Cipher.DECRYPT_MODE,
                    key,
                    new OAEPParameterSpec(
                        "SHA-256",
                        "MGF1",
                        MGF1ParameterSpec.SHA256,
                        new PSource.PSpecified(new byte[] {1}))))
        .isInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessageContaining("empty label");
    assertThatThrownBy(
            () ->
                cipher.init(
                    Cipher.DECRYPT_MODE,
                    key,
                    new OAEPParameterSpec(
                        "SHA-224", "MGF1", MGF1ParameterSpec.SHA224, PSource.PSpecified.DEFAULT)))
        .isInstanceOf(InvalidAlgorithmParameterException.class);
    assertThatThrownBy(
            () ->
                Cipher.getInstance(PKCS1, provider)
                    .init(Cipher.DECRYPT_MODE, key, OAEPParameterSpec.DEFAULT))
        .isInstanceOf(InvalidAlgorithmParameterException.class);
    assertThatThrownBy(() -> Cipher.getInstance("RSA/ECB/NoPadding", provider))
        .isInstanceOf(NoSuchPaddingException.class);
    assertThatThrownBy(() -> Cipher.getInstance("RSA/CBC/PKCS1Padding", provider))
        .isInstanceOf(NoSuchAlgorithmException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {PKCS1, OAEP})
  void wrongPaddingAndTooGreatANumberAreTheSameException(String name) throws Exception {
    assertThatThrownBy(() -> decrypter(name).doFinal(TestKeys.wronglyPadded()))
        .isInstanceOf(BadPaddingException.class)
        .hasCauseInstanceOf(TokenException.BadData.class);
    byte[] modulus = ((RSAPublicKey) TestKeys.RSA.getPublic()).getModulus().toByteArray();
    assertThatThrownBy(() -> decrypter(name).doFinal(modulus, 1, 256))
        .isInstanceOf(BadPaddingException.class)
        .hasNoCause();
  }

  @Test
  void aCiphertextOfAnotherLengthIsRefused() throws Exception {
    Cipher cipher = decrypter(PKCS1);
    byte[] ciphertext = encrypt(PKCS1, null);
    assertThatThrownBy(() -> cipher.doFinal(ciphertext, 0, 255))
        .isInstanceOf(IllegalBlockSizeException.class)
        .hasMessageContaining("256 bytes");
    cipher.update(ciphertext);
    assertThatThrownBy(() -> cipher.doFinal(new byte[1]))
        .isInstanceOf(IllegalBlockSizeException.class);
    assertThat(cipher.doFinal(ciphertext)).isEqualTo(MESSAGE);
  }

  @Test
  void aShortOutputBufferIsRefusedAndWhatWasGivenIsKept() throws Exception {
    Cipher cipher = decrypter(PKCS1);
    cipher.update(encrypt(PKCS1, null));
    assertThatThrownBy(() -> cipher.doFinal(new byte[10], 0))
        .isInstanceOf(ShortBufferException.class);
    byte[] output = new byte[256];
    assertThat(cipher.doFinal(output, 0)).isEqualTo(MESSAGE.length);
  }

  @Test
  void encryptingIsLeftToOthers() throws Exception {
    Cipher cipher = Cipher.getInstance(PKCS1, provider);
    PrivateKey key = handle();
    assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, key))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("public key");
    assertThatThrownBy(() -> cipher.init(Cipher.WRAP_MODE, key))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, TestKeys.RSA.getPublic()))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> cipher.init(Cipher.DECRYPT_MODE, TestKeys.RSA.getPrivate()))
        .isInstanceOf(InvalidKeyException.class);
    PrivateKey ec = TestStore.of(provider, token).getKey("9c");
    assertThatThrownBy(() -> cipher.init(Cipher.DECRYPT_MODE, ec))
        .isInstanceOf(InvalidKeyException.class);
  }

  @Test
  void keysOfEachKindAreUnwrapped() throws Exception {
    Cipher wrapper = Cipher.getInstance(PKCS1, "SunJCE");
    wrapper.init(Cipher.WRAP_MODE, TestKeys.RSA.getPublic());
    Cipher unwrapper = Cipher.getInstance(PKCS1, provider);
    unwrapper.init(Cipher.UNWRAP_MODE, handle());

    SecretKeySpec secret = new SecretKeySpec(new byte[] {1, 2, 3, 4}, "AES");
    Key unwrapped = unwrapper.unwrap(wrapper.wrap(secret), "AES", Cipher.SECRET_KEY);
    assertThat(unwrapped).isEqualTo(secret);

    PrivateKey ec = TestKeys.P256.getPrivate();
    assertThat(unwrapper.unwrap(wrapper.wrap(ec), "EC", Cipher.PRIVATE_KEY)).isEqualTo(ec);
    Key ecPublic = TestKeys.P256.getPublic();
    assertThat(unwrapper.unwrap(wrapper.wrap(ecPublic), "EC", Cipher.PUBLIC_KEY))
        .isEqualTo(ecPublic);
  }

  @Test
  void whatCannotBeUnwrappedIsAnInvalidKey() throws Exception {
    Cipher unwrapper = Cipher.getInstance(PKCS1, provider);
    unwrapper.init(Cipher.UNWRAP_MODE, handle());
    assertThatThrownBy(() -> unwrapper.unwrap(new byte[256], "AES", Cipher.SECRET_KEY))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> unwrapper.unwrap(new byte[2], "AES", Cipher.SECRET_KEY))
        .isInstanceOf(InvalidKeyException.class);
    byte[] noKey = encrypt(PKCS1, null);
    assertThatThrownBy(() -> unwrapper.unwrap(noKey, "RSA", Cipher.PRIVATE_KEY))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> decrypter(PKCS1).unwrap(noKey, "AES", Cipher.SECRET_KEY))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRemovedTokenIsNotTakenForWrongPadding() throws Exception {
    Cipher cipher = decrypter(PKCS1);
    byte[] ciphertext = encrypt(PKCS1, null);
    token.remove();
    assertThatThrownBy(() -> cipher.doFinal(ciphertext))
        .isInstanceOf(ProviderException.class)
        .hasCauseInstanceOf(TokenException.Removed.class);
  }
}
