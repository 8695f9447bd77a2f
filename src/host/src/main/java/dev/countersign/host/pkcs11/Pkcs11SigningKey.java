package dev.countersign.host.pkcs11;

import dev.countersign.device.PinEntry;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import java.util.List;

/** A private key that signs and does nothing else. */
final class Pkcs11SigningKey extends Pkcs11Key implements SigningKey {
  private final Signer signer;

  Pkcs11SigningKey(Facts facts, Signer signer) {
    super(facts);
    this.signer = signer;
  }

  @Override
  public Pkcs11SigningKey with(PinEntry pinEntry) {
    return new Pkcs11SigningKey(facts(), signer.with(pinEntry));
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
}
