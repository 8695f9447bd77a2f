package dev.countersign.card.piv;

import static dev.countersign.card.piv.Bench.slot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SignatureAlgorithm.Ecdsa;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.TokenException;
import dev.countersign.simulator.Profile;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every algorithm of every profile, with the Java runtime as judge. */
class AlgorithmsTest {
  private static final byte[] MESSAGE = "countersign".getBytes(StandardCharsets.US_ASCII);

  private static boolean verifies(PublicKey key, SignatureAlgorithm algorithm, byte[] signature)
      throws Exception {
    Signature verifier;
    if (algorithm instanceof SignatureAlgorithm.RsaPss pss) {
      verifier = Signature.getInstance("RSASSA-PSS");
      verifier.setParameter(
          new PSSParameterSpec(
              pss.hash().jcaName(),
              "MGF1",
              new MGF1ParameterSpec(pss.mgfHash().jcaName()),
              pss.saltLengthBytes(),
              1));
    } else if (algorithm instanceof Ecdsa ecdsa) {
      String hash = ecdsa.digest().map(d -> d.name()).orElse("NONE");
      boolean p1363 = ecdsa.format() == Ecdsa.Format.P1363;
      verifier = Signature.getInstance(hash + "withECDSA" + (p1363 ? "inP1363Format" : ""));
    } else if (algorithm instanceof SignatureAlgorithm.Ed25519) {
      verifier = Signature.getInstance("Ed25519");
    } else {
      verifier = Signature.getInstance(algorithm.digest().orElseThrow().name() + "withRSA");
    }
    verifier.initVerify(key);
    verifier.update(MESSAGE);
    return verifier.verify(signature);
  }

  private static List<SignatureAlgorithm> algorithms(KeyAlgorithm key) {
    return Stream.concat(
            SignatureAlgorithm.named().stream(),
            Stream.of(Digest.values()).map(d -> new Ecdsa(Optional.of(d), Ecdsa.Format.P1363)))
        .filter(a -> a.family() == key.family())
        .filter(a -> !a.name().startsWith("raw"))
        .filter(a -> key != KeyAlgorithm.RSA1024 || !a.name().equals("sha512-rsa-pss"))
        .toList();
  }

  static Stream<Arguments> signingKeys() {
    return Stream.of(
        Arguments.of(Profile.YUBIKEY_5_7, KeyAlgorithm.RSA1024),
        Arguments.of(Profile.YUBIKEY_5_7, KeyAlgorithm.RSA2048),
        Arguments.of(Profile.YUBIKEY_5_7, KeyAlgorithm.P256),
        Arguments.of(Profile.YUBIKEY_5_7, KeyAlgorithm.P384),
        Arguments.of(Profile.YUBIKEY_5_7, KeyAlgorithm.ED25519),
        Arguments.of(Profile.YUBIKEY_4_3, KeyAlgorithm.RSA2048),
        Arguments.of(Profile.YUBIKEY_4_3, KeyAlgorithm.P256),
        Arguments.of(Profile.NIST_PIV, KeyAlgorithm.RSA2048),
        Arguments.of(Profile.NIST_PIV, KeyAlgorithm.P256),
        Arguments.of(Profile.NIST_PIV, KeyAlgorithm.P384));
  }

