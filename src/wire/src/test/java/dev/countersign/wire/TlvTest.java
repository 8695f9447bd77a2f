package dev.countersign.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlvTest {
  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  @ParameterizedTest
  @CsvSource({
    "80,128,8180",
    "80,255,81FF",
    "53,256,820100",
    "53,65535,82FFFF",
    "53,65536,83010000"
  })
  void lengthsAreWrittenInTheirShortestForm(String tag, int length, String expectedLength) {
    byte[] encoded = Tlv.of(Integer.parseInt(tag, 16), new byte[length]).encode();

    String head = HexFormat.of().withUpperCase().formatHex(encoded, 0, encoded.length - length);
    assertThat(head).isEqualTo(tag + expectedLength);
  }

  @Test
  void tagsOfSeveralBytesAreReadAsOneNumber() throws TlvException {
    assertThat(Tlv.parse(hex("5FC10501AA"))).isEqualTo(new Tlv(0x5FC105, hex("AA")));
    assertThat(Tlv.parse(hex("7F4900"))).isEqualTo(new Tlv(0x7F49, new byte[0]));
  }

  @Test
  void nonMinimalLengthsAreRead() throws TlvException {
    assertThat(Tlv.parse(hex("04 81 01 86".replace(" ", ""))).value()).containsExactly(0x86);
    assertThat(Tlv.parse(hex("048400000001AB")).value()).containsExactly(0xAB);
  }

  @Test
  void childrenKeepTheirOrder() throws TlvException {
    Tlv template = Tlv.parse(hex("7C0682008102ABCD"));

    assertThat(template.children()).extracting(Tlv::tag).containsExactly(0x82, 0x81);
    assertThat(template.child(0x81).orElseThrow().value()).isEqualTo(hex("ABCD"));
    assertThat(template.child(0x85)).isEmpty();
    assertThat(Tlv.of(0x7C, template.children().toArray(Tlv[]::new))).isEqualTo(template);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing at all
        "5F", // ends inside the tag
        "5FC1", // still inside the tag
        "53", // no length
        "5302AA", // value too short
        "5381", // length too short
        "538201", // length too short
        "5380AA0000", // indefinite length
        "5385000000000100", // five length bytes
        "5384FFFFFFFF", // more than 31 bits
        "53847FFFFFFF", // far more than there is
        "5FFFFFFF0100", // tag of five bytes
        "5301AA00" // trailing byte
      })
  void whatIsNotOneObjectIsRefused(String input) {
    assertThatThrownBy(() -> Tlv.parse(hex(input))).isInstanceOf(TlvException.class);
  }

  @Test
  void errorsAndDescriptionsDoNotRepeatValues() {
    assertThat(new Tlv(0x80, hex("313233343536"))).hasToString("80[6 bytes]");
    assertThatThrownBy(() -> Tlv.parse(hex("5303313233AA")))
        .hasMessageNotContaining("31")
        .hasMessageContaining("1 bytes follow");
  }

  @Test
  void whatIsEncodedIsParsedBack() throws TlvException {
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      List<Tlv> objects = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        byte[] value =
            new byte[random.nextInt(10) == 0 ? random.nextInt(70_000) : random.nextInt(300)];
        random.nextBytes(value);
        objects.add(new Tlv(tag(random), value));
      }
      assertThat(Tlv.parseAll(Tlv.encode(objects))).isEqualTo(objects);
    }
  }

  private static int tag(Random random) {
    int[] tags = {0x53, 0x80, 0x7C, 0x7F49, 0x5F2F, 0x5FC105, 0x5FFF01};
    return tags[random.nextInt(tags.length)];
  }

  @Test
  void randomInputIsEitherParsedWithinBoundsOrRefused() {
    Random random = new Random(2);
    int parsed = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] input = new byte[random.nextInt(24)];
      random.nextBytes(input);
      try {
        List<Tlv> objects = Tlv.parseAll(input);
        assertThat(objects.stream().mapToInt(o -> o.value().length).sum())
            .isLessThanOrEqualTo(input.length);
        parsed++;
      } catch (TlvException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
    assertThat(parsed).as("some inputs must be well formed, or nothing was tested").isPositive();
  }

  @Test
  void anyPrefixOfAnObjectIsRefused() {
    byte[] whole = Tlv.of(0x53, Tlv.of(0x70, new byte[300]), Tlv.of(0x71, new byte[1])).encode();
    for (int length = 0; length < whole.length; length++) {
      byte[] prefix = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Tlv.parse(prefix)).isInstanceOf(TlvException.class);
    }
  }
}
