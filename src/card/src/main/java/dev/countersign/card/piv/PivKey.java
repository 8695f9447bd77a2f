package dev.countersign.card.piv;

import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenKey;
import dev.countersign.device.TokenUri;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** A key in a slot. What it can do is its subclass; how is {@link PrivateKeyUse}. */
abstract sealed class PivKey implements TokenKey {
  private final PrivateKeyUse use;
  private final PinEntry pinEntry;

  private PivKey(PrivateKeyUse use, PinEntry pinEntry) {
    this.use = use;
    this.pinEntry = pinEntry;
  }

  /** The key with the abilities of its family. */
  static PivKey of(PivSession session, PinAccess pins, KeyFacts facts) {
    PrivateKeyUse use = new PrivateKeyUse(session, pins, facts);
    PinEntry entry = session.ports().pinEntry();
    return switch (facts.algorithm().family()) {
      case RSA, EC -> new Universal(use, entry);
      case ED25519 -> new Signing(use, entry);
      case X25519 -> new Agreeing(use, entry);
    };
  }

  @Override
  public TokenUri uri() {
    return use.uri();
  }

  @Override
  public KeyAlgorithm algorithm() {
    return use.facts().algorithm();
  }

  @Override
  public PublicKey publicKey() {
    return use.facts().publicKey();
  }

  /**
   * {@inheritDoc}
   *
   * <p>A certificate that belongs to another key than the one in the slot, or cannot be read, is
   * none.
   */
  @Override
  public List<X509Certificate> certificateChain() {
    return use.certificateChain();
  }

  @Override
  public KeyPolicies policies() {
    return use.facts().policies();
  }

  @Override
  public Optional<KeyOrigin> origin() {
    return use.facts().origin();
  }

  /** Signs; part of the interface of those subclasses that are signing keys. */
  public byte[] signDigest(SignatureAlgorithm algorithm, byte[] digest) {
    return new Signer(use).sign(algorithm, digest, pinEntry);
  }

  /** Decrypts; part of the interface of those subclasses that are decryption keys. */
  public byte[] decrypt(DecryptionAlgorithm algorithm, byte[] ciphertext) {
    return new Decrypter(use).decrypt(algorithm, ciphertext, pinEntry);
  }

  /** Agrees; part of the interface of those subclasses that are decryption keys. */
  public byte[] agree(PublicKey peer) {
    return new Decrypter(use).agree(peer, pinEntry);
  }

  /** The error for a public half that the caller told and that is another key's. */
  TokenException notTheKeyTold(String operation) {
    return use.notTheKeyTold(operation);
  }

  @Override
  public String toString() {
    return use.name() + " (" + algorithm().externalName() + ")";
  }

  /** Signs and decrypts (RSA), or signs and agrees (EC). */
  static final class Universal extends PivKey implements SigningKey, DecryptionKey {
    private Universal(PrivateKeyUse use, PinEntry pinEntry) {
      super(use, pinEntry);
    }

    @Override
    public Universal with(PinEntry other) {
      return new Universal(((PivKey) this).use, other);
    }
  }

  /** Signs only: Ed25519. */
  static final class Signing extends PivKey implements SigningKey {
    private Signing(PrivateKeyUse use, PinEntry pinEntry) {
      super(use, pinEntry);
    }

    @Override
    public Signing with(PinEntry other) {
      return new Signing(((PivKey) this).use, other);
    }
  }

  /** Agrees only: X25519. */
  static final class Agreeing extends PivKey implements DecryptionKey {
    private Agreeing(PrivateKeyUse use, PinEntry pinEntry) {
      super(use, pinEntry);
    }

    @Override
    public Agreeing with(PinEntry other) {
      return new Agreeing(((PivKey) this).use, other);
    }
  }
}
