package dev.countersign.relyingparty.webauthn;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makers of keys, and who signs the list of them. */
final class Makers {
  static final String SIGNER = "mds.example.org";
  static final ASN1ObjectIdentifier AAGUID = new ASN1ObjectIdentifier("1.3.6.1.4.1.45724.1.1.4");

  final KeyPair rootKey = new SoftKey(Algorithm.ES256).pair;
  final X509Certificate root =
      certificate("CN=Root", rootKey, "CN=Root", rootKey, true, null, null);
  final KeyPair signerKey = new SoftKey(Algorithm.ES256).pair;
  final X509Certificate signer =
      certificate("CN=Signer", signerKey, "CN=Root", rootKey, false, SIGNER, null);
  final KeyPair makerKey = new SoftKey(Algorithm.ES256).pair;
  final X509Certificate maker =
      certificate("CN=Maker", makerKey, "CN=Maker", makerKey, true, null, null);

  /** A batch certificate of the maker's, for the keys of one make. */
  X509Certificate batch(SoftKey attester, byte[] aaguid) {
    return certificate(
        "CN=Batch,OU=Authenticator Attestation,O=Maker,C=SE",
        attester.pair,
        "CN=Maker",
        makerKey,
        false,
        null,
        aaguid);
  }

  static X509Certificate certificate(
      String subject,
      KeyPair key,
      String issuer,
      KeyPair issuerKey,
      boolean authority,
      String dnsName,
      byte[] aaguid) {
    Instant from = Instant.ofEpochSecond(1_700_000_000);
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer),
            BigInteger.valueOf(subject.hashCode() & 0x7FFF_FFFFL).add(BigInteger.ONE),
            Date.from(from),
            Date.from(from.plusSeconds(1_000_000_000)),
            new X500Name(subject),
            key.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (dnsName != null) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, dnsName)));
      }
      if (aaguid != null) {
        builder.addExtension(AAGUID, false, new DEROctetString(aaguid));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey.getPrivate())));
    } catch (CertIOException | OperatorCreationException | GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String uuid(byte[] aaguid) {
    return HexFormat.of()
        .formatHex(aaguid)
        .replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
  }

  static String base64(X509Certificate certificate) {
    try {
      return Base64.getEncoder().encodeToString(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The point of a key, as U2F signs it and its maker's list names it by. */
  static byte[] pointOf(SoftKey key) {
    byte[] info = key.pair.getPublic().getEncoded();
    return Arrays.copyOfRange(info, info.length - 65, info.length);
  }

  /** What names U2F keys in an entry ([RFC5280] 4.2.1.2, method 1). */
  static String keyIdentifiers(byte[] point) {
    try {
      return "\"attestationCertificateKeyIdentifiers\":[\"%s\"]"
          .formatted(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(point)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** An entry for a make, or for the certificates of U2F keys, with reports on it. */
  String entry(String identifier, String... reports) {
    String statuses =
        List.of(reports).stream()
            .map("{\"status\":\"%s\",\"effectiveDate\":\"2020-01-01\"}"::formatted)
            .collect(Collectors.joining(","));
    return "{%s,\"metadataStatement\":{\"upv\":[{\"major\":1,\"minor\":0}],\"attestationRootCertificates\":[\"%s\"]},\"statusReports\":[%s]}"
        .formatted(identifier, base64(maker), statuses);
  }

  static String payload(String nextUpdate, String... entries) {
    return "{\"legalHeader\":\"text\",\"no\":7,\"nextUpdate\":\"%s\",\"entries\":[%s]}"
        .formatted(nextUpdate, String.join(",", entries));
  }

  String blob(String payload) {
    return blob(payload, signer, signerKey.getPrivate());
  }

  static String blob(String payload, X509Certificate certificate, PrivateKey key) {
    String header =
        "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"x5c\":[\"%s\"]}".formatted(base64(certificate));
    String signed =
        Parts.base64Url(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + Parts.base64Url(payload.getBytes(StandardCharsets.UTF_8));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + Parts.base64Url(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
