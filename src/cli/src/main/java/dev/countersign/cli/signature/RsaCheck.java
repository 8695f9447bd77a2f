package dev.countersign.cli.signature;

import dev.countersign.device.Digest;
import dev.countersign.device.SignatureAlgorithm;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.bouncycastle.crypto.util.DigestFactory;

/** RSA signatures over a hash, which the Java runtime verifies only over whole messages. */
final class RsaCheck {
  private RsaCheck() {}

  /** RSASSA-PKCS1-v1_5 ([RFC8017] 8.2.2): the padding is undone and the whole content compared. */
  static boolean pkcs1(PublicKey key, Optional<Digest> digest, byte[] signature, byte[] input) {
    try {
      byte[] expected = digest.isPresent() ? digestInfo(digest.get(), input) : input;
      if (signature.length != (((RSAPublicKey) key).getModulus().bitLength() + 7) / 8) {
        return false;
      }
      Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      cipher.init(Cipher.DECRYPT_MODE, key);
      return MessageDigest.isEqual(expected, cipher.doFinal(signature));
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  /** RSASSA-PSS ([RFC8017] 8.1.2). */
  static boolean pss(PublicKey key, SignatureAlgorithm.RsaPss pss, byte[] signature, byte[] hash) {
    RSAPublicKey rsa = (RSAPublicKey) key;
    PSSSigner verifier =
        PSSSigner.createRawSigner(
            new RSABlindedEngine(),
            bouncy(pss.hash()),
            bouncy(pss.mgfHash()),
            pss.saltLengthBytes(),
            PSSSigner.TRAILER_IMPLICIT);
    verifier.init(false, new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent()));
    verifier.update(hash, 0, hash.length);
    return verifier.verifySignature(signature);
  }

  private static org.bouncycastle.crypto.Digest bouncy(Digest digest) {
    return switch (digest) {
      case SHA1 -> DigestFactory.createSHA1();
      case SHA256 -> DigestFactory.createSHA256();
      case SHA384 -> DigestFactory.createSHA384();
      case SHA512 -> DigestFactory.createSHA512();
    };
  }

  // [RFC8017] 9.2, note 1
  private static byte[] digestInfo(Digest digest, byte[] hash) {
    ASN1ObjectIdentifier identifier =
        switch (digest) {
          case SHA1 -> OIWObjectIdentifiers.idSHA1;
          case SHA256 -> NISTObjectIdentifiers.id_sha256;
          case SHA384 -> NISTObjectIdentifiers.id_sha384;
          case SHA512 -> NISTObjectIdentifiers.id_sha512;
        };
    try {
      return new DigestInfo(new AlgorithmIdentifier(identifier, DERNull.INSTANCE), hash)
          .getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
