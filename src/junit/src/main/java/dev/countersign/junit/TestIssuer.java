package dev.countersign.junit;

import dev.countersign.wire.Tlv;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;

/**
 * A certificate authority for tests: certifies any public key ([RFC5280] 4.1) with a P-256 key of
 * its own. Certificates are valid from 2020 to 2049.
 */
public final class TestIssuer {
  private static final byte[] ECDSA_WITH_SHA256 = {
    0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 4, 3, 2
  };
  private static final byte[] COMMON_NAME = {0x55, 4, 3};

  /** {@code netscape-comment}: any text, of no meaning to anyone. */
  private static final byte[] COMMENT = {
    0x60, (byte) 0x86, 0x48, 1, (byte) 0x86, (byte) 0xF8, 0x42, 1, 0x0D
  };

  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0C;
  private static final int IA5_STRING = 0x16;
  private static final int UTC_TIME = 0x17;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;

  private final KeyPair keys;
  private long serial;

  /** An issuer with a fresh key. */
  public TestIssuer() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks P-256", e);
    }
  }

  /** The key that {@link #certify} signs with. */
  public PublicKey publicKey() {
    return keys.getPublic();
  }

  /** A certificate for that key with the common name {@code subject}. */
  public X509Certificate certify(PublicKey subjectKey, String subject) {
    return certify(subjectKey, subject, 0);
  }

  /**
   * A certificate of a wanted size.
   *
   * @param paddingBytes how many bytes of comment to put into it
   */
  public synchronized X509Certificate certify(
      PublicKey subjectKey, String subject, int paddingBytes) {
    try {
      Tlv algorithm = Tlv.of(SEQUENCE, Tlv.of(OBJECT_IDENTIFIER, ECDSA_WITH_SHA256));
      Tlv body =
          Tlv.of(
              SEQUENCE,
              Tlv.of(0xA0, Tlv.of(INTEGER, new byte[] {2})),
              Tlv.of(INTEGER, BigInteger.valueOf(++serial).toByteArray()),
              algorithm,
              name("Test issuer"),
              Tlv.of(SEQUENCE, time("200101000000Z"), time("491231235959Z")),
              name(subject),
              Tlv.parse(subjectKey.getEncoded()),
              Tlv.of(0xA3, Tlv.of(SEQUENCE, comment(paddingBytes))));
      Signature signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(keys.getPrivate());
      signer.update(body.encode());
      Tlv certificate = Tlv.of(SEQUENCE, body, algorithm, bits(signer.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(certificate.encode()));
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  private static Tlv name(String commonName) {
    Tlv type = Tlv.of(OBJECT_IDENTIFIER, COMMON_NAME);
    Tlv value = Tlv.of(UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8));
    return Tlv.of(SEQUENCE, Tlv.of(SET, Tlv.of(SEQUENCE, type, value)));
  }

  private static Tlv time(String text) {
    return Tlv.of(UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Tlv comment(int length) {
    Tlv text = Tlv.of(IA5_STRING, "x".repeat(length).getBytes(StandardCharsets.US_ASCII));
    return Tlv.of(
        SEQUENCE, Tlv.of(OBJECT_IDENTIFIER, COMMENT), Tlv.of(OCTET_STRING, text.encode()));
  }

  private static Tlv bits(byte[] content) {
    byte[] value = new byte[content.length + 1];
    System.arraycopy(content, 0, value, 1, content.length);
    return Tlv.of(BIT_STRING, value);
  }
}
