package dev.countersign.simulator.oath;

import dev.countersign.wire.oath.OathHash;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The MACs of the applet, by the low nibble of its type bytes ([YK-OATH] algorithms). */
final class Macs {
  /** From 1 on. */
  private static final List<OathHash> BY_NUMBER =
      List.of(OathHash.SHA1, OathHash.SHA256, OathHash.SHA512);

  private static final int TRUNCATED_BYTES = 4;

  private Macs() {}

  /** Whether a type byte names an algorithm. */
  static boolean known(int type) {
    int algorithm = type & 0x0F;
    return algorithm >= 1 && algorithm <= BY_NUMBER.size();
  }

  /** The algorithm of a type byte that names one. */
  static OathHash hash(int type) {
    return BY_NUMBER.get((type & 0x0F) - 1);
  }

  static byte[] mac(OathHash hash, byte[] key, byte[] input) {
    try {
      Mac mac = Mac.getInstance(hash.macName());
      mac.init(new SecretKeySpec(key, hash.macName()));
      return mac.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + hash.macName(), e);
    }
  }

  /** [RFC4226] 5.3, dynamic truncation: four bytes without the first bit. */
  static byte[] truncate(byte[] mac) {
    int offset = mac[mac.length - 1] & 0x0F;
    byte[] truncated = new byte[TRUNCATED_BYTES];
    System.arraycopy(mac, offset, truncated, 0, TRUNCATED_BYTES);
    truncated[0] &= 0x7F;
    return truncated;
  }
}
