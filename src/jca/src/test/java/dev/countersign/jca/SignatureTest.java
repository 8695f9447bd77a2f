package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenPrivateKey;
import dev.countersign.device.TokenUri;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECKey;
import java.security.spec.EdDSAParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

  private final Provider provider = new CountersignProvider();
  private final SoftwareToken token =
      new SoftwareToken("1")
          .key("9a", TestKeys.RSA)
          .key("9c", TestKeys.P256)
          .key("9d", TestKeys.P384)
          .key("9e", TestKeys.ED25519)
          .key("82", TestKeys.X25519)
          .key("83", TestKeys.RSA_1024);

  private PrivateKey handle(String slot) throws Exception {
    return TestStore.of(provider, token).getKey(slot);
  }

  private static KeyPair pair(String slot) {
    return switch (slot) {
      case "9a" -> TestKeys.RSA;
      case "9c" -> TestKeys.P256;
      case "9d" -> TestKeys.P384;
      default -> TestKeys.ED25519;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "SHA1withRSA, 9a",
    "SHA256withRSA, 9a",
    "SHA384withRSA, 9a",
    "SHA512withRSA, 9a",
    "SHA1withECDSA, 9c",
    "SHA256withECDSA, 9c",
    "SHA384withECDSA, 9c",
    "SHA512withECDSA, 9c",
    "SHA256withECDSA, 9d",
    "SHA384withECDSA, 9d",
    "SHA512withECDSA, 9d",
    "SHA1withECDSAinP1363Format, 9c",
    "SHA256withECDSAinP1363Format, 9c",
    "SHA384withECDSAinP1363Format, 9d",
    "SHA512withECDSAinP1363Format, 9d",
    "Ed25519, 9e",
    "EdDSA, 9e",
    "1.2.840.113549.1.1.11, 9a",
    "OID.1.2.840.10045.4.3.2, 9c",
    "1.3.101.112, 9e",
  })
  void theRuntimeVerifiesWhatATokenKeySigns(String algorithm, String slot) throws Exception {
    Signature signer = Signature.getInstance(algorithm, provider);
    signer.initSign(handle(slot));
    signer.update(MESSAGE[0]);
    signer.update(ByteBuffer.wrap(MESSAGE, 1, 3));
    signer.update(MESSAGE, 4, MESSAGE.length - 4);
    byte[] signature = signer.sign();

    assertThat(verify(algorithm, slot, MESSAGE, signature)).isTrue();
    byte[] altered = MESSAGE.clone();
    altered[MESSAGE.length - 1] ^= 1;
    assertThat(verify(algorithm, slot, altered, signature)).isFalse();

    // The same object signs the next message from its beginning.
    signer.update(altered);
    assertThat(verify(algorithm, slot, altered, signer.sign())).isTrue();
  }

  private static boolean verify(String algorithm, String slot, byte[] message, byte[] signature)
      throws Exception {
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(pair(slot).getPublic());
    verifier.update(message);
    return verifier.verify(signature);
  }

  @ParameterizedTest
  @CsvSource({
    "NONEwithECDSA, SHA256withECDSA, SHA-256, 9c",
    "NONEwithECDSA, SHA512withECDSA, SHA-512, 9c",
    "NONEwithECDSAinP1363Format, SHA384withECDSAinP1363Format, SHA-384, 9d",
  })
  void aHashThatWasMadeElsewhereIsSigned(String raw, String whole, String hash, String slot)
      throws Exception {
    Signature signer = Signature.getInstance(raw, provider);
    signer.initSign(handle(slot));
    signer.update(MessageDigest.getInstance(hash).digest(MESSAGE));
    assertThat(verify(whole, slot, MESSAGE, signer.sign())).isTrue();
  }

  @Test
  void noneWithRsaPadsWhatItIsGiven() throws Exception {
    Signature signer = Signature.getInstance("NONEwithRSA", provider);
    signer.initSign(handle("9a"));
    signer.update(MESSAGE);
    byte[] signature = signer.sign();
    assertThat(verify("NONEwithRSA", "9a", MESSAGE, signature)).isTrue();
  }

  @Test
  void noneWithRsaRefusesWhatDoesNotFitTheKey() throws Exception {
    Signature signer = Signature.getInstance("NONEwithRSA", provider);
    signer.initSign(handle("9a"));
    signer.update(new byte[256 - 10]);
    assertThatThrownBy(signer::sign).isInstanceOf(SignatureException.class);
    signer.initSign(handle("9a"));
    assertThatThrownBy(() -> signer.update(new byte[502]))
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining("501 bytes");
  }

  @Test
  void noneWithEcdsaRefusesMoreThanAnyHash() throws Exception {
    Signature signer = Signature.getInstance("NONEwithECDSA", provider);
    signer.initSign(handle("9c"));
    signer.update(new byte[60]);
    assertThatThrownBy(() -> signer.update(new byte[5])).isInstanceOf(SignatureException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA256withRSA", "RSASSA-PSS", "SHA256withECDSA", "Ed25519"})
  void keysOfOtherKindsAndPlacesAreRefused(String algorithm) throws Exception {
    Signature signer = Signature.getInstance(algorithm, provider);
    String wrongSlot = algorithm.contains("RSA") ? "9c" : "9a";
    assertThatThrownBy(() -> signer.initSign(handle(wrongSlot)))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("piv:serial=1;slot=" + wrongSlot);
    assertThatThrownBy(() -> signer.initSign(TestKeys.RSA.getPrivate()))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> signer.initSign(null)).isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> signer.update((byte) 1)).isInstanceOf(SignatureException.class);
  }

  @Test
  void aKeyThatOnlyAgreesDoesNotSign() throws Exception {
    Signature signer = Signature.getInstance("Ed25519", provider);
    assertThatThrownBy(() -> signer.initSign(handle("82")))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("EdDSA is wanted");
  }

  @Test
  void verifyingIsLeftToOthers() throws Exception {
    Signature signer = Signature.getInstance("SHA256withRSA", provider);
    assertThatThrownBy(() -> signer.initVerify(TestKeys.RSA.getPublic()))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("does not verify");
  }

  @Test
  void aRemovedTokenIsASignatureExceptionWithItsCause() throws Exception {
    Signature signer = Signature.getInstance("SHA256withECDSA", provider);
    signer.initSign(handle("9c"));
    signer.update(MESSAGE);
    token.remove();
    assertThatThrownBy(signer::sign)
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining("piv:serial=1;slot=9c: the token was removed; plug the token in")
        .hasCauseInstanceOf(TokenException.Removed.class);
    token.putBack();
    signer.update(MESSAGE);
    assertThat(verify("SHA256withECDSA", "9c", MESSAGE, signer.sign())).isTrue();
  }

  @Test
  void parametersThatSayNothingNewAreTaken() throws Exception {
    Signature ec = Signature.getInstance("SHA256withECDSA", provider);
    ec.setParameter(null);
    ec.initSign(handle("9c"));
    ec.setParameter(((ECKey) TestKeys.P256.getPrivate()).getParams());
    assertThatThrownBy(() -> ec.setParameter(((ECKey) TestKeys.P384.getPrivate()).getParams()))
        .isInstanceOf(InvalidAlgorithmParameterException.class);
    assertThat(ec.getParameters()).isNull();

    Signature ed = Signature.getInstance("Ed25519", provider);
    ed.initSign(handle("9e"));
    ed.setParameter(new EdDSAParameterSpec(false));
    assertThatThrownBy(() -> ed.setParameter(new EdDSAParameterSpec(true)))
        .isInstanceOf(InvalidAlgorithmParameterException.class);
    assertThatThrownBy(() -> ed.setParameter(new EdDSAParameterSpec(false, new byte[] {1})))
        .isInstanceOf(InvalidAlgorithmParameterException.class);

    Signature rsa = Signature.getInstance("SHA256withRSA", provider);
    assertThatThrownBy(() -> rsa.setParameter(PSSParameterSpec.DEFAULT))
        .isInstanceOf(InvalidAlgorithmParameterException.class);
  }

  @Test
  void aHandleShowsNothingOfTheKey() throws Exception {
    PrivateKey handle = handle("9a");
    assertThat(handle).isInstanceOf(TokenPrivateKey.class);
    assertThat(handle.getEncoded()).isNull();
    assertThat(handle.getFormat()).isNull();
    assertThat(handle.toString()).isEqualTo("TokenPrivateKey[piv:serial=1;slot=9a]");
  }

  @Test
  void aHandleMadeFromTheDeviceApiWorksToo() throws Exception {
    SigningKey key = SoftwareToken.tokens(token).signingKey(TokenUri.parse("piv:slot=9e"));
    Signature signer = Signature.getInstance("Ed25519", provider);
    signer.initSign(key.asPrivateKey());
    signer.update(MESSAGE);
    assertThat(verify("Ed25519", "9e", MESSAGE, signer.sign())).isTrue();
  }
}
