package dev.countersign.host.pkcs11;

import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.pkcs11.TokenWork.Access;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.x500.X500Principal;

/** X.509 certificates on a token ([PKCS11-BASE] 4.6.3). */
final class Certificates {
  private static final int MAX_CHAIN = 10;

  /**
   * [YK-ATT] An attestation, which ykcs11 makes up for each key and shows under the key's id: it is
   * nobody's certificate to show to others.
   */
  private static final String ATTESTED_FIRMWARE = "1.3.6.1.4.1.41482.3.3";

  private final String name;
  private final TokenWork work;
  private final AtomicInteger changes = new AtomicInteger();

  Certificates(String name, TokenWork work) {
    this.name = name;
    this.work = work;
  }

  /** The certificate of a key and those above it that are on the token, leaf first. */
  List<X509Certificate> chain(ObjectName key) {
    return work.run(
        work.task(name, "read the certificates", Access.ANYONE),
        lent -> chain(searching(lent.session()), key));
  }

  /** All that can be seen now. */
  CertificateStock stock() {
    return work.run(
        work.task(name, "read the certificates", Access.ANYONE),
        lent -> CertificateStock.read(lent.session()));
  }

  /** Notes that this process stored or destroyed keys or certificates. */
  void changed() {
    changes.incrementAndGet();
  }

  /** What certificates that were read are good for: equal for as long as nothing is known to be. */
  Moment moment() {
    int generation = work.generation();
    return new Moment(changes.get(), generation, work.login().active(generation));
  }

  /**
   * A state of the token.
   *
   * @param changes how often this process changed its keys and certificates
   * @param generation of the sessions
   * @param loggedIn whether certificates are seen that show themselves after a login only
   */
  record Moment(int changes, int generation, boolean loggedIn) {}

  /** Finds certificates, one by one or among those that were read. */
  interface Lookup {
    Optional<X509Certificate> ofKey(ObjectName key);

    /**
     * That of a subject.
     *
     * @param subject its name, encoded
     */
    Optional<X509Certificate> ofSubject(byte[] subject);
  }

  private static Lookup searching(CryptokiSession session) {
    return new Lookup() {
      @Override
      public Optional<X509Certificate> ofKey(ObjectName key) {
        return first(session, KeyFinder.siblings(key));
      }

      @Override
      public Optional<X509Certificate> ofSubject(byte[] subject) {
        return first(session, List.of(Attribute.of(Cka.SUBJECT, subject)));
      }
    };
  }

  static List<X509Certificate> chain(Lookup lookup, ObjectName key) {
    List<X509Certificate> chain = new ArrayList<>();
    Optional<X509Certificate> next = lookup.ofKey(key);
    while (next.isPresent() && chain.size() < MAX_CHAIN) {
      X509Certificate certificate = next.get();
      chain.add(certificate);
      X500Principal issuer = certificate.getIssuerX500Principal();
      next =
          certificate.getSubjectX500Principal().equals(issuer)
              ? Optional.empty()
              : lookup.ofSubject(issuer.getEncoded()).filter(above -> !chain.contains(above));
    }
    return chain;
  }

  static Optional<X509Certificate> first(CryptokiSession session, List<Attribute> search) {
    for (long handle : session.find(KeyFinder.with(search, Cko.CERTIFICATE), KeyFinder.ALL)) {
      Optional<X509Certificate> certificate =
          session
              .attributes(handle, Cka.VALUE)
              .bytes(Cka.VALUE)
              .flatMap(Certificates::parse)
              .filter(one -> !isAttestation(one));
      if (certificate.isPresent()) {
        return certificate;
      }
    }
    return Optional.empty();
  }

  static boolean isAttestation(X509Certificate certificate) {
    return certificate.getExtensionValue(ATTESTED_FIRMWARE) != null;
  }

  /** Empty for what is no X.509 certificate. */
  static Optional<X509Certificate> parse(byte[] encoded) {
    try {
      return Optional.of(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(encoded)));
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }
}
