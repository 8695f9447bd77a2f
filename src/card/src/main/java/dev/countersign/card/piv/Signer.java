package dev.countersign.card.piv;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.PinEntry;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.TokenException;
import dev.countersign.device.encoding.EcdsaEncoding;
import dev.countersign.device.encoding.RsaPadding;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/** Signatures: what the host does before and after the card's operation. */
final class Signer {
  private static final String OPERATION = "sign";

  private final PrivateKeyUse use;

  Signer(PrivateKeyUse use) {
    this.use = use;
  }

  byte[] sign(SignatureAlgorithm algorithm, byte[] input, PinEntry pinEntry) {
    KeyAlgorithm key = use.facts().algorithm();
    if (algorithm.family() != key.family()) {
      throw new IllegalArgumentException(
          "%s is not for a key of kind %s".formatted(algorithm.name(), key.externalName()));
    }
    algorithm.digest().ifPresent(digest -> requireLength(digest, input));
    if (algorithm instanceof SignatureAlgorithm.RsaPkcs1 pkcs1) {
      return rsa(RsaPadding.pkcs1Signature(pkcs1.digest(), input, key.bytes()), pinEntry);
    } else if (algorithm instanceof SignatureAlgorithm.RsaPss pss) {
      return rsa(pssBlock(pss, input, key), pinEntry);
    } else if (algorithm instanceof SignatureAlgorithm.Ecdsa ecdsa) {
      return ecdsa(ecdsa, input, pinEntry);
    }
    return ed25519(input, pinEntry);
  }

  private static void requireLength(Digest digest, byte[] input) {
    if (input.length != digest.lengthBytes()) {
      throw new IllegalArgumentException(
          "a %s hash has %d bytes, not %d"
              .formatted(digest.jcaName(), digest.lengthBytes(), input.length));
    }
  }

  private byte[] pssBlock(SignatureAlgorithm.RsaPss pss, byte[] hash, KeyAlgorithm key) {
    byte[] salt = new byte[pss.saltLengthBytes()];
    use.session().ports().random().nextBytes(salt);
    return RsaPadding.pssSignature(pss.hash(), pss.mgfHash(), hash, salt, key.bits());
  }

  private byte[] rsa(byte[] block, PinEntry pinEntry) {
    byte[] answer = use.generalAuthenticate(PrivateKeyUse.CHALLENGE, block, OPERATION, pinEntry);
    byte[] signature = RsaBlocks.ofModulusLength(answer, block.length, this::bad);
    prove(() -> raises((RSAPublicKey) use.facts().publicKey(), signature, block));
    return signature;
  }

  private static boolean raises(RSAPublicKey key, byte[] signature, byte[] block) {
    BigInteger number = new BigInteger(1, signature);
    return number.compareTo(key.getModulus()) < 0
        && number
            .modPow(key.getPublicExponent(), key.getModulus())
            .equals(new BigInteger(1, block));
  }

  private byte[] ecdsa(SignatureAlgorithm.Ecdsa ecdsa, byte[] hash, PinEntry pinEntry) {
    KeyAlgorithm key = use.facts().algorithm();
    byte[] input = EcdsaEncoding.input(key, hash);
    byte[] answer = use.generalAuthenticate(PrivateKeyUse.CHALLENGE, input, OPERATION, pinEntry);
    try {
      byte[] der = EcdsaEncoding.output(key, answer, SignatureAlgorithm.Ecdsa.Format.DER);
      prove(() -> verifies("NONEwithECDSA", use.facts().publicKey(), input, der));
      return EcdsaEncoding.output(key, answer, ecdsa.format());
    } catch (IllegalArgumentException e) {
      throw bad("its signature cannot be read: " + e.getMessage());
    }
  }

  private byte[] ed25519(byte[] message, PinEntry pinEntry) {
    byte[] signature =
        use.generalAuthenticate(PrivateKeyUse.CHALLENGE, message, OPERATION, pinEntry);
    if (signature.length != 64) {
      throw bad("its Ed25519 signature has %d bytes".formatted(signature.length));
    }
    prove(() -> verifies("Ed25519", use.facts().publicKey(), message, signature));
    return Arrays.copyOf(signature, signature.length);
  }

  private interface Check {
    boolean holds() throws GeneralSecurityException;
  }

  /**
   * Every signature is verified before it is handed out, which costs less than a command: another
   * program may have put another key into the slot, and a card may miscalculate.
   */
  private void prove(Check check) {
    if (!holds(check)) {
      throw use.isProven() ? use.doesNotFit(OPERATION) : use.mismatch(OPERATION);
    }
    use.proven();
  }

  private static boolean holds(Check check) {
    try {
      return check.holds();
    } catch (GeneralSecurityException e) {
      return false; // what cannot be read is no signature
    }
  }

  private static boolean verifies(String algorithm, PublicKey key, byte[] input, byte[] signature)
      throws GeneralSecurityException {
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(key);
    verifier.update(input);
    return verifier.verify(signature);
  }

  private TokenException bad(String what) {
    return new TokenException.BadResponse(
        use.name(), OPERATION, "the token does not keep to the protocol: " + what, null);
  }
}
