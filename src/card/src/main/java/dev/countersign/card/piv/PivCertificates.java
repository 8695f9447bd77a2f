package dev.countersign.card.piv;

import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

/** Certificate objects ([SP800-73-4/1] appendix A, certificate containers). */
final class PivCertificates {
  /** What no certificate reaches; bounds what compressed ones may grow to. */
  static final int MAX_CERTIFICATE_BYTES = 64 * 1024;

  /** Objects of more bytes are refused by every YubiKey, so certificates are compressed then. */
  static final int MAX_PLAIN_OBJECT_BYTES = 3052;

  private static final int CERTIFICATE = 0x70;
  private static final int CERTIFICATE_INFO = 0x71;
  private static final int ERROR_DETECTION = 0xFE;
  private static final int COMPRESSED = 0x01;

  private PivCertificates() {}

  /**
   * Reads the value of a certificate object. Whether it is compressed is seen from the content:
   * cards differ in how they say so.
   *
   * @throws CertificateException when there is no certificate in it, or one that cannot be read
   */
  static X509Certificate decode(byte[] value) throws CertificateException {
    byte[] content = content(value);
    try {
      return parse(plain(content));
    } catch (IOException e) {
      throw new CertificateException("the compressed certificate cannot be read", e);
    }
  }

  /** Some writers leave the container out: then the object is the certificate. */
  private static byte[] content(byte[] value) {
    try {
      Optional<Tlv> certificate = Tlv.find(Tlv.parseAll(value), CERTIFICATE);
      return certificate.map(Tlv::value).orElse(value);
    } catch (TlvException e) {
      return value;
    }
  }

  private static byte[] plain(byte[] content) throws IOException {
    if (isGzip(content)) {
      return inflate(new GZIPInputStream(new ByteArrayInputStream(content)));
    } else if (isNetId(content)) {
      return inflate(
          new InflaterInputStream(new ByteArrayInputStream(content, 4, content.length - 4)));
    }
    return content;
  }

  /** [RFC1952] 2.3.1. */
  private static boolean isGzip(byte[] content) {
    return content.length > 2 && content[0] == 0x1F && content[1] == (byte) 0x8B;
  }

  /** Net iD: 01 00, the length before compression in two bytes little-endian, a zlib stream. */
  private static boolean isNetId(byte[] content) {
    return content.length > 5 && content[0] == 0x01 && content[1] == 0x00 && content[4] == 0x78;
  }

  private static byte[] inflate(InputStream compressed) throws IOException {
    try (compressed) {
      byte[] plain = compressed.readNBytes(MAX_CERTIFICATE_BYTES + 1);
      if (plain.length > MAX_CERTIFICATE_BYTES) {
        throw new IOException("more than " + MAX_CERTIFICATE_BYTES + " bytes");
      }
      return plain;
    }
  }

  /** Reads a DER certificate. */
  static X509Certificate parse(byte[] der) throws CertificateException {
    if (der.length == 0 || der[0] != 0x30) {
      throw new CertificateException("there is no certificate in the object");
    }
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (RuntimeException e) {
      // The JDK throws what it likes for some, such as one with an Ed25519 key of no bytes.
      throw new CertificateException("the certificate cannot be read", e);
    }
  }

  /** The value of a certificate object; compressed only where it would not fit else. */
  static byte[] encode(X509Certificate certificate) throws CertificateEncodingException {
    byte[] plain = encode(certificate.getEncoded(), 0x00);
    if (plain.length <= MAX_PLAIN_OBJECT_BYTES) {
      return plain;
    }
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(certificate.getEncoded());
    } catch (IOException e) {
      throw new CertificateEncodingException("compressing in memory failed", e);
    }
    return encode(compressed.toByteArray(), COMPRESSED);
  }

  private static byte[] encode(byte[] content, int info) {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.writeBytes(Tlv.of(CERTIFICATE, content).encode());
    value.writeBytes(Tlv.of(CERTIFICATE_INFO, new byte[] {(byte) info}).encode());
    value.writeBytes(Tlv.of(ERROR_DETECTION).encode());
    return value.toByteArray();
  }
}
