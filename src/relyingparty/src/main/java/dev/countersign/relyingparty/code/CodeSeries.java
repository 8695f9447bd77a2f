package dev.countersign.relyingparty.code;

import dev.countersign.relyingparty.secret.WipedKey;
import dev.countersign.wire.oath.HotpValue;
import dev.countersign.wire.oath.OathHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import javax.crypto.Mac;

/**
 * The codes of one seed, counter by counter. Whatever is given, the codes of a whole range are made
 * and compared with it, so that time tells nothing of which one fits.
 */
final class CodeSeries implements AutoCloseable {
  private final WipedKey key;
  private final Mac mac;
  private final int digits;

  CodeSeries(OathHash hash, int digits, byte[] seed) {
    if (seed.length == 0) {
      throw new IllegalArgumentException("a seed has at least one byte");
    }
    this.key = new WipedKey(hash.macName(), seed);
    this.digits = digits;
    try {
      this.mac = Mac.getInstance(hash.macName());
      mac.init(key);
    } catch (GeneralSecurityException e) {
      key.close();
      throw new IllegalStateException("this JDK has no " + hash.macName(), e);
    }
  }

  /** Whether this is as many ASCII digits as a code has. */
  boolean wellFormed(String code) {
    return code.length() == digits && code.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** The counters of a range whose code this is, from the lowest on; none is negative. */
  List<Long> matching(long from, long to, String code) {
    return matching(from, to, List.of(code)).get(0);
  }

  /** What two codes are in a range of counters. */
  Pairs pairs(long from, long to, String first, String second) {
    List<List<Long>> counters = matching(from, to, List.of(first, second));
    List<Long> firsts = counters.get(0);
    List<Long> seconds = counters.get(1);
    return new Pairs(
        seconds.stream().filter(counter -> firsts.contains(counter - 1)).toList(),
        !firsts.isEmpty() && !seconds.isEmpty());
  }

  private List<List<Long>> matching(long from, long to, List<String> codes) {
    long lowest = Math.max(0, from);
    List<byte[]> given = codes.stream().map(CodeSeries::ascii).toList();
    List<BitSet> matches = codes.stream().map(code -> new BitSet()).toList();
    for (long counter = lowest; counter <= to; counter++) {
      byte[] right = code(counter);
      for (int i = 0; i < given.size(); i++) {
        matches.get(i).set((int) (counter - lowest), MessageDigest.isEqual(right, given.get(i)));
      }
    }
    return matches.stream()
        .map(found -> found.stream().mapToObj(i -> lowest + i).toList())
        .toList();
  }

  /**
   * Two codes in a range of counters.
   *
   * @param seconds the second counters where one code follows the other
   * @param bothKnown whether each of them is somewhere in the range
   */
  record Pairs(List<Long> seconds, boolean bothKnown) {

    /** The second counter nearest to where it is expected, of those above a floor. */
    OptionalLong nearest(long expected, long floor) {
      return seconds.stream()
          .filter(second -> second - 1 > floor)
          .min(Comparator.comparingLong(second -> Math.abs(second - expected)))
          .map(OptionalLong::of)
          .orElse(OptionalLong.empty());
    }
  }

  private byte[] code(long counter) {
    byte[] value = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(counter).array());
    return ascii(HotpValue.decimal(HotpValue.truncate(value), digits));
  }

  private static byte[] ascii(String code) {
    return code.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    key.close();
  }
}
