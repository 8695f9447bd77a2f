package dev.countersign.card.piv;

import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.PinEntry;
import dev.countersign.device.TokenException;
import dev.countersign.device.encoding.EllipticCurves;
import dev.countersign.device.encoding.RawPublicKeys;
import dev.countersign.device.encoding.RsaPadding;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.interfaces.XECPublicKey;
import java.util.Arrays;

/** Decryption and key agreement: what the host does before and after the card's operation. */
final class Decrypter {
  private static final String DECRYPT = "decrypt";
  private static final String AGREE = "agree on a secret";

  private final PrivateKeyUse use;

  Decrypter(PrivateKeyUse use) {
    this.use = use;
  }

  byte[] decrypt(DecryptionAlgorithm algorithm, byte[] ciphertext, PinEntry pinEntry) {
    KeyAlgorithm key = use.facts().algorithm();
    if (key.family() != Family.RSA) {
      throw new IllegalArgumentException(
          "a key of kind %s agrees and does not decrypt".formatted(key.externalName()));
    }
    RSAPublicKey publicKey = (RSAPublicKey) use.facts().publicKey();
    if (ciphertext.length != key.bytes()
        || new BigInteger(1, ciphertext).compareTo(publicKey.getModulus()) >= 0) {
      throw new IllegalArgumentException(
          "the ciphertext is not a number of %d bytes below the modulus".formatted(key.bytes()));
    }
    byte[] answer = use.generalAuthenticate(PrivateKeyUse.CHALLENGE, ciphertext, DECRYPT, pinEntry);
    byte[] block = RsaBlocks.ofModulusLength(answer, key.bytes(), what -> bad(DECRYPT, what));
    Arrays.fill(answer, (byte) 0);
    try {
      prove(publicKey, block, ciphertext);
      return unpad(algorithm, block);
    } catch (RsaPadding.BadPaddingException e) {
      throw new TokenException.BadData(
          use.name(),
          DECRYPT,
          "the ciphertext was not made for this key and padding",
          "check which key it was encrypted to",
          null);
    } finally {
      Arrays.fill(block, (byte) 0);
    }
  }

  private static byte[] unpad(DecryptionAlgorithm algorithm, byte[] block)
      throws RsaPadding.BadPaddingException {
    if (algorithm instanceof DecryptionAlgorithm.RsaOaep oaep) {
      return RsaPadding.decodeOaep(oaep.hash(), oaep.mgfHash(), block);
    } else if (algorithm instanceof DecryptionAlgorithm.RsaPkcs1) {
      return RsaPadding.decodePkcs1(block);
    }
    return block.clone();
  }

  private void prove(RSAPublicKey key, byte[] block, byte[] ciphertext) {
    BigInteger closed = new BigInteger(1, block).modPow(key.getPublicExponent(), key.getModulus());
    if (!closed.equals(new BigInteger(1, ciphertext))) {
      throw use.isProven() ? use.doesNotFit(DECRYPT) : use.mismatch(DECRYPT);
    }
    use.proven();
  }

  byte[] agree(PublicKey peer, PinEntry pinEntry) {
    KeyAlgorithm key = use.facts().algorithm();
    return switch (key.family()) {
      case EC -> ecdh(key, peer, pinEntry);
      case X25519 -> x25519(key, peer, pinEntry);
      case RSA, ED25519 ->
          throw new IllegalArgumentException(
              "a key of kind %s does not agree".formatted(key.externalName()));
    };
  }

  /** The x-coordinate ([SP800-56A] 5.7.1.2), with the peer's point validated (5.6.2.3.3). */
  private byte[] ecdh(KeyAlgorithm key, PublicKey peer, PinEntry pinEntry) {
    if (!(peer instanceof ECPublicKey ec) || KeyAlgorithm.of(peer).filter(key::equals).isEmpty()) {
      throw wrongPeer(key);
    }
    if (!EllipticCurves.isOnCurve(key, ec.getW())) {
      throw new IllegalArgumentException("the peer's point is not on the curve");
    }
    byte[] point = EllipticCurves.encode(key, ec.getW());
    return agreed(
        key, use.generalAuthenticate(PrivateKeyUse.EXPONENTIATION, point, AGREE, pinEntry));
  }

  /** [RFC7748] 6.1; a secret of zeros only means that the peer's key was no honest one. */
  private byte[] x25519(KeyAlgorithm key, PublicKey peer, PinEntry pinEntry) {
    if (!(peer instanceof XECPublicKey xec)
        || KeyAlgorithm.of(peer).filter(key::equals).isEmpty()) {
      throw wrongPeer(key);
    }
    byte[] secret =
        agreed(
            key,
            use.generalAuthenticate(
                PrivateKeyUse.EXPONENTIATION, RawPublicKeys.encodeX25519(xec), AGREE, pinEntry));
    int any = 0;
    for (byte b : secret) {
      any |= b;
    }
    if (any == 0) {
      throw new IllegalArgumentException("the peer's key is of small order");
    }
    return secret;
  }

  private static IllegalArgumentException wrongPeer(KeyAlgorithm key) {
    return new IllegalArgumentException(
        "the peer's key is not of kind %s".formatted(key.externalName()));
  }

  private byte[] agreed(KeyAlgorithm key, byte[] secret) {
    if (secret.length != key.bytes()) {
      throw bad(AGREE, "its shared secret has %d bytes".formatted(secret.length));
    }
    return secret;
  }

  private TokenException bad(String operation, String what) {
    return new TokenException.BadResponse(
        use.name(), operation, "the token does not keep to the protocol: " + what, null);
  }
}
