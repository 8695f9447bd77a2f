package dev.countersign.simulator.piv;

import dev.countersign.wire.Tlv;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/** An Ed25519 key ([RFC8032] 5.1). The whole message goes to the card. */
final class Ed25519Key implements KeyMaterial {
  private static final int TAG_POINT = 0x86;

  private final Ed25519PrivateKeyParameters secret;

  Ed25519Key(byte[] seed) {
    if (seed.length != Ed25519PrivateKeyParameters.KEY_SIZE) {
      throw new IllegalArgumentException("seed of " + seed.length + " bytes");
    }
    secret = new Ed25519PrivateKeyParameters(seed);
  }

  static Ed25519Key generate(SecureRandom random) {
    byte[] seed = new byte[Ed25519PrivateKeyParameters.KEY_SIZE];
    random.nextBytes(seed);
    return new Ed25519Key(seed);
  }

  @Override
  public PivAlgorithm algorithm() {
    return PivAlgorithm.ED25519;
  }

  @Override
  public byte[] encode() {
    return secret.getEncoded();
  }

  @Override
  public byte[] publicObjects() {
    return new Tlv(TAG_POINT, secret.generatePublicKey().getEncoded()).encode();
  }

  @Override
  public SubjectPublicKeyInfo publicKeyInfo() throws IOException {
    return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(secret.generatePublicKey());
  }

  @Override
  public Optional<byte[]> sign(byte[] message, SecureRandom random) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, secret);
    signer.update(message, 0, message.length);
    return Optional.of(signer.generateSignature());
  }
}
