package dev.countersign.host.pkcs11;

import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.PinEntry;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import java.security.PublicKey;
import java.util.List;

/** A private key that signs, and decrypts or agrees on secrets. */
final class Pkcs11VersatileKey extends Pkcs11Key implements SigningKey, DecryptionKey {
  private final Signer signer;
  private final Decrypter decrypter;
  private final Agreement agreement;

  Pkcs11VersatileKey(Facts facts, Signer signer, Decrypter decrypter, Agreement agreement) {
    super(facts);
    this.signer = signer;
    this.decrypter = decrypter;
    this.agreement = agreement;
  }

  @Override
  public Pkcs11VersatileKey with(PinEntry pinEntry) {
    return new Pkcs11VersatileKey(
        facts(), signer.with(pinEntry), decrypter.with(pinEntry), agreement.with(pinEntry));
  }

  @Override
  public byte[] sign(SignatureAlgorithm algorithm, byte[] message) {
    return signer.sign(algorithm, message);
  }

  @Override
  public byte[] signDigest(SignatureAlgorithm algorithm, byte[] digest) {
    return signer.signDigest(algorithm, digest);
  }

  @Override
  public List<byte[]> signAll(SignatureAlgorithm algorithm, List<byte[]> messages) {
    return signer.signAll(algorithm, messages);
  }

  @Override
  public byte[] decrypt(DecryptionAlgorithm algorithm, byte[] ciphertext) {
    return decrypter.decrypt(algorithm, ciphertext);
  }

  @Override
  public byte[] agree(PublicKey peer) {
    return agreement.agree(peer);
  }
}
