package dev.countersign.host.pkcs11;

import dev.countersign.host.pkcs11.Certificates.Moment;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The public keys and certificates beside the keys of one list. Whoever lists keys asks each for
 * them, and a module looks through all objects for each search: so the first key that is asked has
 * those of all the token read, and each finds its own there, once.
 *
 * <p>A key that is asked again searches for itself, and so do all once this process changed keys or
 * certificates, or logged in or out.
 */
final class ListedSiblings {
  private final KeyFinder finder;
  private final Certificates certificates;
  private final Set<ObjectName> wantChain = new HashSet<>();
  private final Set<ObjectName> wantHalf = new HashSet<>();
  private final Map<ObjectName, PublicKey> certified = new HashMap<>();
  private @Nullable Map<ObjectName, PublicKey> halves;
  private @Nullable CertificateStock stock;
  private @Nullable Moment moment;

  /**
   * Those of a list.
   *
   * @param keys the list; of a key that is in none nothing is known beforehand
   */
  ListedSiblings(KeyFinder finder, Certificates certificates, Collection<KeyObject> keys) {
    this.finder = finder;
    this.certificates = certificates;
    for (KeyObject key : keys) {
      wantChain.add(key.name());
      if (key.told().isEmpty()) {
        wantHalf.add(key.name());
      }
    }
  }

  /** The certificate of a key and those above it that are on the token, leaf first. */
  List<X509Certificate> chain(ObjectName key) {
    synchronized (this) {
      forgetWhatIsOld();
      if (wantChain.contains(key)) {
        List<X509Certificate> chain = Certificates.chain(stock(), key);
        if (wantHalf.contains(key) && !chain.isEmpty()) {
          certified.put(key, chain.get(0).getPublicKey());
        }
        wantChain.remove(key);
        stock = wantChain.isEmpty() ? null : stock;
        return chain;
      }
    }
    return certificates.chain(key);
  }

  /** What the public key or certificate of that name tells. */
  Optional<PublicKey> publicKey(ObjectName key) {
    synchronized (this) {
      forgetWhatIsOld();
      if (wantHalf.contains(key)) {
        Optional<PublicKey> half = half(key);
        wantHalf.remove(key);
        certified.remove(key);
        halves = wantHalf.isEmpty() ? null : halves;
        return half;
      }
    }
    return finder.publicKey(key);
  }

  private Optional<PublicKey> half(ObjectName key) {
    PublicKey half = halves().get(PublicHalves.key(key));
    if (half == null && wantChain.contains(key)) {
      return stock().ofKey(key).map(X509Certificate::getPublicKey);
    }
    return Optional.ofNullable(half == null ? certified.get(key) : half);
  }

  private void forgetWhatIsOld() {
    if (moment != null && !moment.equals(certificates.moment())) {
      wantChain.clear();
      wantHalf.clear();
      certified.clear();
      halves = null;
      stock = null;
    }
  }

  /** Taken before anything is read, lest a change meanwhile be missed. */
  private void begin() {
    if (moment == null) {
      moment = certificates.moment();
    }
  }

  private CertificateStock stock() {
    CertificateStock all = stock;
    if (all == null) {
      begin();
      all = certificates.stock();
      stock = all;
    }
    return all;
  }

  private Map<ObjectName, PublicKey> halves() {
    Map<ObjectName, PublicKey> all = halves;
    if (all == null) {
      begin();
      all = finder.publicKeys();
      halves = all;
    }
    return all;
  }
}
