package dev.countersign.cli.keyfiles;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/** Computes the public half of a private key. */
final class PublicHalf {
  private PublicHalf() {}

  static PublicKey of(PrivateKeyInfo info) throws IOException, GeneralSecurityException {
    AsymmetricKeyParameter key = PrivateKeyFactory.createKey(info);
    String kind;
    AsymmetricKeyParameter half;
    if (key instanceof RSAPrivateCrtKeyParameters rsa) {
      kind = "RSA";
      half = new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
    } else if (key instanceof ECPrivateKeyParameters ec) {
      kind = "EC";
      half =
          new ECPublicKeyParameters(
              ec.getParameters().getG().multiply(ec.getD()).normalize(), ec.getParameters());
    } else if (key instanceof Ed25519PrivateKeyParameters ed) {
      kind = "Ed25519";
      half = ed.generatePublicKey();
    } else if (key instanceof X25519PrivateKeyParameters xec) {
      kind = "X25519";
      half = xec.generatePublicKey();
    } else {
      throw new IllegalArgumentException("a key of a kind that no token holds");
    }
    byte[] encoded = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(half).getEncoded();
    return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded));
  }
}
