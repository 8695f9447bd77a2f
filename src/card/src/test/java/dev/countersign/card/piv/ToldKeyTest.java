package dev.countersign.card.piv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.simulator.Profile;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys whose public half the caller tells, because a card of the bare standard does not. */
class ToldKeyTest {
  private static final TokenUri SLOT = TokenUri.parse("piv:slot=9c");
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

  private static PublicKey generate(Bench bench) {
    return bench.can(KeyManagement.class).generate(SLOT, KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
  }

  private static PublicKey another() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair().getPublic();
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void aKeyWithoutCertificateSignsByItsPublicHalf(Profile profile) throws Exception {
    try (Bench bench = new Bench(profile)) {
      PublicKey publicKey = generate(bench);

      SigningKey key = bench.can(SigningKeys.class).find(SLOT, publicKey);
      byte[] signature = key.sign(SignatureAlgorithm.ecdsa(Digest.SHA256), MESSAGE);

      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(publicKey);
      verifier.update(MESSAGE);
      assertThat(verifier.verify(signature)).isTrue();
      assertThat(key.certificateChain()).isEmpty();
    }
  }

  @Test
  void aWrongPublicHalfIsNoticedAtTheFirstSignatureOfACardThatTellsNone() throws Exception {
    try (Bench bench = new Bench(Profile.NIST_PIV)) {
      generate(bench);

      SigningKey key = bench.can(SigningKeys.class).find(SLOT, another());

      assertThatExceptionOfType(TokenException.BadData.class)
          .isThrownBy(() -> key.sign(SignatureAlgorithm.ecdsa(Digest.SHA256), MESSAGE))
          .withMessageContaining("the public key that was given");
    }
  }

  @Test
  void aWrongPublicHalfIsNoticedAtOnceByACardThatTells() throws Exception {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      generate(bench);
      PublicKey wrong = another();

      assertThatExceptionOfType(TokenException.BadData.class)
          .isThrownBy(() -> bench.can(SigningKeys.class).find(SLOT, wrong))
          .withMessageContaining("the public key that was given");
    }
  }

  @Test
  void aCardThatTellsNoKeySaysHowOneIsShown() {
    try (Bench bench = new Bench(Profile.NIST_PIV)) {
      generate(bench);

      assertThatExceptionOfType(TokenException.NoKey.class)
          .isThrownBy(() -> bench.tokens().signingKey(SLOT))
          .satisfies(e -> assertThat(e.remedy()).contains("--public-key"));
    }
  }
}
