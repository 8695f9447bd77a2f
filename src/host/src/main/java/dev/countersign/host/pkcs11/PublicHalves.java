package dev.countersign.host.pkcs11;

import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Attributes;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.CryptokiSession;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What public keys and certificates tell of private keys that tell too little of themselves: some
 * modules keep back even the modulus.
 */
final class PublicHalves {
  private final CryptokiSession session;
  private final boolean many;
  private @Nullable Map<ObjectName, PublicKey> read;

  /**
   * Those of a token.
   *
   * @param many whether all are read at the first question, since many will follow
   */
  PublicHalves(CryptokiSession session, boolean many) {
    this.session = session;
    this.many = many;
  }

  /** That of the key of this name. */
  Optional<PublicKey> of(ObjectName name) {
    if (!many) {
      return of(session, name);
    }
    Map<ObjectName, PublicKey> all = read;
    if (all == null) {
      all = readAll();
      read = all;
    }
    return Optional.ofNullable(all.get(key(name)));
  }

  /** Names as {@link KeyFinder#siblings} compares them. */
  static ObjectName key(ObjectName name) {
    return name.id().length > 0 ? new ObjectName(name.id(), "") : name;
  }

  private Map<ObjectName, PublicKey> readAll() {
    Map<ObjectName, PublicKey> all = publicKeys(session);
    for (long handle : session.find(KeyFinder.with(List.of(), Cko.CERTIFICATE), KeyFinder.ALL)) {
      Attributes told = session.attributes(handle, Cka.ID, Cka.LABEL, Cka.VALUE);
      told.bytes(Cka.VALUE)
          .flatMap(Certificates::parse)
          .map(X509Certificate::getPublicKey)
          .ifPresent(key -> all.putIfAbsent(key(ObjectName.of(told)), key));
    }
    return all;
  }

  /** What all public keys tell, by names made with {@link #key}. */
  static Map<ObjectName, PublicKey> publicKeys(CryptokiSession session) {
    Map<ObjectName, PublicKey> all = new HashMap<>();
    for (long handle : session.find(KeyFinder.with(List.of(), Cko.PUBLIC_KEY), KeyFinder.ALL)) {
      KeyObject.ofPublic(session, handle)
          .ifPresent(key -> key.told().ifPresent(told -> all.putIfAbsent(key(key.name()), told)));
    }
    return all;
  }

  static Optional<PublicKey> of(CryptokiSession session, ObjectName name) {
    List<Attribute> siblings = KeyFinder.siblings(name);
    for (long handle : session.find(KeyFinder.with(siblings, Cko.PUBLIC_KEY), KeyFinder.ALL)) {
      Optional<PublicKey> key = KeyObject.ofPublic(session, handle).flatMap(KeyObject::told);
      if (key.isPresent()) {
        return key;
      }
    }
    return Certificates.first(session, siblings).map(X509Certificate::getPublicKey);
  }
}
