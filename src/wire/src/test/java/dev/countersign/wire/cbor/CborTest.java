package dev.countersign.wire.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.wire.cbor.CborDecoder.Strictness;
import dev.countersign.wire.cbor.CborException.Kind;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data items, of [RFC8949] appendix A as far as FIDO messages have them, and what is none. */
class CborTest {

  private static Cbor decode(String hex, Strictness strictness) throws CborException {
    return CborDecoder.decode(HexFormat.of().parseHex(hex), strictness);
  }

  private static Kind refused(String hex, Strictness strictness) {
    CborException e = catchThrowableOfType(CborException.class, () -> decode(hex, strictness));
    assertThat(e).as(hex).isNotNull();
    assertThat(e.getMessage()).isNotBlank();
    return e.kind();
  }

  static Stream<Arguments> items() {
    return Stream.of(
        Arguments.of("00", Cbor.integer(0)),
        Arguments.of("17", Cbor.integer(23)),
        Arguments.of("1818", Cbor.integer(24)),
        Arguments.of("18ff", Cbor.integer(255)),
        Arguments.of("190100", Cbor.integer(256)),
        Arguments.of("1a000f4240", Cbor.integer(1_000_000)),
        Arguments.of("1affffffff", Cbor.integer(0xFFFF_FFFFL)),
        Arguments.of("1b000000e8d4a51000", Cbor.integer(1_000_000_000_000L)),
        Arguments.of("1b7fffffffffffffff", Cbor.integer(Long.MAX_VALUE)),
        Arguments.of("20", Cbor.integer(-1)),
        Arguments.of("3863", Cbor.integer(-100)),
        Arguments.of("390100", Cbor.integer(-257)),
        Arguments.of("3b7fffffffffffffff", Cbor.integer(Long.MIN_VALUE)),
        Arguments.of("f4", Cbor.bool(false)),
        Arguments.of("f5", Cbor.bool(true)),
        Arguments.of("f6", new Cbor.Null()),
        Arguments.of("40", Cbor.bytes(new byte[0])),
        Arguments.of("4401020304", Cbor.bytes(new byte[] {1, 2, 3, 4})),
        Arguments.of("60", Cbor.text("")),
        Arguments.of("62c3bc", Cbor.text("ü")),
        Arguments.of("64f0908591", Cbor.text("\ud800\udd51")),
        Arguments.of("80", Cbor.Array.of()),
        Arguments.of("820102", Cbor.Array.of(Cbor.integer(1), Cbor.integer(2))),
        Arguments.of("a0", Cbor.map().build()),
        Arguments.of("a201020304", Cbor.map().put(3, 4).put(1, 2).build()),
        Arguments.of(
            "a3627570f569636c69656e7450696ef46a6d616b65437265645576f5",
            Cbor.map().put("makeCredUv", true).put("clientPin", false).put("up", true).build()),
        // a COSE key: positive keys before negative ones
        Arguments.of(
            "a401020326200121410a",
            Cbor.map().put(-2, new byte[] {10}).put(-1, 1).put(3, -7).put(1, 2).build()));
  }

  @ParameterizedTest
  @MethodSource("items")
  void areReadAndWritten(String hex, Cbor item) throws CborException {
    for (Strictness strictness : Strictness.values()) {
      assertThat(decode(hex, strictness)).isEqualTo(item).hasSameHashCodeAs(item);
    }
    assertThat(HexFormat.of().formatHex(item.encode())).isEqualTo(hex);
  }

