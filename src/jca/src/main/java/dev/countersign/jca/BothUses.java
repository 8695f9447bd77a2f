package dev.countersign.jca;

import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenKey;
import dev.countersign.device.TokenUri;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** One key of a token that signs and decrypts, where the token shows it as two. */
record BothUses(SigningKey signing, DecryptionKey decryption) implements SigningKey, DecryptionKey {

  /** The key of these uses, which are at least one; a key that has both itself stays as it is. */
  static TokenKey join(Optional<SigningKey> signing, Optional<DecryptionKey> decryption) {
    if (signing.isPresent() && signing.get() instanceof DecryptionKey) {
      return signing.get();
    }
    if (signing.isPresent() && decryption.isPresent()) {
      return new BothUses(signing.get(), decryption.get());
    }
    return signing.<TokenKey>map(key -> key).or(() -> decryption).orElseThrow();
  }

  /** The same key, asking that entry for its PIN. */
  static TokenKey with(TokenKey key, PinEntry entry) {
    Optional<SigningKey> signing =
        key instanceof SigningKey signs ? Optional.of(signs.with(entry)) : Optional.empty();
    Optional<DecryptionKey> decryption =
        key instanceof DecryptionKey decrypts
            ? Optional.of(decrypts.with(entry))
            : Optional.empty();
    return signing.isEmpty() && decryption.isEmpty() ? key : join(signing, decryption);
  }

  @Override
  public TokenUri uri() {
    return signing.uri();
  }

  @Override
  public KeyAlgorithm algorithm() {
    return signing.algorithm();
  }

  @Override
  public PublicKey publicKey() {
    return signing.publicKey();
  }

  @Override
  public List<X509Certificate> certificateChain() {
    return signing.certificateChain();
  }

  @Override
  public KeyPolicies policies() {
    return signing.policies();
  }

  @Override
  public Optional<KeyOrigin> origin() {
    return signing.origin();
  }

  @Override
  public byte[] signDigest(SignatureAlgorithm algorithm, byte[] digest) {
    return signing.signDigest(algorithm, digest);
  }

  @Override
  public byte[] sign(SignatureAlgorithm algorithm, byte[] message) {
    return signing.sign(algorithm, message);
  }

  @Override
  public byte[] decrypt(DecryptionAlgorithm algorithm, byte[] ciphertext) {
    return decryption.decrypt(algorithm, ciphertext);
  }

  @Override
  public byte[] agree(PublicKey peer) {
    return decryption.agree(peer);
  }

  @Override
  public BothUses with(PinEntry pinEntry) {
    return new BothUses(signing.with(pinEntry), decryption.with(pinEntry));
  }
}
