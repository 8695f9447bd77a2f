package dev.countersign.host.pkcs11;

import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.PinEntry;
import java.security.PublicKey;

/** A private key that decrypts or agrees on secrets and does not sign. */
final class Pkcs11DecryptionKey extends Pkcs11Key implements DecryptionKey {
  private final Decrypter decrypter;
  private final Agreement agreement;

  Pkcs11DecryptionKey(Facts facts, Decrypter decrypter, Agreement agreement) {
    super(facts);
    this.decrypter = decrypter;
    this.agreement = agreement;
  }

  @Override
  public Pkcs11DecryptionKey with(PinEntry pinEntry) {
    return new Pkcs11DecryptionKey(facts(), decrypter.with(pinEntry), agreement.with(pinEntry));
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
