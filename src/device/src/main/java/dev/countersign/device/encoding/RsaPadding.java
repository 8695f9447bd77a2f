package dev.countersign.device.encoding;

import dev.countersign.device.Digest;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * RSA paddings ([RFC8017]), which the host does: the card raises a whole block to a power.
 *
 * <p>Decoding takes the same steps whatever the block holds, and has one error.
 */
public final class RsaPadding {
  /** The least number of padding bytes in front of a message ([RFC8017] 9.2). */
  private static final int MIN_OVERHEAD = 11;

  private RsaPadding() {}

  /** The block has no valid padding. Says nothing more. */
  public static final class BadPaddingException extends GeneralSecurityException {
    private static final long serialVersionUID = 1L;

    BadPaddingException() {
      super("the padding is wrong");
    }
  }

  /**
   * EMSA-PKCS1-v1_5 ([RFC8017] 9.2).
   *
   * @param digest the hash function; empty when the input is the whole DigestInfo already
   * @param length the length of the modulus, in bytes
   * @throws IllegalArgumentException when the input is too long for the modulus
   */
  public static byte[] pkcs1Signature(Optional<Digest> digest, byte[] input, int length) {
    byte[] prefix = digest.map(RsaPadding::digestInfoPrefix).orElse(new byte[0]);
    int messageLength = prefix.length + input.length;
    if (messageLength > length - MIN_OVERHEAD) {
      throw new IllegalArgumentException(
          "%d bytes are too many for a modulus of %d".formatted(messageLength, length));
    }
    byte[] block = new byte[length];
    block[1] = 0x01;
    Arrays.fill(block, 2, length - messageLength - 1, (byte) 0xFF);
    System.arraycopy(prefix, 0, block, length - messageLength, prefix.length);
    System.arraycopy(input, 0, block, length - input.length, input.length);
    return block;
  }

  /**
   * What EMSA-PKCS1-v1_5 pads: the DER of a DigestInfo ([RFC8017] 9.2 step 2).
   *
   * @param digest the hash function; empty when the input is the whole DigestInfo already
   */
  public static byte[] digestInfo(Optional<Digest> digest, byte[] input) {
    if (digest.isEmpty()) {
      return input;
    }
    byte[] prefix = digestInfoPrefix(digest.get());
    byte[] info = Arrays.copyOf(prefix, prefix.length + input.length);
    System.arraycopy(input, 0, info, prefix.length, input.length);
    return info;
  }

  /** The DER of a DigestInfo before its hash ([RFC8017] 9.2 note 1). */
  private static byte[] digestInfoPrefix(Digest digest) {
    return HexFormat.of()
        .parseHex(
            switch (digest) {
              case SHA1 -> "3021300906052B0E03021A05000414";
              case SHA256 -> "3031300D060960864801650304020105000420";
              case SHA384 -> "3041300D060960864801650304020205000430";
              case SHA512 -> "3051300D060960864801650304020305000440";
            });
  }

  /**
   * EMSA-PSS ([RFC8017] 9.1.1).
   *
   * @param salt the random salt
   * @param modulusBits the length of the modulus, in bits
   * @return the block, as long as the modulus
   * @throws IllegalArgumentException when hash and salt are too long for the modulus
   */
  public static byte[] pssSignature(
      Digest hash, Digest mgfHash, byte[] messageHash, byte[] salt, int modulusBits) {
    int bits = modulusBits - 1;
    int length = (bits + 7) / 8;
    int hashLength = hash.lengthBytes();
    if (length < hashLength + salt.length + 2) {
      throw new IllegalArgumentException(
          "hash and a salt of %d bytes are too long for this key".formatted(salt.length));
    }
    MessageDigest digest = hash.messageDigest();
    digest.update(new byte[8]);
    digest.update(messageHash);
    byte[] h = digest.digest(salt);
    int maskedLength = length - hashLength - 1;
    byte[] db = new byte[maskedLength];
    db[maskedLength - salt.length - 1] = 0x01;
    System.arraycopy(salt, 0, db, maskedLength - salt.length, salt.length);
    xor(db, mask(mgfHash, h, maskedLength));
    db[0] &= (byte) (0xFF >>> (8 * length - bits));
    byte[] block = new byte[(modulusBits + 7) / 8];
    int start = block.length - length;
    System.arraycopy(db, 0, block, start, maskedLength);
    System.arraycopy(h, 0, block, start + maskedLength, hashLength);
    block[block.length - 1] = (byte) 0xBC;
    return block;
  }

