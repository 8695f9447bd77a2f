package dev.countersign.host.pkcs11;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenKey;
import dev.countersign.device.TokenUri;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the private keys of a PKCS#11 token have in common. */
abstract class Pkcs11Key implements TokenKey {
  private final Facts facts;

  Pkcs11Key(Facts facts) {
    this.facts = facts;
  }

  /** What is known of a key, whatever is done with it. */
  static final class Facts {
    private final KeyFinder finder;
    private final ListedSiblings siblings;
    private final KeyObject key;
    private volatile @Nullable PublicKey known;

    /**
     * What is known.
     *
     * @param known the public half, where it is known otherwise than by the key
     */
    Facts(KeyFinder finder, ListedSiblings siblings, KeyObject key, Optional<PublicKey> known) {
      this.finder = finder;
      this.siblings = siblings;
      this.key = key;
      this.known = key.told().or(() -> known).orElse(null);
    }

    TokenUri uri() {
      return finder.uri(key.name());
    }

    /** Told by the key itself, the public key beside it, or the certificate. */
    Optional<PublicKey> publicKey() {
      PublicKey told = known;
      if (told == null) {
        told = siblings.publicKey(key.name()).orElse(null);
        known = told;
      }
      return Optional.ofNullable(told);
    }

    List<X509Certificate> chain() {
      return siblings.chain(key.name());
    }
  }

  final Facts facts() {
    return facts;
  }

  @Override
  public final TokenUri uri() {
    return facts.uri();
  }

  @Override
  public final KeyAlgorithm algorithm() {
    return facts.key.algorithm();
  }

  @Override
  public final PublicKey publicKey() {
    return facts
        .publicKey()
        .orElseThrow(
            () ->
                new TokenException.BadData(
                    uri().toString(),
                    "read the public key",
                    "the token tells neither the public key nor a certificate",
                    "store its certificate: countersign keys certificate import",
                    null));
  }

  @Override
  public final List<X509Certificate> certificateChain() {
    return facts.chain();
  }

  @Override
  public final KeyPolicies policies() {
    return facts.key.policies();
  }

  @Override
  public final Optional<KeyOrigin> origin() {
    return facts.key.origin();
  }
}
