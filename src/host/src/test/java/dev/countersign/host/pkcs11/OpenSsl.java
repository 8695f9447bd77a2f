package dev.countersign.host.pkcs11;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The openssl program. */
final class OpenSsl {
  private OpenSsl() {}

  /**
   * Runs it; what it printed.
   *
   * @throws AssertionError when it fails
   */
  static byte[] run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      Path errors = Files.createTempFile("openssl", ".log");
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      byte[] said = process.getInputStream().readAllBytes();
      int status = process.waitFor();
      String complaint = Files.readString(errors);
      Files.delete(errors);
      if (status != 0) {
        throw new AssertionError(command + " failed: " + complaint);
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** A certificate of a key that is nowhere kept. */
  static X509Certificate certificate(String commonName) {
    return certificate(commonName, "-keyout", "/dev/null");
  }

  /** The certificate of an authority, and one that it issued. */
  static List<X509Certificate> issued(String commonName, Path folder) {
    String key = folder.resolve("authority.key").toString();
    String file = folder.resolve("authority.pem").toString();
    X509Certificate authority = certificate("authority", "-keyout", key);
    try {
      Files.writeString(
          folder.resolve("authority.pem"),
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder().encodeToString(authority.getEncoded())
              + "\n-----END CERTIFICATE-----\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CertificateException e) {
      throw new AssertionError(e);
    }
    return List.of(
        authority, certificate(commonName, "-keyout", "/dev/null", "-CA", file, "-CAkey", key));
  }

  private static X509Certificate certificate(String commonName, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-noenc",
                "-subj",
                "/CN=" + commonName));
    arguments.addAll(List.of(options));
    byte[] pem = run(arguments.toArray(new String[0]));
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(pem));
    } catch (CertificateException e) {
      throw new AssertionError(e);
    }
  }
}