  @ParameterizedTest
  @CsvSource({
    // nothing, too little, too much
    "'', LENGTH",
    "18, LENGTH",
    "1901, LENGTH",
    "420a, LENGTH",
    "6161ff, LENGTH",
    "8101ff, LENGTH",
    "a101, LENGTH",
    "5affffffff, LENGTH",
    "7b7fffffffffffffff, LENGTH",
    "9a7fffffff, LENGTH",
    "bb7fffffffffffffff, LENGTH",
    // indefinite lengths, tags, floating point, other simple values, reserved heads
    "5f41aaff, FORM",
    "9fff, FORM",
    "bfff, FORM",
    "ff, FORM",
    "c074323031332d30332d32315432303a30343a30305a, FORM",
    "d9d9f700, FORM",
    "f90000, FORM",
    "fa47c35000, FORM",
    "fb3ff199999999999a, FORM",
    "f7, FORM",
    "f0, FORM",
    "f818, FORM",
    "1c, FORM",
    "1f, FORM",
    "5d, FORM",
    "3b8000000000000000, FORM",
    "1bffffffffffffffff, FORM",
    "61ff, FORM",
    "62c080, FORM",
    "63eda080, FORM",
    // keys
    "a201020103, DUPLICATE",
    "a18001, FORM",
    "a1a001, FORM",
  })
  void whatIsNoneIsRefusedBothWays(String hex, Kind kind) {
    for (Strictness strictness : Strictness.values()) {
      assertThat(refused(hex, strictness)).as(hex).isEqualTo(kind);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1817",
        "190017",
        "1a000000ff",
        "1b00000000ffffffff",
        "3800",
        "580101",
        "7800",
        "980100",
        "b8010102",
        "a203040102",
        "a220010102",
        "a2616201616101"
      })
  void whatIsNotCanonicalIsForTheTolerantOnly(String hex) throws CborException {
    assertThat(refused(hex, Strictness.CANONICAL)).isEqualTo(Kind.CANONICAL);
    byte[] canonical = decode(hex, Strictness.TOLERANT).encode();
    assertThat(canonical.length).isLessThanOrEqualTo(hex.length() / 2);
    assertThat(CborDecoder.decode(canonical, Strictness.CANONICAL))
        .isEqualTo(decode(hex, Strictness.TOLERANT));
  }

  @ParameterizedTest
  @EnumSource(Strictness.class)
  void nestingHasAnEnd(Strictness strictness) throws CborException {
    int most = strictness == Strictness.CANONICAL ? 4 : 16;
    assertThat(decode("81".repeat(most) + "00", strictness).encode()).hasSize(most + 1);
    assertThat(refused("81".repeat(most + 1) + "00", strictness)).isEqualTo(Kind.DEPTH);
    assertThat(refused("a100".repeat(most + 1) + "00", strictness)).isEqualTo(Kind.DEPTH);
    assertThat(refused("81".repeat(100_000), strictness)).isEqualTo(Kind.DEPTH);
  }

  /** Whose hashes are equal: a map of them costs no more than another one. */
  @Test
  @Timeout(20)
  void keysThatWereChosenToCollideDoNotSlowItDown() throws CborException {
    int count = 200_000;
    ByteBuffer map = ByteBuffer.allocate(5 + count * 10);
    map.put((byte) 0xBA).putInt(count);
    for (int i = 1; i <= count; i++) {
      long upper = (long) i << 32;
      map.put((byte) 0x1B).putLong(upper | (i ^ 7)).put((byte) 0);
    }
    Cbor read = CborDecoder.decode(map.array(), Strictness.TOLERANT);
    assertThat(((CborMap) read).entries()).hasSize(count);
  }

  @Test
  void membersHaveTypes() throws CborException {
    CborMap map =
        Cbor.map().put(1, 5).put(2, "text").put(3, new byte[] {1}).put("yes", true).build();
    assertThat(map.integer(1)).hasValue(5);
    assertThat(map.text(2)).contains("text");
    assertThat(map.bytes(3)).contains(new byte[] {1});
    assertThat(map.isTrue("yes")).isTrue();
    assertThat(map.isTrue("no")).isFalse();
    assertThat(map.integer(9)).isEmpty();
    assertThat(map.items(9)).isEmpty();
    assertThat(catchThrowableOfType(CborException.class, () -> map.integer(2)).kind())
        .isEqualTo(Kind.TYPE);
    assertThat(catchThrowableOfType(CborException.class, () -> map.items(1)).kind())
        .isEqualTo(Kind.TYPE);
    assertThat(catchThrowableOfType(CborException.class, () -> map.map(3)).kind())
        .isEqualTo(Kind.TYPE);
  }

  @Test
  void nobodyChangesAnItemFromOutside() throws CborException {
    byte[] mine = {1, 2};
    CborMap map = Cbor.map().put(1, mine).build();
    mine[0] = 9;
    map.bytes(1).orElseThrow()[1] = 9;
    assertThat(map.bytes(1)).contains(new byte[] {1, 2});
  }
}
