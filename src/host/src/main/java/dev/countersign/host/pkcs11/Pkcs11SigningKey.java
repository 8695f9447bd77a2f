package dev.countersign.host.pkcs11;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.PinEntry;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.encoding.EcdsaEncoding;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.cryptoki.Mechanism;
import java.util.List;

/** A private key that signs. */
final class Pkcs11SigningKey extends Pkcs11Key implements SigningKey {
  private static final String OPERATION = "sign";

  private final KeyUse use;

  Pkcs11SigningKey(KeyFinder finder, Certificates certificates, KeyObject key, KeyUse use) {
    super(finder, certificates, key);
    this.use = use;
  }

  private Pkcs11SigningKey(Pkcs11SigningKey other, KeyUse use) {
    super(other);
    this.use = use;
  }

  @Override
  public Pkcs11SigningKey with(PinEntry pinEntry) {
    return new Pkcs11SigningKey(this, use.with(pinEntry));
  }

  @Override
  public byte[] signDigest(SignatureAlgorithm algorithm, byte[] digest) {
    if (algorithm.family() != algorithm().family()) {
      throw new IllegalArgumentException(
          "%s is not for a key of kind %s".formatted(algorithm.name(), algorithm().externalName()));
    }
    algorithm.digest().ifPresent(hash -> requireLength(hash, digest));
    byte[] input = SignatureMechanism.input(algorithm, digest, algorithm().bytes());
    byte[] signature = use.run(OPERATION, new Signing(SignatureMechanism.of(algorithm), input));
    return encoded(algorithm, signature);
  }

  @Override
  public List<byte[]> signAll(SignatureAlgorithm algorithm, List<byte[]> messages) {
    int sessions = use.sessions();
    return sessions < 2 || messages.size() < 2
        ? SigningKey.super.signAll(algorithm, messages)
        : Batch.of(sessions, messages, message -> sign(algorithm, message));
  }

  private static final class Signing implements KeyUse.Operation<byte[]> {
    private final Mechanism mechanism;
    private final byte[] input;

    Signing(Mechanism mechanism, byte[] input) {
      this.mechanism = mechanism;
      this.input = input;
    }

    @Override
    public void begin(CryptokiSession session, long key) {
      session.signInit(mechanism, key);
    }

    @Override
    public byte[] finish(CryptokiSession session) {
      return session.sign(input);
    }
  }

  private static void requireLength(Digest hash, byte[] digest) {
    if (digest.length != hash.lengthBytes()) {
      throw new IllegalArgumentException(
          "a %s hash has %d bytes, not %d"
              .formatted(hash.jcaName(), hash.lengthBytes(), digest.length));
    }
  }

  private byte[] encoded(SignatureAlgorithm algorithm, byte[] signature) {
    int bytes = algorithm().bytes();
    boolean rsa = algorithm().family() == KeyAlgorithm.Family.RSA;
    if (signature.length != (rsa ? bytes : 2 * bytes)) {
      throw bad("its signature has %d bytes".formatted(signature.length));
    }
    boolean der =
        algorithm instanceof SignatureAlgorithm.Ecdsa ecdsa
            && ecdsa.format() == SignatureAlgorithm.Ecdsa.Format.DER;
    try {
      return der ? EcdsaEncoding.fromP1363(algorithm(), signature) : signature;
    } catch (IllegalArgumentException e) {
      throw bad("its signature cannot be read: " + e.getMessage());
    }
  }

  private TokenException bad(String what) {
    return new TokenException.BadResponse(uri().toString(), OPERATION, what, null);
  }
}
