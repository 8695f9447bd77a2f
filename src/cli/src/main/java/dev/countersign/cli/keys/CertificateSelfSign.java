package dev.countersign.cli.keys;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.ResultFile;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.keyfiles.Pem;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.Callable;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a self-signed certificate. */
@Command(
    name = "self-sign",
    description = "Make a certificate that the key signs itself, and store it beside the key.",
    footer = {
      "%nExample:",
      "  countersign keys certificate self-sign piv:slot=9a --subject CN=alice --days 365"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CertificateSelfSign implements Callable<Integer> {
  private static final int SERIAL_BITS = 120;

  private final Invocation invocation;

  @Parameters(paramLabel = "URI", description = "The key.")
  private TokenUri uri;

  @Option(
      names = "--subject",
      required = true,
      paramLabel = "NAME",
      description = "The subject: CN=alice,O=Example.")
  private String subject;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "365",
      description = "How many days it is valid from now. Default: ${DEFAULT-VALUE}.")
  private int days;

  @Option(
      names = "--public-key",
      paramLabel = "FILE",
      description =
          "The public half of the key, as keys generate wrote it: for cards that do not tell it.")
  private @Nullable Path publicKey;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the certificate there too, as PEM.")
  private @Nullable Path out;

  CertificateSelfSign(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    X500Name name = SubjectName.parse(subject);
    if (days < 1 || days > 36_500) {
      throw Failure.usage("--days " + days + " is out of range", "give 1 to 36500");
    }
    try (TokenSession session = invocation.open()) {
      SigningKey key = SlotKey.find(invocation, session, uri, publicKey);
      X509Certificate certificate = make(key, name);
      session
          .tokens()
          .find(key.uri())
          .require(KeyManagement.class)
          .putCertificate(key.uri(), certificate);
      if (out != null) {
        ResultFile.write(invocation.out(), out, pem(certificate));
      }
      invocation.note("%s now has a certificate for %s.".formatted(key.uri(), name));
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
    return 0;
  }

  private X509Certificate make(SigningKey key, X500Name name) throws CertificateException {
    Instant now = invocation.surroundings().clock().instant();
    BigInteger serial = new BigInteger(SERIAL_BITS, invocation.surroundings().random().get());
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            serial.setBit(SERIAL_BITS - 1),
            Date.from(now),
            Date.from(now.plus(Duration.ofDays(days))),
            name,
            key.publicKey());
    try {
      // [RFC5280] 4.2.1.9 and 4.2.1.3
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
    } catch (CertIOException e) {
      throw new IllegalStateException(e);
    }
    return new JcaX509CertificateConverter().getCertificate(builder.build(new TokenSigner(key)));
  }

  static byte[] pem(X509Certificate certificate) throws CertificateException {
    return Pem.encode("CERTIFICATE", certificate.getEncoded()).getBytes(StandardCharsets.US_ASCII);
  }
}
