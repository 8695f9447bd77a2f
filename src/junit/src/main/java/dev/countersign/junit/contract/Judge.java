package dev.countersign.junit.contract;

import dev.countersign.device.Digest;
import dev.countersign.device.SignatureAlgorithm;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;

/** Verifies signatures with what the JDK has, and nothing of ours. */
public final class Judge {
  private Judge() {}

  /**
   * Whether it is a signature of that input.
   *
   * @param input the message; the hash itself for an ECDSA algorithm without a digest
   */
  public static boolean accepts(
      PublicKey key, SignatureAlgorithm algorithm, byte[] input, byte[] signature) {
    try {
      if (algorithm instanceof SignatureAlgorithm.RsaPkcs1 raw && raw.digest().isEmpty()) {
        return acceptsRaw(key, input, signature);
      }
      Signature verifier = verifier(algorithm);
      verifier.initVerify(key);
      verifier.update(input);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot verify " + algorithm.name(), e);
    }
  }

  private static boolean acceptsRaw(PublicKey key, byte[] input, byte[] signature)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
    cipher.init(Cipher.DECRYPT_MODE, key);
    try {
      return Arrays.equals(cipher.doFinal(signature), input);
    } catch (BadPaddingException e) {
      return false;
    }
  }

  private static Signature verifier(SignatureAlgorithm algorithm) throws GeneralSecurityException {
    if (algorithm instanceof SignatureAlgorithm.RsaPkcs1 rsa) {
      return Signature.getInstance(name(rsa.digest().orElseThrow()) + "withRSA");
    } else if (algorithm instanceof SignatureAlgorithm.RsaPss pss) {
      Signature verifier = Signature.getInstance("RSASSA-PSS");
      MGF1ParameterSpec mask = new MGF1ParameterSpec(pss.mgfHash().jcaName());
      verifier.setParameter(
          new PSSParameterSpec(pss.hash().jcaName(), "MGF1", mask, pss.saltLengthBytes(), 1));
      return verifier;
    } else if (algorithm instanceof SignatureAlgorithm.Ecdsa ecdsa) {
      String digest = ecdsa.digest().map(Judge::name).orElse("NONE");
      boolean der = ecdsa.format() == SignatureAlgorithm.Ecdsa.Format.DER;
      return Signature.getInstance(digest + "withECDSA" + (der ? "" : "inP1363Format"));
    }
    return Signature.getInstance("Ed25519");
  }

  private static String name(Digest digest) {
    return digest.name().toUpperCase(Locale.ROOT);
  }
}
