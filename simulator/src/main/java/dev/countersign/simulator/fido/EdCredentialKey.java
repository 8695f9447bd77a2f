package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.CborMap;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** An Ed25519 key. */
final class EdCredentialKey implements CredentialKey {
  private static final long OKP = 1;
  private static final long CURVE = -1;
  private static final long X = -2;
  private static final long ED25519 = 6;

  private final Ed25519PrivateKeyParameters secret;

  EdCredentialKey(byte[] seed) {
    secret = new Ed25519PrivateKeyParameters(Hashes.derive(seed, "ed25519"));
  }

  @Override
  public Algorithm algorithm() {
    return Algorithm.EDDSA;
  }

  @Override
  public CborMap publicKey() {
    return CredentialKey.coseKey(OKP, algorithm().cose())
        .put(CURVE, ED25519)
        .put(X, secret.generatePublicKey().getEncoded())
        .build();
  }

  @Override
  public byte[] sign(byte[] message) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, secret);
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }
}
