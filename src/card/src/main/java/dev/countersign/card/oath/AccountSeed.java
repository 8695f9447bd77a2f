package dev.countersign.card.oath;

import dev.countersign.device.Secret;
import dev.countersign.wire.oath.OathHash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The key of an account as it goes over the wire ([YK-OATH] PUT): one that is longer than the block
 * of its hash is hashed, as HMAC does ([RFC2104] 2), and one of less than 14 bytes is padded with
 * zeros, which changes no MAC.
 */
final class AccountSeed {
  private static final int MIN_BYTES = 14;

  private AccountSeed() {}

  /** The key; the caller wipes it. */
  static byte[] onTheWire(Secret seed, OathHash hash) {
    byte[] key = seed.bytes();
    byte[] sent;
    if (key.length > hash.blockBytes()) {
      sent = digest(hash).digest(key);
    } else {
      sent = Arrays.copyOf(key, Math.max(key.length, MIN_BYTES));
    }
    Arrays.fill(key, (byte) 0);
    return sent;
  }

  private static MessageDigest digest(OathHash hash) {
    try {
      return MessageDigest.getInstance(hash.digestName());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks " + hash.digestName(), e);
    }
  }
}
