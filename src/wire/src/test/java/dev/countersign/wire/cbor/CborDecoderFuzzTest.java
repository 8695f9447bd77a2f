package dev.countersign.wire.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORException;
import com.upokecenter.cbor.CBORObject;
import dev.countersign.wire.cbor.CborDecoder.Strictness;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever bytes a key or a platform sends, they are data items no larger than the bytes, or a
 * {@link CborException}; and what is canonical here is canonical to another implementation too.
 */
class CborDecoderFuzzTest {
  private static final CBOREncodeOptions CANONICAL = CBOREncodeOptions.DefaultCtap2Canonical;

  /** Parts of getInfo, a COSE key, an attestation statement, and heads that promise too much. */
  static Stream<byte[]> seeds() {
    return Stream.of(
            "a5018366553246 5f5632684649444f5f325f30684649444f5f325f310282".replace(" ", ""),
            "a4627570f564706c6174f469636c69656e7450696ef568637265644d676d74f5",
            "a5010203262001215820" + "11".repeat(32) + "225820" + "22".repeat(32),
            "a363616c67266373696741aa63783563814130",
            "a2626964410764747970656a7075626c69632d6b6579",
            "bb7fffffffffffffff",
            "9a7fffffff00",
            "5affffffff",
            "a201020103",
            "a203040102",
            "1817",
            "8181818100",
            "818181818100",
            "fb3ff199999999999a",
            "c100",
            "61ff")
        .map(HexFormat.of()::parseHex);
  }

  @MethodSource("seeds")
  @FuzzTest
  void isAnItemOrACborException(byte[] input) throws CborException {
    @Nullable Cbor tolerant = read(input, Strictness.TOLERANT);
    @Nullable Cbor canonical = read(input, Strictness.CANONICAL);
    if (tolerant != null) {
      assertThat(size(tolerant)).isLessThanOrEqualTo(input.length);
      assertThat(tolerant.encode().length).isLessThanOrEqualTo(input.length);
      assertThat(CborDecoder.decode(tolerant.encode(), Strictness.TOLERANT)).isEqualTo(tolerant);
    }
    if (canonical != null) {
      assertThat(canonical).isEqualTo(tolerant);
      assertThat(canonical.encode()).isEqualTo(input);
      assertThat(CBORObject.DecodeFromBytes(input, CANONICAL).EncodeToBytes(CANONICAL))
          .isEqualTo(input);
    } else if (tolerant != null && judged(input)) {
      // canonical to the other implementation: then it is our limit of depth that it has not
      assertThat(depth(tolerant)).isGreaterThan(CborDecoder.MESSAGE_DEPTH);
    }
  }

  private static boolean judged(byte[] input) {
    try {
      CBORObject.DecodeFromBytes(input, CANONICAL);
      return true;
    } catch (CBORException e) {
      return false;
    }
  }

  private static @Nullable Cbor read(byte[] input, Strictness strictness) {
    try {
      return CborDecoder.decode(input, strictness);
    } catch (CborException e) {
      assertThat(e.getMessage()).isNotBlank();
      return null;
    }
  }

  /** How many items and bytes of strings there are. */
  private static long size(Cbor item) {
    if (item instanceof Cbor.Array array) {
      return 1 + array.items().stream().mapToLong(CborDecoderFuzzTest::size).sum();
    }
    if (item instanceof CborMap map) {
      return 1
          + map.entries().entrySet().stream()
              .mapToLong(entry -> size(entry.getKey()) + size(entry.getValue()))
              .sum();
    }
    return 1 + (item instanceof Cbor.Bytes bytes ? bytes.length() : 0);
  }

  private static int depth(Cbor item) {
    List<Cbor> inside =
        item instanceof Cbor.Array array
            ? array.items()
            : item instanceof CborMap map ? List.copyOf(map.entries().values()) : List.of();
    boolean holds = item instanceof Cbor.Array || item instanceof CborMap;
    return (holds ? 1 : 0) + inside.stream().mapToInt(CborDecoderFuzzTest::depth).max().orElse(0);
  }
}
