package dev.countersign.relyingparty.attestation;

import dev.countersign.relyingparty.attestation.AttestationResult.Reason;
import dev.countersign.relyingparty.attestation.AttestationResult.Verified;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Verifies what a PIV token states of a key ([YK-ATT]): from the statement over the token's own
 * certificate (slot f9) and those above it to a root. Without I/O; knows no revocation, since
 * nobody publishes any for these certificates.
 */
public final class PivAttestationVerifier {
  private static final int MAX_CERTIFICATES = 16;

  /** Statement, token, two intermediates; and two more for a private hierarchy. */
  private static final int MAX_PATH = 6;

  private static final String SHA256_RSA = "1.2.840.113549.1.1.11";
  private static final String SHA256_ECDSA = "1.2.840.10045.4.3.2";

  /** What the maker's tokens call themselves; its roots sign for other applications, too. */
  private static final Pattern DEVICE = Pattern.compile("CN=Yubi(co|Key) PIV Attestation");

  private final List<TrustAnchor> anchors;
  private final List<X509Certificate> intermediates;

  /**
   * A verifier.
   *
   * @param anchors the roots; of several that fit the first one counts
   * @param intermediates certificates that may stand in a path without being given with the
   *     statement; nothing is trusted for being among them
   */
  public PivAttestationVerifier(List<TrustAnchor> anchors, List<X509Certificate> intermediates) {
    this.anchors = List.copyOf(anchors);
    this.intermediates = List.copyOf(intermediates);
  }

  /**
   * Verifies a statement.
   *
   * @param certificates the statement, the token's own certificate, and those above it where they
   *     are not known here; each DER, in any order
   * @param now the time at which all of them must be valid
   */
  public AttestationResult verify(List<byte[]> certificates, Instant now) {
    try {
      Set<X509Certificate> given = parse(certificates);
      X509Certificate statement = statement(given);
      Path path = path(statement, given);
      requireRules(path, now);
      return new Verified(StatementParser.parse(statement), path.certificates(), path.anchor());
    } catch (AttestationRefusedException e) {
      return e.result();
    }
  }

  private record Path(List<X509Certificate> certificates, TrustAnchor anchor) {}

  private static Set<X509Certificate> parse(List<byte[]> certificates)
      throws AttestationRefusedException {
    if (certificates.size() > MAX_CERTIFICATES) {
      throw new AttestationRefusedException(
          Reason.TOO_LARGE,
          "there are %d certificates, more than %d"
              .formatted(certificates.size(), MAX_CERTIFICATES));
    }
    Set<X509Certificate> given = new LinkedHashSet<>();
    for (int i = 0; i < certificates.size(); i++) {
      given.add(CertificateRules.parse(certificates.get(i), i + 1));
    }
    return given;
  }

  /** The one that issued none of the others. */
  private static X509Certificate statement(Set<X509Certificate> given)
      throws AttestationRefusedException {
    List<X509Certificate> last =
        given.stream()
            .filter(
                candidate ->
                    given.stream()
                        .noneMatch(
                            other ->
                                !other.equals(candidate)
                                    && CertificateRules.named(candidate, other)))
            .toList();
    List<X509Certificate> statements =
        last.stream().filter(StatementParser::looksLikeStatement).toList();
    if (statements.size() == 1) {
      return statements.get(0);
    } else if (statements.size() > 1) {
      throw new AttestationRefusedException(
          Reason.SEVERAL_STATEMENTS, "there are %d statements".formatted(statements.size()));
    } else if (last.size() == 1 && given.size() > 1) {
      return last.get(0);
    }
    throw new AttestationRefusedException(
        Reason.NO_STATEMENT, "there is no certificate in which a token states something of a key");
  }

  private Path path(X509Certificate statement, Set<X509Certificate> given)
      throws AttestationRefusedException {
    List<X509Certificate> path = new ArrayList<>(List.of(statement));
    Set<X509Certificate> pool = new LinkedHashSet<>(given);
    pool.addAll(intermediates);
    for (X509Certificate current = statement; path.size() <= MAX_PATH; ) {
      Optional<TrustAnchor> anchor = anchor(current);
      if (anchor.isPresent()) {
        return new Path(List.copyOf(path), anchor.get());
      }
      pool.remove(current);
      current = issuer(current, pool);
      path.add(current);
    }
    throw new AttestationRefusedException(
        Reason.PATH_TOO_LONG, "no root is reached in %d steps".formatted(MAX_PATH));
  }

