package dev.countersign.relyingparty.code;

import dev.countersign.relyingparty.store.StateCodec;
import java.nio.ByteBuffer;

/**
 * What is remembered of an HOTP device.
 *
 * @param budget the spent tries
 * @param next the counter of the code that is expected: none before it is accepted again
 */
record HotpState(Budget budget, long next) {
  private static final long MAX_COUNTER = Long.MAX_VALUE / 2;

  private static final byte FORMAT = 'H';
  private static final byte EDITION = 1;
  private static final int BYTES = 2 + 8 + 2 + 8;

  HotpState {
    if (next < 0 || next > MAX_COUNTER) {
      throw new IllegalArgumentException("a counter is 0 to 2^62 - 1");
    }
  }

  static final StateCodec<HotpState> CODEC =
      new StateCodec<>() {
        @Override
        public HotpState initial() {
          return new HotpState(Budget.UNTOUCHED, 0);
        }

        @Override
        public byte[] encode(HotpState state) {
          return ByteBuffer.allocate(BYTES)
              .put(FORMAT)
              .put(EDITION)
              .putLong(state.budget.windowStart())
              .putShort((short) state.budget.spent())
              .putLong(state.next)
              .array();
        }

        @Override
        public HotpState decode(byte[] bytes) {
          ByteBuffer in = ByteBuffer.wrap(bytes);
          if (bytes.length != BYTES || in.get() != FORMAT || in.get() != EDITION) {
            throw new IllegalArgumentException("no state of an HOTP device");
          }
          return new HotpState(new Budget(in.getLong(), in.getShort()), in.getLong());
        }
      };
}
