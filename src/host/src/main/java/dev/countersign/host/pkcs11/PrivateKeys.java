package dev.countersign.host.pkcs11;

import dev.countersign.device.DecryptionKey;
import dev.countersign.device.DecryptionKeys;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.PinEntry;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.host.cryptoki.Cko;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

/** The private keys of a token, with and without certificates, by what they do. */
final class PrivateKeys {
  private final TokenWork work;
  private final Mechanisms mechanisms;
  private final PinEntry pinEntry;
  private final KeyFinder finder;
  private final Certificates certificates;

  /**
   * The keys of a token.
   *
   * @param pinEntry where a PIN comes from, to see keys and to use them
   */
  PrivateKeys(TokenUri token, TokenWork work, Mechanisms mechanisms, PinEntry pinEntry) {
    this.work = work;
    this.mechanisms = mechanisms;
    this.pinEntry = pinEntry;
    this.finder = new KeyFinder(token, work, pinEntry);
    this.certificates = new Certificates(token.toString(), work);
  }

  SigningKeys signing() {
    return new Signing();
  }

  DecryptionKeys decrypting() {
    return new Decrypting();
  }

  private final class Signing implements SigningKeys {
    @Override
    public List<SigningKey> list() {
      return finder.list().stream()
          .filter(KeyObject::canSign)
          .map(key -> signing(key, Optional.empty()))
          .toList();
    }

    @Override
    public SigningKey find(TokenUri uri) {
      return signing(finder.find(uri, KeyObject::canSign, Optional.empty()), Optional.empty());
    }

    @Override
    public SigningKey find(TokenUri uri, PublicKey publicKey) {
      Optional<PublicKey> given = Optional.of(publicKey);
      KeyObject key = finder.find(uri, KeyObject::canSign, given);
      Optional<PublicKey> told = facts(key, Optional.empty()).publicKey();
      if (told.filter(other -> !other.equals(publicKey)).isPresent()
          || KeyAlgorithm.of(publicKey).filter(key.algorithm()::equals).isEmpty()) {
        throw new TokenException.BadData(
            finder.uri(key.name()).toString(),
            "find the key",
            "the public key that was given is not that of this key",
            "give the public key that was written when this key was made",
            null);
      }
      return signing(key, given);
    }
  }

  private final class Decrypting implements DecryptionKeys {
    @Override
    public List<DecryptionKey> list() {
      return finder.list().stream()
          .filter(KeyObject::decryptsOrAgrees)
          .map(PrivateKeys.this::decrypting)
          .toList();
    }

    @Override
    public DecryptionKey find(TokenUri uri) {
      return decrypting(finder.find(uri, KeyObject::mayDecryptOrAgree, Optional.empty()));
    }
  }

  private SigningKey signing(KeyObject key, Optional<PublicKey> given) {
    KeyUse use = use(key);
    Pkcs11Key.Facts facts = facts(key, given);
    Signer signer = new Signer(key.algorithm(), use, mechanisms, work.ports().random());
    return key.decryptsOrAgrees()
        ? new Pkcs11VersatileKey(facts, signer, decrypter(key, use), agreement(key, use))
        : new Pkcs11SigningKey(facts, signer);
  }

  private DecryptionKey decrypting(KeyObject key) {
    if (key.canSign() && signing(key, Optional.empty()) instanceof DecryptionKey both) {
      return both;
    }
    KeyUse use = use(key);
    return new Pkcs11DecryptionKey(
        facts(key, Optional.empty()), decrypter(key, use), agreement(key, use));
  }

  private Decrypter decrypter(KeyObject key, KeyUse use) {
    return new Decrypter(key.algorithm(), use, mechanisms);
  }

  private Agreement agreement(KeyObject key, KeyUse use) {
    return new Agreement(key.algorithm(), use, mechanisms);
  }

  private Pkcs11Key.Facts facts(KeyObject key, Optional<PublicKey> given) {
    return new Pkcs11Key.Facts(finder, certificates, key, given);
  }

  private KeyUse use(KeyObject key) {
    return new KeyUse(
        work,
        key.name(),
        Cko.PRIVATE_KEY,
        finder.uri(key.name()).toString(),
        key.freely(),
        pinEntry);
  }
}