  private Optional<TrustAnchor> anchor(X509Certificate subject) {
    return anchors.stream()
        .filter(anchor -> CertificateRules.named(anchor.certificate(), subject))
        .filter(anchor -> CertificateRules.signed(anchor.certificate(), subject))
        .findFirst();
  }

  private X509Certificate issuer(X509Certificate subject, Set<X509Certificate> pool)
      throws AttestationRefusedException {
    List<X509Certificate> named =
        pool.stream().filter(candidate -> CertificateRules.named(candidate, subject)).toList();
    Optional<X509Certificate> issuer =
        named.stream().filter(candidate -> CertificateRules.signed(candidate, subject)).findFirst();
    if (issuer.isPresent()) {
      return issuer.get();
    }
    String name = CertificateRules.name(subject);
    String issuerName = subject.getIssuerX500Principal().getName();
    if (CertificateRules.named(subject, subject)) {
      throw new AttestationRefusedException(
          Reason.UNTRUSTED_ROOT, "%s is a root that is not trusted".formatted(name));
    }
    boolean known =
        !named.isEmpty()
            || anchors.stream()
                .anyMatch(anchor -> CertificateRules.named(anchor.certificate(), subject));
    throw known
        ? new AttestationRefusedException(
            Reason.BAD_SIGNATURE,
            "the signature of %s is not that of its issuer %s".formatted(name, issuerName))
        : new AttestationRefusedException(
            Reason.UNKNOWN_ISSUER,
            "the issuer of %s was not given and is not known: %s".formatted(name, issuerName));
  }

  private static void requireRules(Path path, Instant now) throws AttestationRefusedException {
    List<X509Certificate> certificates = path.certificates();
    X509Certificate root = path.anchor().certificate();
    for (int i = 0; i < certificates.size(); i++) {
      X509Certificate certificate = certificates.get(i);
      X509Certificate issuer = i + 1 < certificates.size() ? certificates.get(i + 1) : root;
      CertificateRules.requireKnownExtensions(certificate);
      CertificateRules.requireStrength(certificate, issuer.getPublicKey());
      CertificateRules.requireValid(certificate, now);
      if (i > 0) {
        requireIssuer(path, i);
      }
    }
    CertificateRules.requireValid(root, now);
    requireStatement(path);
  }

  /**
   * The certificates of tokens before firmware 5 come straight from the vendor's root and do not
   * say that they are a CA's, although they sign.
   */
  private static void requireIssuer(Path path, int position) throws AttestationRefusedException {
    X509Certificate certificate = path.certificates().get(position);
    if (StatementParser.looksLikeStatement(certificate)) {
      throw new AttestationRefusedException(
          Reason.NOT_AN_ISSUER,
          "%s states something of a key and signed %s; an attested key signs no statement"
              .formatted(
                  CertificateRules.name(certificate),
                  CertificateRules.name(path.certificates().get(position - 1))));
    }
    boolean early =
        position == 1
            && path.certificates().size() == 2
            && path.anchor().kind() == TrustAnchor.Kind.VENDOR
            && CertificateRules.saysNothingOfBeingIssuer(certificate);
    if (!early) {
      CertificateRules.requireIssuer(certificate, position - 1);
    }
  }

  private static void requireStatement(Path path) throws AttestationRefusedException {
    X509Certificate statement = path.certificates().get(0);
    if (path.certificates().size() < 2) {
      throw new AttestationRefusedException(
          Reason.NOT_A_DEVICE, "the statement comes straight from a root, not from a token");
    }
    X509Certificate device = path.certificates().get(1);
    String name = CertificateRules.name(device);
    if (path.anchor().kind() == TrustAnchor.Kind.VENDOR && !DEVICE.matcher(name).matches()) {
      throw new AttestationRefusedException(
          Reason.NOT_A_DEVICE, name + " is not the attestation certificate of a PIV application");
    }
    if (statement.getBasicConstraints() >= 0) {
      throw malformed("it is a CA's");
    }
    String algorithm = statement.getSigAlgOID();
    if (!algorithm.equals(SHA256_RSA) && !algorithm.equals(SHA256_ECDSA)) {
      throw malformed("it is signed with " + statement.getSigAlgName());
    }
    if (!statement.getNotBefore().equals(device.getNotBefore())
        || !statement.getNotAfter().equals(device.getNotAfter())) {
      throw malformed("it is not valid as long as the token's own certificate");
    }
  }

  private static AttestationRefusedException malformed(String detail) {
    return new AttestationRefusedException(
        Reason.MALFORMED_STATEMENT, "the statement is not as tokens write it: " + detail);
  }
}