  /**
   * EME-PKCS1-v1_5 decoding ([RFC8017] 7.2.2 step 3).
   *
   * @return the message, which the caller wipes
   */
  public static byte[] decodePkcs1(byte[] block) throws BadPaddingException {
    int good = isZero(block[0]) & isZero(block[1] ^ 0x02);
    int separator = 0;
    int found = 0;
    for (int i = 2; i < block.length; i++) {
      int here = isZero(block[i]) & ~found;
      separator |= i & -here;
      found |= here;
    }
    good &= found & atLeast(separator, MIN_OVERHEAD - 1);
    if (good != 1) {
      throw new BadPaddingException();
    }
    return Arrays.copyOfRange(block, separator + 1, block.length);
  }

  /**
   * EME-OAEP decoding with an empty label ([RFC8017] 7.1.2 step 3).
   *
   * @return the message, which the caller wipes
   */
  public static byte[] decodeOaep(Digest hash, Digest mgfHash, byte[] block)
      throws BadPaddingException {
    int hashLength = hash.lengthBytes();
    if (block.length < 2 * hashLength + 2) {
      throw new BadPaddingException();
    }
    byte[] seed = Arrays.copyOfRange(block, 1, 1 + hashLength);
    byte[] db = Arrays.copyOfRange(block, 1 + hashLength, block.length);
    try {
      xor(seed, mask(mgfHash, db, hashLength));
      xor(db, mask(mgfHash, seed, db.length));
      byte[] labelHash = hash.hash(new byte[0]);
      int different = block[0];
      for (int i = 0; i < hashLength; i++) {
        different |= labelHash[i] ^ db[i];
      }
      int good = isZero(different);
      int separator = 0;
      int found = 0;
      for (int i = hashLength; i < db.length; i++) {
        int one = isZero(db[i] ^ 0x01) & ~found;
        separator |= i & -one;
        found |= one;
        good &= found | isZero(db[i]);
      }
      good &= found;
      if (good != 1) {
        throw new BadPaddingException();
      }
      return Arrays.copyOfRange(db, separator + 1, db.length);
    } finally {
      Arrays.fill(db, (byte) 0);
      Arrays.fill(seed, (byte) 0);
    }
  }

  /** 1 when the low eight bits are zero, else 0, without a branch. */
  private static int isZero(int value) {
    return (((value & 0xFF) - 1) >>> 31) & 1;
  }

  /** 1 when a is b or more, else 0, without a branch; both small and not negative. */
  private static int atLeast(int a, int b) {
    return ((a - b) >>> 31) ^ 1;
  }

  /** MGF1 ([RFC8017] B.2.1). */
  private static byte[] mask(Digest hash, byte[] seed, int length) {
    byte[] mask = new byte[length];
    MessageDigest digest = hash.messageDigest();
    for (int counter = 0, offset = 0; offset < length; counter++) {
      digest.update(seed);
      digest.update((byte) (counter >>> 24));
      digest.update((byte) (counter >>> 16));
      digest.update((byte) (counter >>> 8));
      byte[] part = digest.digest(new byte[] {(byte) counter});
      int count = Math.min(part.length, length - offset);
      System.arraycopy(part, 0, mask, offset, count);
      offset += count;
    }
    return mask;
  }

  private static void xor(byte[] target, byte[] mask) {
    for (int i = 0; i < target.length; i++) {
      target[i] ^= mask[i];
    }
  }
}
