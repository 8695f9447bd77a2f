package dev.countersign.relyingparty.recovery;

import dev.countersign.relyingparty.store.StateCodec;
import dev.countersign.wire.cbor.Cbor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is remembered of a list of codes.
 *
 * @param tags what stands for each code; none when there is no list
 * @param used how many were used
 */
record RecoveryState(List<Cbor.Bytes> tags, int used) {
  private static final byte FORMAT = 'R';
  private static final byte EDITION = 1;
  private static final int BYTES = 3 + RecoveryCodes.COUNT * RecoveryCodes.TAG_BYTES;

  RecoveryState {
    tags = List.copyOf(tags);
    if (!tags.isEmpty() && tags.size() != RecoveryCodes.COUNT || used < 0 || used > tags.size()) {
      throw new IllegalArgumentException("no state of recovery codes");
    }
  }

  static final StateCodec<RecoveryState> CODEC =
      new StateCodec<>() {
        @Override
        public RecoveryState initial() {
          return new RecoveryState(List.of(), 0);
        }

        @Override
        public byte[] encode(RecoveryState state) {
          ByteBuffer out = ByteBuffer.allocate(state.tags.isEmpty() ? 3 : BYTES);
          out.put(FORMAT).put(EDITION).put((byte) state.used);
          state.tags.forEach(tag -> out.put(tag.value()));
          return out.array();
        }

        @Override
        public RecoveryState decode(byte[] bytes) {
          ByteBuffer in = ByteBuffer.wrap(bytes);
          boolean sized = bytes.length == 3 || bytes.length == BYTES;
          if (!sized || in.get() != FORMAT || in.get() != EDITION) {
            throw new IllegalArgumentException("no state of recovery codes");
          }
          int used = in.get();
          List<Cbor.Bytes> tags = new ArrayList<>();
          while (in.hasRemaining()) {
            byte[] tag = new byte[RecoveryCodes.TAG_BYTES];
            in.get(tag);
            tags.add(new Cbor.Bytes(tag));
          }
          return new RecoveryState(tags, used);
        }
      };
}