  @ParameterizedTest
  @MethodSource("signingKeys")
  void generatedKeySignsWithEveryAlgorithmOfItsFamily(Profile profile, KeyAlgorithm algorithm)
      throws Exception {
    try (Bench bench = new Bench(profile)) {
      PublicKey publicKey = TestKeys.generateWithCertificate(bench, "9a", algorithm);
      SigningKey key = bench.tokens().signingKey(slot("9a"));
      assertThat(key.algorithm()).isEqualTo(algorithm);
      assertThat(key.publicKey()).isEqualTo(publicKey);
      assertThat(key.certificateChain()).hasSize(1);
      for (SignatureAlgorithm signing : algorithms(algorithm)) {
        assertThat(verifies(publicKey, signing, key.sign(signing, MESSAGE)))
            .as(signing.toString())
            .isTrue();
      }
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(
      value = KeyAlgorithm.class,
      names = {"RSA3072", "RSA4096"})
  void largeRsaKeysSign(KeyAlgorithm algorithm) throws Exception {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      bench
          .can(KeyManagement.class)
          .importKey(slot("9a"), TestKeys.pair(algorithm), KeyPolicies.UNKNOWN);
      SigningKey key = bench.tokens().signingKey(slot("9a"));
      SignatureAlgorithm pss = SignatureAlgorithm.rsaPss(Digest.SHA512);
      assertThat(verifies(key.publicKey(), pss, key.sign(pss, MESSAGE))).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyAlgorithm.class,
      names = {"RSA1024", "RSA2048", "P256", "P384", "ED25519"})
  void importedKeySigns(KeyAlgorithm algorithm) throws Exception {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      KeyPair pair = TestKeys.pair(algorithm);
      bench.can(KeyManagement.class).importKey(slot("9e"), pair, KeyPolicies.UNKNOWN);
      SigningKey key = bench.tokens().signingKey(slot("9e"));
      assertThat(key.origin()).contains(KeyOrigin.IMPORTED);
      assertThat(key.publicKey()).isEqualTo(pair.getPublic());
      SignatureAlgorithm signing = algorithms(algorithm).get(0);
      assertThat(verifies(pair.getPublic(), signing, key.sign(signing, MESSAGE))).isTrue();
      assertThat(bench.requests()).isEmpty();
    }
  }

  @Test
  void rsaKeyDecrypts() throws Exception {
    for (Profile profile : Profile.withPiv()) {
      try (Bench bench = new Bench(profile)) {
        PublicKey publicKey = TestKeys.generateWithCertificate(bench, "9d");
        DecryptionKey key = bench.tokens().decryptionKey(slot("9d"));
        Cipher pkcs1 = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        pkcs1.init(Cipher.ENCRYPT_MODE, publicKey);
        assertThat(key.decrypt(new DecryptionAlgorithm.RsaPkcs1(), pkcs1.doFinal(MESSAGE)))
            .isEqualTo(MESSAGE);
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
        oaep.init(
            Cipher.ENCRYPT_MODE,
            publicKey,
            new OAEPParameterSpec(
                "SHA-256", "MGF1", MGF1ParameterSpec.SHA1, PSource.PSpecified.DEFAULT));
        byte[] ciphertext = oaep.doFinal(MESSAGE);
        assertThat(
                key.decrypt(
                    new DecryptionAlgorithm.RsaOaep(Digest.SHA256, Digest.SHA1), ciphertext))
            .isEqualTo(MESSAGE);
        assertThat(key.decrypt(new DecryptionAlgorithm.RsaRaw(), ciphertext)).hasSize(256);
        // To whatever power, one stays one, which has no padding; what is random may have one.
        byte[] one = new byte[256];
        one[255] = 1;
        assertThat(key.decrypt(new DecryptionAlgorithm.RsaRaw(), one)).isEqualTo(one);
        assertThatExceptionOfType(TokenException.BadData.class)
            .isThrownBy(() -> key.decrypt(new DecryptionAlgorithm.RsaPkcs1(), one));
      }
    }
  }

  @Test
  void ciphertextOfAnotherLengthIsRefusedWithoutTheToken() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      TestKeys.generateWithCertificate(bench, "9d");
      DecryptionKey key = bench.tokens().decryptionKey(slot("9d"));
      bench.commands().clear();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> key.decrypt(new DecryptionAlgorithm.RsaRaw(), new byte[255]));
      byte[] tooLarge = new byte[256];
      java.util.Arrays.fill(tooLarge, (byte) 0xFF);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> key.decrypt(new DecryptionAlgorithm.RsaRaw(), tooLarge));
      assertThat(bench.commands()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyAlgorithm.class,
      names = {"P256", "P384", "X25519"})
  void keysAgree(KeyAlgorithm algorithm) throws Exception {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      PublicKey publicKey =
          bench.can(KeyManagement.class).generate(slot("9d"), algorithm, KeyPolicies.UNKNOWN);
      KeyPair peer = TestKeys.pair(algorithm);
      byte[] secret = bench.tokens().decryptionKey(slot("9d")).agree(peer.getPublic());
      KeyAgreement agreement =
          KeyAgreement.getInstance(algorithm.family() == Family.EC ? "ECDH" : "X25519");
      agreement.init(peer.getPrivate());
      agreement.doPhase(publicKey, true);
      assertThat(secret).isEqualTo(agreement.generateSecret());
    }
  }

  @Test
  void peerOfAnotherKindIsRefusedWithoutTheToken() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      KeyManagement keys = bench.can(KeyManagement.class);
      keys.generate(slot("9d"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
      DecryptionKey key = bench.tokens().decryptionKey(slot("9d"));
      bench.commands().clear();
      for (KeyAlgorithm other :
          List.of(KeyAlgorithm.P384, KeyAlgorithm.X25519, KeyAlgorithm.RSA2048)) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> key.agree(TestKeys.pair(other).getPublic()));
      }
      assertThat(bench.commands()).isEmpty();
    }
  }

  @Test
  void x25519SecretOfZerosIsRefused() throws Exception {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      KeyManagement keys = bench.can(KeyManagement.class);
      keys.generate(slot("9d"), KeyAlgorithm.X25519, KeyPolicies.UNKNOWN);
      DecryptionKey key = bench.tokens().decryptionKey(slot("9d"));
      PublicKey zero =
          KeyFactory.getInstance("X25519")
              .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BigInteger.ZERO));
      assertThatExceptionOfType(RuntimeException.class)
          .isThrownBy(() -> key.agree(zero))
          .isInstanceOfAny(IllegalArgumentException.class, TokenException.NoKey.class);
    }
  }

  @Test
  void digestOfAnotherLengthIsRefused() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      TestKeys.generateWithCertificate(bench, "9a");
      SigningKey key = bench.tokens().signingKey(slot("9a"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> key.signDigest(SignatureAlgorithm.rsa(Digest.SHA256), new byte[20]));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> key.sign(SignatureAlgorithm.ecdsa(Digest.SHA256), MESSAGE));
    }
  }

  @Test
  void rawDigestOfAnyLengthIsSignedByEcKeys() throws Exception {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      PublicKey publicKey =
          bench
              .can(KeyManagement.class)
              .generate(slot("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
      SigningKey key = bench.tokens().signingKey(slot("9a"));
      SignatureAlgorithm raw = new Ecdsa(Optional.empty(), Ecdsa.Format.DER);
      for (int length : new int[] {20, 32, 48, 64}) {
        byte[] hash = new byte[length];
        hash[0] = 0x55;
        hash[length - 1] = 0x77;
        Signature verifier = Signature.getInstance("NONEwithECDSA");
        verifier.initVerify(publicKey);
        verifier.update(hash);
        assertThat(verifier.verify(key.signDigest(raw, hash))).as("%d bytes", length).isTrue();
      }
    }
  }

  @Test
  void keysWithoutCertificateAreListedWhereTheTokenTellsThem() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      KeyManagement keys = bench.can(KeyManagement.class);
      keys.generate(slot("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
      keys.generate(slot("95"), KeyAlgorithm.ED25519, KeyPolicies.UNKNOWN);
      keys.generate(slot("82"), KeyAlgorithm.X25519, KeyPolicies.UNKNOWN);
      assertThat(bench.can(SigningKeys.class).list())
          .extracting(key -> key.uri().toString())
          .containsExactly("piv:serial=12345678;slot=9a", "piv:serial=12345678;slot=95");
      assertThat(bench.can(SigningKeys.class).list().get(0).certificateChain()).isEmpty();
      assertThatExceptionOfType(TokenException.NoKey.class)
          .isThrownBy(() -> bench.tokens().signingKey(slot("82")));
      assertThatExceptionOfType(TokenException.Ambiguous.class)
          .isThrownBy(() -> bench.tokens().signingKey(dev.countersign.device.TokenUri.of("piv")));
    }
  }

  @Test
  void yubikey4KeyWithoutCertificateIsKnownByItsAttestation() throws Exception {
    try (Bench bench = new Bench(Profile.YUBIKEY_4_3)) {
      PublicKey publicKey =
          bench
              .can(KeyManagement.class)
              .generate(slot("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
      SigningKey key = bench.tokens().signingKey(slot("9a"));
      assertThat(key.publicKey()).isEqualTo(publicKey);
      assertThat(key.origin()).contains(KeyOrigin.GENERATED);
      assertThat(key.policies().pin()).isPresent();
    }
  }

  @Test
  void emptySlotIsNoKey() {
    for (Profile profile : Profile.withPiv()) {
      try (Bench bench = new Bench(profile)) {
        assertThatExceptionOfType(TokenException.NoKey.class)
            .isThrownBy(() -> bench.tokens().signingKey(slot("9c")))
            .withMessageContaining("no key in slot 9c");
        assertThat(bench.can(SigningKeys.class).list()).isEmpty();
      }
    }
  }
}
