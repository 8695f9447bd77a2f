package dev.countersign.junit.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Text form of keys and certificates ([RFC7468]), in which other people's programs take them. */
final class Pem {
  private Pem() {}

  /** Writes a certificate to a file. */
  static Path write(Path file, X509Certificate certificate)
      throws IOException, CertificateException {
    return write(file, "CERTIFICATE", certificate.getEncoded());
  }

  /** Writes a public key to a file. */
  static Path write(Path file, PublicKey key) throws IOException {
    return write(file, "PUBLIC KEY", key.getEncoded());
  }

  /** Writes a private key to a file. */
  static Path write(Path file, PrivateKey key) throws IOException {
    return write(file, "PRIVATE KEY", key.getEncoded());
  }

  private static Path write(Path file, String label, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(label, body, label));
  }

  /** The certificate in PEM or DER. */
  static X509Certificate certificate(byte[] encoded) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  /** The RSA or EC key in PEM. */
  static PublicKey publicKey(byte[] pem) throws GeneralSecurityException {
    String body = new String(pem, US_ASCII).replaceAll("-----[A-Z ]+-----", "");
    X509EncodedKeySpec spec = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(body));
    try {
      return KeyFactory.getInstance("EC").generatePublic(spec);
    } catch (InvalidKeySpecException e) {
      return KeyFactory.getInstance("RSA").generatePublic(spec);
    }
  }
}
