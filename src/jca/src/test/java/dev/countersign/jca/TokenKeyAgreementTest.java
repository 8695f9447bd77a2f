package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.TokenException;
import java.math.BigInteger;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;
import javax.crypto.ShortBufferException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenKeyAgreementTest {
  private final Provider provider = new CountersignProvider();
  private final SoftwareToken token =
      new SoftwareToken("1")
          .key("9a", TestKeys.RSA)
          .key("9c", TestKeys.P256)
          .key("9d", TestKeys.P384)
          .key("82", TestKeys.X25519);

  private PrivateKey handle(String slot) throws Exception {
    return TestStore.of(provider, token).getKey(slot);
  }

  private static KeyPair peer(String slot) {
    return switch (slot) {
      case "9c" -> TestKeys.ec("secp256r1");
      case "9d" -> TestKeys.ec("secp384r1");
      default -> TestKeys.named("X25519");
    };
  }

  private static PublicKey own(String slot) {
    return switch (slot) {
      case "9c" -> TestKeys.P256.getPublic();
      case "9d" -> TestKeys.P384.getPublic();
      default -> TestKeys.X25519.getPublic();
    };
  }

  private static byte[] expected(String name, KeyPair peer, PublicKey own) throws Exception {
    KeyAgreement agreement = KeyAgreement.getInstance(name, "SunEC");
    agreement.init(peer.getPrivate());
    agreement.doPhase(own, true);
    return agreement.generateSecret();
  }

  @ParameterizedTest
  @CsvSource({"ECDH, 9c", "ECDH, 9d", "X25519, 82", "XDH, 82"})
  void bothPartiesAgree(String name, String slot) throws Exception {
    KeyPair peer = peer(slot);
    byte[] expected = expected(name, peer, own(slot));
    KeyAgreement agreement = KeyAgreement.getInstance(name, provider);
    agreement.init(handle(slot));

    assertThat(agreement.doPhase(peer.getPublic(), true)).isNull();
    assertThat(agreement.generateSecret()).isEqualTo(expected);

    agreement.doPhase(peer.getPublic(), true);
    byte[] buffer = new byte[100];
    assertThat(agreement.generateSecret(buffer, 1)).isEqualTo(expected.length);
    assertThat(buffer).startsWith(0, expected[0], expected[1]);

    agreement.doPhase(peer.getPublic(), true);
    assertThat(agreement.generateSecret("TlsPremasterSecret").getEncoded()).isEqualTo(expected);
    agreement.doPhase(peer.getPublic(), true);
    assertThat(agreement.generateSecret("Generic").getAlgorithm()).isEqualTo("Generic");
  }

  @Test
  void aSecretIsHandedOutOnce() throws Exception {
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH", provider);
    agreement.init(handle("9c"));
    agreement.doPhase(peer("9c").getPublic(), true);
    agreement.generateSecret();
    assertThatThrownBy(agreement::generateSecret).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aSecretOutlivesAShortBufferAndAnUnknownName() throws Exception {
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH", provider);
    agreement.init(handle("9c"));
    agreement.doPhase(peer("9c").getPublic(), true);
    assertThatThrownBy(() -> agreement.generateSecret(new byte[32], 1))
        .isInstanceOf(ShortBufferException.class);
    assertThatThrownBy(() -> agreement.generateSecret("AES"))
        .isInstanceOf(NoSuchAlgorithmException.class)
        .hasMessageContaining("derive");
    assertThat(agreement.generateSecret()).hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9d", "82"})
  void aPeerOfAnotherCurveIsRefused(String slot) throws Exception {
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH", provider);
    agreement.init(handle("9c"));
    assertThatThrownBy(() -> agreement.doPhase(own(slot), true))
        .isInstanceOf(InvalidKeyException.class)
        .hasMessageContaining("p256");
  }

  @Test
  void aPeerOfSmallOrderIsRefused() throws Exception {
    PublicKey zero =
        KeyFactory.getInstance("X25519")
            .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BigInteger.ZERO));
    KeyAgreement agreement = KeyAgreement.getInstance("X25519", provider);
    agreement.init(handle("82"));
    assertThatThrownBy(() -> agreement.doPhase(zero, true)).isInstanceOf(InvalidKeyException.class);
  }

  @Test
  void keysThatDoNotAgreeAreRefused() throws Exception {
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH", provider);
    assertThatThrownBy(() -> agreement.init(handle("9a"))).isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> agreement.init(handle("82"))).isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> agreement.init(TestKeys.P256.getPrivate()))
        .isInstanceOf(InvalidKeyException.class);
    assertThatThrownBy(() -> agreement.doPhase(own("9c"), true))
        .isInstanceOf(IllegalStateException.class);
    PrivateKey key = handle("9c");
    assertThatThrownBy(() -> agreement.init(key, NamedParameterSpec.X25519))
        .isInstanceOf(InvalidAlgorithmParameterException.class);
  }

  @Test
  void thereIsOnePhase() throws Exception {
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH", provider);
    agreement.init(handle("9c"));
    assertThatThrownBy(() -> agreement.doPhase(own("9c"), false))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(agreement::generateSecret).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRemovedTokenIsAProviderExceptionWithItsCause() throws Exception {
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH", provider);
    agreement.init(handle("9c"));
    token.remove();
    assertThatThrownBy(() -> agreement.doPhase(own("9c"), true))
        .isInstanceOf(ProviderException.class)
        .hasCauseInstanceOf(TokenException.Removed.class);
  }
}
