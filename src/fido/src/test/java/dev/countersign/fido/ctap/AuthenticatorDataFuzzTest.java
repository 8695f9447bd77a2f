package dev.countersign.fido.ctap;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Authenticator data from anyone are read to the last byte, or refused. */
class AuthenticatorDataFuzzTest {
  static Stream<byte[]> seeds() {
    byte[] key = Cbor.map().put(1, 2).put(3, -7).build().encode();
    byte[] made =
        ByteBuffer.allocate(37 + 18 + 4 + key.length)
            .put(new byte[32])
            .put((byte) 0x41)
            .putInt(7)
            .put(new byte[16])
            .putShort((short) 4)
            .putInt(1)
            .put(key)
            .array();
    byte[] extended = Arrays.copyOf(made, made.length + 1);
    extended[32] |= (byte) 0x80;
    extended[made.length] = (byte) 0xA0;
    byte[] long65535 = made.clone();
    long65535[53] = (byte) 0xFF;
    long65535[54] = (byte) 0xFF;
    return Stream.of(new byte[0], new byte[37], made, extended, long65535);
  }

  @MethodSource("seeds")
  @FuzzTest
  void readsAllOrRefuses(byte @NotNull @WithLength(max = 2000) [] bytes) {
    try {
      AuthenticatorData data = AuthenticatorData.read(bytes);
      assertThat(data.bytes()).isEqualTo(bytes);
      assertThat(data.attested().isPresent()).isEqualTo((bytes[32] & 0x40) != 0);
      data.attested()
          .ifPresent(attested -> assertThat(attested.credential().length()).isPositive());
    } catch (CborException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
