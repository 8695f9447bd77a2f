package dev.countersign.host.pkcs11;

import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.pkcs11.TokenWork.Access;
import dev.countersign.wire.Tlv;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The certificates beside keys ([PKCS11-BASE] 4.6.3). */
final class CertificateWriting {
  private static final long X_509 = 0;
  private static final int INTEGER = 0x02;

  private final TokenWork work;

  CertificateWriting(TokenWork work) {
    this.work = work;
  }

  Optional<X509Certificate> read(KeyPlace place) {
    return work.run(
        place.task(Access.ANYONE),
        lent -> Certificates.first(lent.session(), siblings(lent.session(), place)));
  }

  void put(KeyPlace place, X509Certificate certificate) {
    byte[] encoded = encoded(certificate);
    work.run(
        place.task(Access.WRITER),
        lent -> {
          put(lent.session(), place, certificate, encoded);
          return true;
        });
  }

  void remove(KeyPlace place) {
    work.run(
        place.task(Access.WRITER),
        lent -> {
          CryptokiSession session = lent.session();
          values(session, siblings(session, place))
              .keySet()
              .forEach(handle -> KeyRemoval.destroy(session, place, handle));
          return true;
        });
  }

  /** What the certificate has in common with the key that is there, or with that name. */
  private static List<Attribute> siblings(CryptokiSession session, KeyPlace place) {
    return owner(session, place).map(KeyFinder::siblings).orElseGet(place::search);
  }

  /** The name of the key there: the private one's, or that of the public one standing for it. */
  private static Optional<ObjectName> owner(CryptokiSession session, KeyPlace place) {
    return place
        .privateKey(session)
        .or(
            () ->
                Arrays.stream(session.find(KeyFinder.with(place.search(), Cko.PUBLIC_KEY), 1))
                    .boxed()
                    .findFirst())
        .map(handle -> ObjectName.of(session.attributes(handle, Cka.ID, Cka.LABEL)));
  }

  /**
   * The new one is stored before the old one is destroyed. A token that cannot hold both is tried
   * without the old one, which is put back when that fails too.
   */
  private void put(
      CryptokiSession session, KeyPlace place, X509Certificate certificate, byte[] encoded) {
    Optional<ObjectName> key = owner(session, place);
    List<Attribute> search = key.map(KeyFinder::siblings).orElseGet(place::search);
    Map<Long, byte[]> old = values(session, search);
    if (old.values().stream().anyMatch(value -> Arrays.equals(value, encoded))) {
      return;
    }
    ObjectName name = key.orElseGet(() -> place.fresh(work.ports().random()));
    List<Attribute> template = template(name, certificate, encoded);
    try {
      session.create(template);
    } catch (CryptokiException e) {
      if (old.isEmpty() || Failures.isLoss(e)) {
        throw e;
      }
      old.keySet().forEach(handle -> KeyRemoval.destroy(session, place, handle));
      createOrRestore(session, name, template, old);
      return;
    }
    // Handles may stand for places, where the new one is now.
    Map<Long, byte[]> now = values(session, search);
    now.forEach(
        (handle, value) -> {
          if (old.containsKey(handle) && !Arrays.equals(value, encoded)) {
            KeyRemoval.destroy(session, place, handle);
          }
        });
  }

  private static void createOrRestore(
      CryptokiSession session, ObjectName name, List<Attribute> template, Map<Long, byte[]> old) {
    try {
      session.create(template);
    } catch (CryptokiException e) {
      for (byte[] value : old.values()) {
        Certificates.parse(value)
            .ifPresent(certificate -> session.create(template(name, certificate, value)));
      }
      throw e;
    }
  }

  /** By their handles; attestations, which are not stored there, aside. */
  static Map<Long, byte[]> values(CryptokiSession session, List<Attribute> search) {
    Map<Long, byte[]> values = new LinkedHashMap<>();
    for (long handle : session.find(KeyFinder.with(search, Cko.CERTIFICATE), KeyFinder.ALL)) {
      byte[] value = session.attributes(handle, Cka.VALUE).bytes(Cka.VALUE).orElse(new byte[0]);
      if (Certificates.parse(value).filter(Certificates::isAttestation).isEmpty()) {
        values.put(handle, value);
      }
    }
    return values;
  }

  private static List<Attribute> template(
      ObjectName name, X509Certificate certificate, byte[] encoded) {
    List<Attribute> template = new ArrayList<>();
    template.add(Attribute.of(Cka.CLASS, Cko.CERTIFICATE));
    template.add(Attribute.of(Cka.CERTIFICATE_TYPE, X_509));
    template.add(Attribute.of(Cka.TOKEN, true));
    template.add(Attribute.of(Cka.PRIVATE, false));
    template.addAll(name.attributes());
    template.add(Attribute.of(Cka.SUBJECT, certificate.getSubjectX500Principal().getEncoded()));
    template.add(Attribute.of(Cka.ISSUER, certificate.getIssuerX500Principal().getEncoded()));
    template.add(
        Attribute.of(
            Cka.SERIAL_NUMBER,
            Tlv.of(INTEGER, certificate.getSerialNumber().toByteArray()).encode()));
    template.add(Attribute.of(Cka.VALUE, encoded));
    return template;
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("the certificate cannot be encoded", e);
    }
  }
}
