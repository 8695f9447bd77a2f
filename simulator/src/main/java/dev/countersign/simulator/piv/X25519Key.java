package dev.countersign.simulator.piv;

import dev.countersign.wire.Tlv;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.agreement.X25519Agreement;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/** An X25519 key ([RFC7748] 5). */
final class X25519Key implements KeyMaterial {
  private static final int TAG_POINT = 0x86;

  private final X25519PrivateKeyParameters secret;

  X25519Key(byte[] scalar) {
    if (scalar.length != X25519PrivateKeyParameters.KEY_SIZE) {
      throw new IllegalArgumentException("scalar of " + scalar.length + " bytes");
    }
    secret = new X25519PrivateKeyParameters(scalar);
  }

  static X25519Key generate(SecureRandom random) {
    byte[] scalar = new byte[X25519PrivateKeyParameters.KEY_SIZE];
    random.nextBytes(scalar);
    return new X25519Key(scalar);
  }

  @Override
  public PivAlgorithm algorithm() {
    return PivAlgorithm.X25519;
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
  public Optional<byte[]> agree(byte[] peer) {
    if (peer.length != X25519PublicKeyParameters.KEY_SIZE) {
      return Optional.empty();
    }
    X25519Agreement agreement = new X25519Agreement();
    agreement.init(secret);
    byte[] shared = new byte[agreement.getAgreementSize()];
    try {
      agreement.calculateAgreement(new X25519PublicKeyParameters(peer), shared, 0);
      return Optional.of(shared);
    } catch (IllegalStateException e) {
      return Optional.empty(); // a point of small order: the secret would be zero
    }
  }
}
