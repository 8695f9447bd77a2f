package dev.countersign.relyingparty.code;

import dev.countersign.relyingparty.store.StateCodec;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is remembered of a TOTP device.
 *
 * @param budget the spent tries
 * @param drift the time steps by which the device is ahead of the clock here
 * @param lastPair the second counter of the last accepted pair; -1 when there was none
 * @param used the counters whose codes were accepted
 */
record TotpState(Budget budget, long drift, long lastPair, UsedCounters used) {
  private static final byte FORMAT = 'T';
  private static final byte EDITION = 1;
  private static final int BITMAP_BYTES = UsedCounters.MEMORY / 8;
  private static final int BYTES = 2 + 8 + 2 + 8 + 8 + 8 + BITMAP_BYTES;

  /** Far from where sums of counters overflow. */
  private static final long MAX_COUNTER = Long.MAX_VALUE / 4;

  TotpState {
    if (drift < -MAX_COUNTER
        || drift > MAX_COUNTER
        || lastPair < -1
        || lastPair > MAX_COUNTER
        || used.highest() > MAX_COUNTER) {
      throw new IllegalArgumentException("no state of a TOTP device");
    }
  }

  static TotpState fresh(Budget budget) {
    return new TotpState(budget, 0, -1, UsedCounters.NONE);
  }

  TotpState spent(Budget left) {
    return new TotpState(left, drift, lastPair, used);
  }

  TotpState using(UsedCounters more) {
    return new TotpState(budget, drift, lastPair, more);
  }

  TotpState paired(long second, long newDrift) {
    return new TotpState(budget, newDrift, second, used);
  }

  static final StateCodec<TotpState> CODEC =
      new StateCodec<>() {
        @Override
        public TotpState initial() {
          return fresh(Budget.UNTOUCHED);
        }

        @Override
        public byte[] encode(TotpState state) {
          byte[] magnitude = state.used.bits().toByteArray();
          int from = magnitude.length > BITMAP_BYTES ? 1 : 0; // the byte of the sign
          byte[] bitmap = new byte[BITMAP_BYTES];
          int length = magnitude.length - from;
          System.arraycopy(magnitude, from, bitmap, BITMAP_BYTES - length, length);
          return ByteBuffer.allocate(BYTES)
              .put(FORMAT)
              .put(EDITION)
              .putLong(state.budget.windowStart())
              .putShort((short) state.budget.spent())
              .putLong(state.drift)
              .putLong(state.lastPair)
              .putLong(state.used.highest())
              .put(bitmap)
              .array();
        }

        @Override
        public TotpState decode(byte[] bytes) {
          ByteBuffer in = ByteBuffer.wrap(bytes);
          if (bytes.length != BYTES || in.get() != FORMAT || in.get() != EDITION) {
            throw new IllegalArgumentException("no state of a TOTP device");
          }
          Budget budget = new Budget(in.getLong(), in.getShort());
          long drift = in.getLong();
          long lastPair = in.getLong();
          long highest = in.getLong();
          byte[] bitmap = Arrays.copyOfRange(bytes, in.position(), BYTES);
          return new TotpState(
              budget, drift, lastPair, new UsedCounters(highest, new BigInteger(1, bitmap)));
        }
      };
}
