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

/** What the keys of a PKCS#11 token have in common. */
abstract class Pkcs11Key implements TokenKey {
  private final KeyFinder finder;
  private final Certificates certificates;
  private final KeyObject key;
  private volatile @Nullable PublicKey known;

  Pkcs11Key(KeyFinder finder, Certificates certificates, KeyObject key) {
    this.finder = finder;
    this.certificates = certificates;
    this.key = key;
    this.known = key.told().orElse(null);
  }

  /** The same key, in another use. */
  Pkcs11Key(Pkcs11Key other) {
    this.finder = other.finder;
    this.certificates = other.certificates;
    this.key = other.key;
    this.known = other.known;
  }

  final KeyObject object() {
    return key;
  }

  @Override
  public final TokenUri uri() {
    return finder.uri(key.name());
  }

  @Override
  public final KeyAlgorithm algorithm() {
    return key.algorithm();
  }

  /** Told by the key itself, the public key beside it, or the certificate. */
  @Override
  public final PublicKey publicKey() {
    PublicKey told = known;
    if (told == null) {
      told =
          finder
              .publicKey(key.name())
              .or(() -> certificateChain().stream().findFirst().map(leaf -> leaf.getPublicKey()))
              .orElseThrow(
                  () ->
                      new TokenException.BadData(
                          uri().toString(),
                          "read the public key",
                          "the token tells neither the public key nor a certificate",
                          "store its certificate: countersign keys certificate import",
                          null));
      known = told;
    }
    return told;
  }

  @Override
  public final List<X509Certificate> certificateChain() {
    return certificates.chain(key.name());
  }

  @Override
  public final KeyPolicies policies() {
    return key.policies();
  }

  @Override
  public final Optional<KeyOrigin> origin() {
    return key.origin();
  }
}
