package dev.countersign.host.pkcs11;

import dev.countersign.device.Digest;
import java.security.MessageDigest;
import java.util.Arrays;

/** HMAC ([RFC2104] 2) on the host, of keys that are wiped afterwards. */
final class HostHmac {
  private HostHmac() {}

  /** The length of what the hash function takes at once ([FIPS180-4] 1). */
  static int blockBytes(Digest digest) {
    return digest.lengthBytes() > 32 ? 128 : 64;
  }

  static byte[] mac(Digest digest, byte[] key, byte[] message) {
    byte[] padded = new byte[blockBytes(digest)];
    byte[] shortened = key.length > padded.length ? digest.hash(key) : key.clone();
    System.arraycopy(shortened, 0, padded, 0, shortened.length);
    Arrays.fill(shortened, (byte) 0);
    try {
      MessageDigest hash = digest.messageDigest();
      xor(padded, 0x36);
      hash.update(padded);
      byte[] inner = hash.digest(message);
      xor(padded, 0x36 ^ 0x5C);
      hash.update(padded);
      return hash.digest(inner);
    } finally {
      Arrays.fill(padded, (byte) 0);
    }
  }

  private static void xor(byte[] block, int pad) {
    for (int i = 0; i < block.length; i++) {
      block[i] ^= (byte) pad;
    }
  }
}
