package dev.countersign.relyingparty.yubicootp;

import dev.countersign.relyingparty.store.StateCodec;
import java.nio.ByteBuffer;

/**
 * The counters of the newest accepted OTP of a token.
 *
 * @param useCounter 0 to 32767; -1 when none was accepted
 * @param sessionUse 0 to 255
 */
record OtpCounters(int useCounter, int sessionUse) {
  private static final byte FORMAT = 'Y';
  private static final byte EDITION = 1;
  private static final int BYTES = 2 + 4 + 2;

  OtpCounters {
    if (useCounter < -1 || useCounter > 0x7FFF || sessionUse < 0 || sessionUse > 0xFF) {
      throw new IllegalArgumentException("no counters of a Yubico OTP");
    }
  }

  boolean newerThan(OtpCounters other) {
    return useCounter > other.useCounter
        || (useCounter == other.useCounter && sessionUse > other.sessionUse);
  }

  static final StateCodec<OtpCounters> CODEC =
      new StateCodec<>() {
        @Override
        public OtpCounters initial() {
          return new OtpCounters(-1, 0);
        }

        @Override
        public byte[] encode(OtpCounters counters) {
          return ByteBuffer.allocate(BYTES)
              .put(FORMAT)
              .put(EDITION)
              .putInt(counters.useCounter)
              .putShort((short) counters.sessionUse)
              .array();
        }

        @Override
        public OtpCounters decode(byte[] bytes) {
          ByteBuffer in = ByteBuffer.wrap(bytes);
          if (bytes.length != BYTES || in.get() != FORMAT || in.get() != EDITION) {
            throw new IllegalArgumentException("no counters of a Yubico OTP");
          }
          return new OtpCounters(in.getInt(), in.getShort());
        }
      };
}
