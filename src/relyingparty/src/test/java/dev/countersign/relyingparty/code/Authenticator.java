package dev.countersign.relyingparty.code;

import dev.countersign.wire.oath.OathHash;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes codes by the plainest reading of [RFC4226] 5.3, without any code of ours. */
public final class Authenticator {
  public static final byte[] SEED = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  private Authenticator() {}

  public static String code(long counter) {
    return code(OathHash.SHA1, 6, SEED, counter);
  }

  public static String code(byte[] seed, long counter) {
    return code(OathHash.SHA1, 6, seed, counter);
  }

  public static String code(OathHash hash, int digits, byte[] seed, long counter) {
    try {
      Mac mac = Mac.getInstance(hash.macName());
      mac.init(new SecretKeySpec(seed, "RAW"));
      byte[] message = new byte[8];
      byte[] number = BigInteger.valueOf(counter).toByteArray();
      System.arraycopy(number, 0, message, 8 - number.length, number.length);
      byte[] value = mac.doFinal(message);
      int offset = value[value.length - 1] & 15;
      BigInteger bits = new BigInteger(1, Arrays.copyOfRange(value, offset, offset + 4));
      BigInteger code = bits.clearBit(31).mod(BigInteger.TEN.pow(digits));
      return "%0*d".replace("*", String.valueOf(digits)).formatted(code);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A code that none of these counters has. */
  public static String wrong(long from, long to) {
    for (int guess = 0; ; guess++) {
      String code = "%06d".formatted(guess);
      boolean free = true;
      for (long counter = Math.max(0, from); counter <= to; counter++) {
        free &= !code(counter).equals(code);
      }
      if (free) {
        return code;
      }
    }
  }
}
