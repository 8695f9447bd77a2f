package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names without a provider find the right one by the key, wherever ours stands in the list. */
class SelectionTest {
  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

  private final SoftwareToken token =
      new SoftwareToken("1")
          .key("9a", TestKeys.RSA)
          .key("9c", TestKeys.P256)
          .key("9e", TestKeys.ED25519)
          .key("82", TestKeys.X25519);
  private final CountersignProvider provider = new CountersignProvider(SoftwareToken.tokens(token));

  @AfterEach
  void unregister() {
    Security.removeProvider(CountersignProvider.NAME);
  }

  private void register(String place) {
    if (place.equals("first")) {
      Security.insertProviderAt(provider, 1);
    } else {
      Security.addProvider(provider);
    }
  }

  private PrivateKey handle(String slot) throws Exception {
    KeyStore store = KeyStore.getInstance("Countersign");
    store.load(null, null);
    return (PrivateKey) store.getKey("piv:slot=" + slot, null);
  }

  static Stream<Arguments> signatures() {
    return Stream.of("first", "last")
        .flatMap(
            place ->
                Stream.of(
                    Arguments.of(place, "SHA256withRSA", "9a", TestKeys.RSA),
                    Arguments.of(place, "NONEwithRSA", "9a", TestKeys.RSA),
                    Arguments.of(place, "SHA1withRSA", "9a", TestKeys.RSA),
                    Arguments.of(place, "SHA256withECDSA", "9c", TestKeys.P256),
                    Arguments.of(place, "SHA256withECDSAinP1363Format", "9c", TestKeys.P256),
                    Arguments.of(place, "NONEwithECDSA", "9c", TestKeys.P256),
                    Arguments.of(place, "Ed25519", "9e", TestKeys.ED25519),
                    Arguments.of(place, "EdDSA", "9e", TestKeys.ED25519)));
  }

  @ParameterizedTest
  @MethodSource("signatures")
  void eachKeyFindsItsProvider(String place, String algorithm, String slot, KeyPair pair)
      throws Exception {
    register(place);
    byte[] message = algorithm.startsWith("NONE") ? new byte[32] : MESSAGE;
    for (PrivateKey key : List.of(pair.getPrivate(), handle(slot))) {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(message);
      byte[] made = signature.sign();
      assertThat(signature.getProvider() == provider).isEqualTo(key != pair.getPrivate());

      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(pair.getPublic());
      verifier.update(message);
      assertThat(verifier.verify(made)).isTrue();
      assertThat(verifier.getProvider()).isNotSameAs(provider);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "last"})
  void pssFindsItsProviderWhenTheKeyComesBeforeTheParameters(String place) throws Exception {
    register(place);
    for (PrivateKey key : List.of(TestKeys.RSA.getPrivate(), handle("9a"))) {
      Signature signature = Signature.getInstance("RSASSA-PSS");
      signature.initSign(key);
      signature.setParameter(PSSParameterSpec.DEFAULT);
      signature.update(MESSAGE);
      assertThat(verifyPss(signature.sign(), TestKeys.RSA.getPublic())).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void atTheFrontParametersMayComeBeforeAnyKey(boolean asked) throws Exception {
    register("first");
    for (PrivateKey key : List.of(TestKeys.RSA.getPrivate(), handle("9a"))) {
      Signature signature = Signature.getInstance("RSASSA-PSS");
      if (asked) {
        assertThat(signature.getParameters()).isNull();
      } else {
        signature.setParameter(PSSParameterSpec.DEFAULT);
      }
      signature.initSign(key);
      signature.setParameter(PSSParameterSpec.DEFAULT);
      signature.update(MESSAGE, 0, 4);
      signature.update(MESSAGE, 4, MESSAGE.length - 4);
      byte[] made = signature.sign();
      assertThat(verifyPss(made, TestKeys.RSA.getPublic())).isTrue();
      made[7] ^= 1;
      assertThat(verifyPss(made, TestKeys.RSA.getPublic())).isFalse();
    }
  }

  @Test
  void whatNobodyTakesIsStillAnInvalidKey() throws Exception {
    register("first");
    Signature signature = Signature.getInstance("RSASSA-PSS");
    signature.setParameter(PSSParameterSpec.DEFAULT);
    assertThatThrownBy(() -> signature.initVerify(TestKeys.P256.getPublic()))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> signature.initSign(null)).isInstanceOf(InvalidKeyException.class);
  }

  /** Parameters first, which binds the signature before the key is known. */
  private static boolean verifyPss(byte[] made, PublicKey key) throws Exception {
    Signature verifier = Signature.getInstance("RSASSA-PSS");
    verifier.setParameter(PSSParameterSpec.DEFAULT);
    verifier.initVerify(key);
    verifier.update(MESSAGE);
    return verifier.verify(made);
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "last"})
  void ciphersFindTheirProvider(String place) throws Exception {
    register(place);
    for (PrivateKey key : List.of(TestKeys.RSA.getPrivate(), handle("9a"))) {
      Cipher encrypter = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
      encrypter.init(Cipher.ENCRYPT_MODE, TestKeys.RSA.getPublic());
      Cipher decrypter = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding");
      decrypter.init(Cipher.DECRYPT_MODE, key);
      assertThat(decrypter.doFinal(encrypter.doFinal(MESSAGE))).isEqualTo(MESSAGE);
      assertThat(encrypter.getProvider()).isNotSameAs(provider);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "last"})
  void agreementsFindTheirProvider(String place) throws Exception {
    register(place);
    assertThat(agree("ECDH", handle("9c"), TestKeys.P384.getPublic(), TestKeys.P256)).isFalse();
    assertThat(agree("ECDH", handle("9c"), TestKeys.P256.getPublic(), TestKeys.P256)).isTrue();
    assertThat(agree("XDH", handle("82"), TestKeys.X25519.getPublic(), TestKeys.X25519)).isTrue();
  }

  private static boolean agree(String name, PrivateKey handle, PublicKey peer, KeyPair software)
      throws Exception {
    KeyAgreement token = KeyAgreement.getInstance(name);
    token.init(handle);
    KeyAgreement own = KeyAgreement.getInstance(name);
    own.init(software.getPrivate());
    try {
      token.doPhase(peer, true);
    } catch (InvalidKeyException e) {
      return false;
    }
    own.doPhase(peer, true);
    return java.util.Arrays.equals(token.generateSecret(), own.generateSecret());
  }
}
