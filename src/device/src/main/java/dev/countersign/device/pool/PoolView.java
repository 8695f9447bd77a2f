package dev.countersign.device.pool;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A pool whose members are given PINs from an entry of the caller's. */
final class PoolView implements SigningKey {
  private final SigningPool pool;
  private final Signer signer;
  private final PinEntry pinEntry;
  private final Signer.Caller caller;

  PoolView(SigningPool pool, Signer signer, PinEntry pinEntry) {
    this.pool = pool;
    this.signer = signer;
    this.pinEntry = pinEntry;
    this.caller = new Signer.Caller(pool.uri().toString(), true, ConcurrentHashMap.newKeySet());
  }

  @Override
  public TokenUri uri() {
    return pool.uri();
  }

  @Override
  public KeyAlgorithm algorithm() {
    return pool.algorithm();
  }

  @Override
  public PublicKey publicKey() {
    return pool.publicKey();
  }

  @Override
  public List<X509Certificate> certificateChain() {
    return pool.certificateChain();
  }

  @Override
  public KeyPolicies policies() {
    return pool.policies();
  }

  @Override
  public Optional<KeyOrigin> origin() {
    return pool.origin();
  }

  @Override
  public byte[] signDigest(SignatureAlgorithm algorithm, byte[] digest) {
    return signer.sign(caller, key -> key.with(pinEntry).signDigest(algorithm, digest));
  }

  @Override
  public SigningKey with(PinEntry other) {
    return pool.with(other);
  }
}
