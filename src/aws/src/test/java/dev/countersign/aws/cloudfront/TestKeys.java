package dev.countersign.aws.cloudfront;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Objects;

/** Keys and times that the tests share. */
final class TestKeys {
  /** Six hours before the expiry of the vectors, 2026-01-01T18:00:00Z. */
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);

  static final EpochTime NOW = EpochTime.now(CLOCK);
  static final EpochTime EXPIRES = new EpochTime(1767290400);
  static final String KEY_PAIR_ID = "K1TESTKEY";

  /** The vectors' key, 1024 bits. */
  static final KeyPair VECTORS = pair("RSA", "test-rsa-key");

  static final KeyPair P256 = pair("EC", "test-ecdsa-key");
  static final KeyPair RSA = generate("RSA", 2048);
  static final KeyPair OTHER_RSA = generate("RSA", 2048);

  private TestKeys() {}

  static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(TestKeys.class.getResourceAsStream("/cloudfront/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] pem(String name) {
    return Base64.getMimeDecoder().decode(resource(name).replaceAll("-----[A-Z ]+-----", ""));
  }

  private static KeyPair pair(String algorithm, String name) {
    try {
      KeyFactory factory = KeyFactory.getInstance(algorithm);
      PublicKey publicKey =
          factory.generatePublic(new X509EncodedKeySpec(pem(name + "-public.pem")));
      return new KeyPair(publicKey, privateKey(algorithm, name + ".pem"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static PrivateKey privateKey(String algorithm, String name) {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pem(name)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair generate(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair generateEc(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static CloudFrontSigner signer(KeyPair pair, HashAlgorithm hash) {
    return new CloudFrontSigner(new SoftwareKey(pair), KEY_PAIR_ID, hash, CLOCK);
  }
}
