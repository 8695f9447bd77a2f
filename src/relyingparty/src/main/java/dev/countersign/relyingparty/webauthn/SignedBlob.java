package dev.countersign.relyingparty.webauthn;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The signature of a metadata BLOB ([FIDO-MDS] 3.1.7, 3.2): a JWS whose chain ends at a root. */
final class SignedBlob {
  /** The whole list of 2026 has 8 MB. */
  static final int MAX_CHARACTERS = 64 << 20;

  private static final int MAX_CERTIFICATES = 6;
  private static final int DNS_NAME = 2;
  private static final Map<String, String> ALGORITHMS =
      Map.of("RS256", "SHA256withRSA", "ES256", "SHA256withECDSAinP1363Format");

  private SignedBlob() {}

  /**
   * Verifies one.
   *
   * @param signer the name in the certificate that must have signed it
   * @return what it says
   */
  static JsonObject verified(String jws, X509Certificate root, String signer, Instant now)
      throws MalformedException, GeneralSecurityException {
    String[] parts = jws.strip().split("\\.", -1);
    if (parts.length != 3) {
      throw new MalformedException("it is no JWS");
    }
    JsonObject header = json(parts[0]);
    String algorithm = ALGORITHMS.get(header.text("alg"));
    if (algorithm == null) {
      throw new MalformedException("it is signed by RS256 or ES256 only");
    }
    if (header.members().containsKey("crit")) {
      throw new MalformedException("its header has extensions that must be understood");
    }
    List<X509Certificate> chain = new ArrayList<>();
    for (String certificate : header.list("x5c", String.class)) {
      chain.add(certificate(certificate));
    }
    chain.remove(root);
    if (chain.isEmpty() || chain.size() > MAX_CERTIFICATES) {
      throw new MalformedException("its chain is empty or too long");
    }
    requireChain(chain, root, now);
    if (!named(chain.get(0), signer)) {
      throw new CertificateException("it was not signed by " + signer);
    }
    Signature signature = Signature.getInstance(algorithm);
    signature.initVerify(chain.get(0));
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    if (!signature.verify(JsonObject.base64Url(parts[2]))) {
      throw new GeneralSecurityException("its signature does not hold");
    }
    return json(parts[1]);
  }

  private static JsonObject json(String part) throws MalformedException {
    return JsonObject.parse(
        new String(JsonObject.base64Url(part), StandardCharsets.UTF_8), MAX_CHARACTERS);
  }

  static X509Certificate certificate(String base64) throws MalformedException {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException | IllegalArgumentException e) {
      throw new MalformedException("a certificate in it is none");
    }
  }

  private static void requireChain(List<X509Certificate> chain, X509Certificate root, Instant now)
      throws GeneralSecurityException {
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
    parameters.setDate(Date.from(now));
    // there is no network here: who fetches the file looks at revocation
    parameters.setRevocationEnabled(false);
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
  }

  /** The root may be one that signs for half the web: its certificates are for one name each. */
  private static boolean named(X509Certificate certificate, String signer)
      throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names != null
        && names.stream()
            .anyMatch(name -> name.get(0).equals(DNS_NAME) && signer.equals(name.get(1)));
  }
}
