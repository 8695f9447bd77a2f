package dev.countersign.cli.keyfiles;

import dev.countersign.cli.Failure;
import dev.countersign.cli.InputFile;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Optional;

/** A public key as a SubjectPublicKeyInfo ([RFC5280] 4.1.2.7), or a certificate that holds one. */
public final class PublicKeyFile {
  private static final int MAX_BYTES = 64 * 1024;
  private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519", "X25519");

  private PublicKeyFile() {}

  /** Reads PEM or DER; the key of a certificate when it is one. */
  public static PublicKey read(InputStream in, Path file) {
    byte[] content = InputFile.read(in, file, MAX_BYTES);
    try {
      Optional<byte[]> pem = Pem.decode(content, "PUBLIC KEY");
      if (pem.isEmpty() && Pem.decode(content, "CERTIFICATE").isPresent()) {
        return CertificateFile.parse(content, file).getPublicKey();
      }
      return parse(pem.orElse(content), file);
    } catch (IllegalArgumentException e) {
      throw notOne(file);
    }
  }

  private static PublicKey parse(byte[] der, Path file) {
    return KINDS.stream()
        .flatMap(kind -> parse(kind, der).stream())
        .findFirst()
        .or(() -> ofCertificate(der))
        .orElseThrow(() -> notOne(file));
  }

  /** The key, when it is of that kind. */
  private static Optional<PublicKey> parse(String kind, byte[] der) {
    try {
      return Optional.of(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static Optional<PublicKey> ofCertificate(byte[] der) {
    try {
      return Optional.of(
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der))
              .getPublicKey());
    } catch (CertificateException | RuntimeException e) { // the JDK throws both for damaged ones
      return Optional.empty();
    }
  }

  private static Failure notOne(Path file) {
    return Failure.usage(
        file + " holds no public key that can be read",
        "give a PEM file with PUBLIC KEY or CERTIFICATE, such as countersign keys public writes");
  }
}
