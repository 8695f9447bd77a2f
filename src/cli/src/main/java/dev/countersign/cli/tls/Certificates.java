package dev.countersign.cli.tls;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.keyfiles.CertificateBundle;
import dev.countersign.device.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The certificates that a connection needs. */
final class Certificates {
  private Certificates() {}

  /** All certificates of a file, in its order. */
  static List<X509Certificate> read(InputStream in, Path file) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] der : CertificateBundle.read(in, file)) {
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
      return certificates;
    } catch (CertificateException e) {
      throw Failure.usage(
          file + " holds a certificate that cannot be read", "give X.509 certificates, PEM or DER");
    }
  }

  /**
   * The certificates that say whose key it is, its own first.
   *
   * @param file where they are; null for those beside the key on the token
   */
  static List<X509Certificate> of(SigningKey key, InputStream in, @Nullable Path file) {
    List<X509Certificate> chain = file == null ? key.certificateChain() : read(in, file);
    if (chain.isEmpty()) {
      throw new Failure(
          ExitCode.NO_SUCH_TOKEN,
          key.uri() + " has no certificate on its token",
          "give it with --certificate FILE, or store it with countersign keys certificate import");
    }
    if (!MessageDigest.isEqual(
        key.publicKey().getEncoded(), chain.get(0).getPublicKey().getEncoded())) {
      throw new Failure(
          ExitCode.FAILED,
          "the first certificate in %s is not for the key %s"
              .formatted(file == null ? "the token" : file, key.uri()),
          "put the certificate of this key first, those above it after it");
    }
    return chain;
  }
}
