package dev.countersign.cli.keyfiles;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.cli.Failure;
import dev.countersign.device.KeyAlgorithm;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/** How a public key is written. */
public enum PublicKeyFormat {
  /** PEM, which openssl and the CloudFront console take. */
  PEM,
  /** SubjectPublicKeyInfo in DER. */
  DER,
  /** One line for authorized_keys and EC2 ([RFC4253] 6.6). */
  SSH,
  /** JSON Web Key ([RFC7517] 4). */
  JWK;

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Writes a key.
   *
   * @param comment what the line of {@link #SSH} ends with
   */
  public byte[] encode(PublicKey key, String comment) {
    return switch (this) {
      case PEM -> ascii(Pem.encode("PUBLIC KEY", key.getEncoded()));
      case DER -> key.getEncoded();
      case SSH -> ascii(ssh(key, comment));
      case JWK -> ascii(jwk(key));
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static KeyAlgorithm algorithm(PublicKey key) {
    return KeyAlgorithm.of(key)
        .orElseThrow(
            () ->
                Failure.usage(
                    "a key of this kind has no such format", "use --format pem or --format der"));
  }

  private static String ssh(PublicKey key, String comment) {
    SshWire blob = new SshWire();
    String name;
    KeyAlgorithm algorithm = algorithm(key);
    switch (algorithm.family()) {
      case RSA -> {
        RSAPublicKey rsa = (RSAPublicKey) key;
        name = "ssh-rsa";
        blob.string(name).mpint(rsa.getPublicExponent()).mpint(rsa.getModulus());
      }
      case EC -> {
        String curve = algorithm == KeyAlgorithm.P256 ? "nistp256" : "nistp384";
        name = "ecdsa-sha2-" + curve;
        blob.string(name).string(curve).string(point((ECPublicKey) key, algorithm));
      }
      case ED25519 -> {
        name = "ssh-ed25519";
        blob.string(name).string(edwards(key));
      }
      default ->
          throw Failure.usage(
              "SSH has no public keys of the kind " + algorithm.externalName(),
              "use --format pem, der or jwk");
    }
    return "%s %s %s\n"
        .formatted(name, Base64.getEncoder().encodeToString(blob.bytes()), comment)
        .replace(" \n", "\n");
  }

  // [RFC5656] 3.1: an uncompressed point.
  private static byte[] point(ECPublicKey key, KeyAlgorithm algorithm) {
    int length = algorithm.bytes();
    byte[] point = new byte[1 + 2 * length];
    point[0] = 4;
    System.arraycopy(fixed(key.getW().getAffineX(), length), 0, point, 1, length);
    System.arraycopy(fixed(key.getW().getAffineY(), length), 0, point, 1 + length, length);
    return point;
  }

  // [RFC8410] 4: the key is the last 32 bytes of its SubjectPublicKeyInfo.
  private static byte[] edwards(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
  }

  private static String jwk(PublicKey key) {
    KeyAlgorithm algorithm = algorithm(key);
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      switch (algorithm.family()) {
        case RSA -> {
          RSAPublicKey rsa = (RSAPublicKey) key;
          json.writeStringField("kty", "RSA");
          json.writeStringField("n", base64Url(unsigned(rsa.getModulus())));
          json.writeStringField("e", base64Url(unsigned(rsa.getPublicExponent())));
        }
        case EC -> {
          ECPublicKey ec = (ECPublicKey) key;
          json.writeStringField("kty", "EC");
          json.writeStringField("crv", algorithm == KeyAlgorithm.P256 ? "P-256" : "P-384");
          json.writeStringField("x", base64Url(fixed(ec.getW().getAffineX(), algorithm.bytes())));
          json.writeStringField("y", base64Url(fixed(ec.getW().getAffineY(), algorithm.bytes())));
        }
        case ED25519, X25519 -> {
          json.writeStringField("kty", "OKP");
          json.writeStringField("crv", algorithm == KeyAlgorithm.ED25519 ? "Ed25519" : "X25519");
          json.writeStringField("x", base64Url(edwards(key)));
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] unsigned(BigInteger value) {
    return fixed(value, (value.bitLength() + 7) / 8);
  }

  private static byte[] fixed(BigInteger value, int length) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[length];
    int copied = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - copied, fixed, length - copied, copied);
    return fixed;
  }
}
