package dev.countersign.simulator.otp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The MAC of slots ([RFC2104]), whose key takes the place of the key and a part of the next. */
final class HmacSha1 {
  private static final String NAME = "HmacSHA1";
  private static final int KEY_BYTES = 20;
  private static final int SHORT_KEY_BYTES = 16;

  private HmacSha1() {}

  static byte[] mac(SlotConfiguration configuration, byte[] input) {
    byte[] key = Arrays.copyOf(configuration.key(), KEY_BYTES);
    System.arraycopy(configuration.uid(), 0, key, SHORT_KEY_BYTES, KEY_BYTES - SHORT_KEY_BYTES);
    try {
      Mac mac = Mac.getInstance(NAME);
      mac.init(new SecretKeySpec(key, NAME));
      return mac.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + NAME, e);
    }
  }
}
