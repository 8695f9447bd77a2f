package dev.countersign.relyingparty.code;

import java.math.BigInteger;

/**
 * The counters whose codes were accepted, exact over the last {@link #MEMORY} of them up to the
 * highest; older ones count as used. That is no watermark inside a window: windows reach back less
 * far than the memory, whichever way a pair moves them.
 *
 * @param highest the highest one; -1 when there is none
 * @param bits bit i is set when {@code highest - i} was used
 */
record UsedCounters(long highest, BigInteger bits) {
  static final int MEMORY = 1024;
  static final UsedCounters NONE = new UsedCounters(-1, BigInteger.ZERO);

  private static final BigInteger MASK = BigInteger.ONE.shiftLeft(MEMORY).subtract(BigInteger.ONE);

  UsedCounters {
    boolean none = highest == -1 && bits.signum() == 0;
    boolean some =
        highest >= 0 && bits.signum() > 0 && bits.testBit(0) && bits.bitLength() <= MEMORY;
    if (!none && !some) {
      throw new IllegalArgumentException("the used counters begin with the highest one");
    }
  }

  boolean contains(long counter) {
    if (counter > highest) {
      return false;
    }
    long back = highest - counter;
    return back >= MEMORY || bits.testBit((int) back);
  }

  UsedCounters with(long counter) {
    if (counter <= highest) {
      long back = highest - counter;
      return back >= MEMORY ? this : new UsedCounters(highest, bits.setBit((int) back));
    }
    long ahead = highest < 0 ? MEMORY : counter - highest;
    BigInteger moved = ahead >= MEMORY ? BigInteger.ZERO : bits.shiftLeft((int) ahead).and(MASK);
    return new UsedCounters(counter, moved.setBit(0));
  }
}
