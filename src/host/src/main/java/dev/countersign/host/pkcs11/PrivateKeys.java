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
   * @param certificates those of the token
   * @param pinEntry where a PIN comes from, to see keys and to use them
   */
  PrivateKeys(
      TokenUri token,
      TokenWork work,
      Mechanisms mechanisms,
      Certificates certificates,
      PinEntry pinEntry) {
    this.work = work;
    this.mechanisms = mechanisms;
    this.pinEntry = pinEntry;
    this.finder = new KeyFinder(token, work, pinEntry);
    this.certificates = certificates;
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
      List<KeyObject> keys = finder.list().stream().filter(KeyObject::canSign).toList();
      ListedSiblings listed = new ListedSiblings(finder, certificates, keys);
      return keys.stream().map(key -> signing(key, facts(key, listed))).toList();
    }

    @Override
    public SigningKey find(TokenUri uri) {
      KeyObject key = finder.find(uri, KeyObject::canSign, Optional.empty());
      return signing(key, facts(key, alone()));
    }

    @Override
    public SigningKey find(TokenUri uri, PublicKey publicKey) {
      Optional<PublicKey> given = Optional.of(publicKey);
      KeyObject key = finder.find(uri, KeyObject::canSign, given);
      Optional<PublicKey> told = facts(key, alone()).publicKey();
      if (told.filter(other -> !other.equals(publicKey)).isPresent()
          || KeyAlgorithm.of(publicKey).filter(key.algorithm()::equals).isEmpty()) {
        throw new TokenException.BadData(
            finder.uri(key.name()).toString(),
            "find the key",
            "the public key that was given is not that of this key",
            "give the public key that was written when this key was made",
            null);
      }
      return signing(key, new Pkcs11Key.Facts(finder, alone(), key, given));
    }
  }

  private final class Decrypting implements DecryptionKeys {
    @Override
    public List<DecryptionKey> list() {
      List<KeyObject> keys = finder.list().stream().filter(KeyObject::decryptsOrAgrees).toList();
      ListedSiblings listed = new ListedSiblings(finder, certificates, keys);
      return keys.stream().map(key -> decrypting(key, facts(key, listed))).toList();
    }

    @Override
    public DecryptionKey find(TokenUri uri) {
      KeyObject key = finder.find(uri, KeyObject::mayDecryptOrAgree, Optional.empty());
      return decrypting(key, facts(key, alone()));
    }
  }

  /** For a key that was found by its name: nothing of others is read. */
  private ListedSiblings alone() {
    return new ListedSiblings(finder, certificates, List.of());
  }

  private Pkcs11Key.Facts facts(KeyObject key, ListedSiblings listed) {
    return new Pkcs11Key.Facts(finder, listed, key, Optional.empty());
  }

  private SigningKey signing(KeyObject key, Pkcs11Key.Facts facts) {
    KeyUse use = use(key);
    Signer signer = new Signer(key.algorithm(), use, mechanisms, work.ports().random());
    return key.decryptsOrAgrees()
        ? new Pkcs11VersatileKey(facts, signer, decrypter(key, use), agreement(key, use))
        : new Pkcs11SigningKey(facts, signer);
  }

  private DecryptionKey decrypting(KeyObject key, Pkcs11Key.Facts facts) {
    if (key.canSign() && signing(key, facts) instanceof DecryptionKey both) {
      return both;
    }
    KeyUse use = use(key);
    return new Pkcs11DecryptionKey(facts, decrypter(key, use), agreement(key, use));
  }

  private Decrypter decrypter(KeyObject key, KeyUse use) {
    return new Decrypter(key.algorithm(), use, mechanisms);
  }

  private Agreement agreement(KeyObject key, KeyUse use) {
    return new Agreement(key.algorithm(), use, mechanisms);
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
