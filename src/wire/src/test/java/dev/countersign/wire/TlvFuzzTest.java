package dev.countersign.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes a card sends, they are data objects or a {@link TlvException}. */
class TlvFuzzTest {

  /** Property templates, metadata, a card holder identifier, discovery, lengths of every form. */
  static Stream<byte[]> seeds() {
    return Stream.of(
            "61114F0600001000010079074F05A000000308",
            "610F4F060010000100007905A000000308",
            "010111020203010301010443864104" + "11".repeat(64),
            "0101FF0501000602" + "0303",
            "533B3019D4E739DA739CED39CE739D836858210842108421C84210C3EB3410"
                + "00112233445566778899AABBCCDDEEFF350832303330303130313E00FE00",
            "7E124F0BA0000003080000100001005F2F024000",
            "7F490C8104AABBCCDD8104EEFF0011",
            "048144868141" + "04".repeat(65),
            "5F8101820001FF",
            "8484000000010080",
            "9FFFFFFF01",
            "3080")
        .map(HexFormat.of()::parseHex);
  }

  @MethodSource("seeds")
  @FuzzTest
  void isObjectsOrATlvException(byte[] input) throws TlvException {
    List<Tlv> objects;
    try {
      objects = Tlv.parseAll(input);
    } catch (TlvException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    byte[] shortest = Tlv.encode(objects);
    assertThat(shortest.length).isLessThanOrEqualTo(input.length);
    assertThat(Tlv.parseAll(shortest)).isEqualTo(objects);
    for (Tlv object : objects) {
      assertThat(Tlv.parse(object.encode())).isEqualTo(object);
      assertThat(Tlv.find(objects, object.tag())).isPresent();
      assertBoundedBy(input.length, object);
    }
  }

  /** What is inside an object is smaller than it by tag and length, so nesting has an end. */
  private static void assertBoundedBy(int bytes, Tlv object) {
    assertThat(object.value().length).isLessThanOrEqualTo(bytes - 2);
    assertThat(object.toString()).hasSizeLessThan(40);
    try {
      for (Tlv child : object.children()) {
        assertBoundedBy(object.value().length, child);
      }
    } catch (TlvException e) {
      assertThat(e.getMessage()).isNotBlank(); // a primitive value
    }
  }
}
