package dev.countersign.cli.keyfiles;

import dev.countersign.cli.Failure;
import dev.countersign.cli.InputFile;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** A certificate, PEM or DER. */
public final class CertificateFile {
  private static final int MAX_BYTES = 64 * 1024;

  private CertificateFile() {}

  /** Reads the first certificate of a file. */
  public static X509Certificate read(InputStream in, Path file) {
    return parse(InputFile.read(in, file, MAX_BYTES), file);
  }

  static X509Certificate parse(byte[] content, Path file) {
    try {
      byte[] der = Pem.decode(content, "CERTIFICATE").orElse(content);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException | RuntimeException e) { // the JDK throws both for damaged ones
      throw Failure.usage(
          file + " holds no certificate that can be read", "give an X.509 certificate, PEM or DER");
    }
  }
}
