package dev.countersign.wire.oath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Base32Test {

  /** [RFC4648] 10. */
  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "f, MY======",
    "fo, MZXQ====",
    "foo, MZXW6===",
    "foob, MZXW6YQ=",
    "fooba, MZXW6YTB",
    "foobar, MZXW6YTBOI======"
  })
  void agreesWithThePublishedVectors(String text, String base32) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(Base32.decode(base32.toCharArray())).isEqualTo(bytes);
    assertThat(new String(Base32.encode(bytes))).isEqualTo(base32.replace("=", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MZXW6YTBOI",
        "mzxw6ytboi",
        "MzXw6yTbOi======",
        " MZXW 6YTB OI ",
        "MZXW-6YTB-OI",
        "MZXW\t6YTB\r\nOI\n",
        "MZXW6YTBOI===",
        "MZXW6YTBOI== ==",
        "MZXW6YTBOJ" // bits left over are ignored
      })
  void readsWhatPeopleCopy(String text) {
    assertThat(Base32.decode(text.toCharArray())).asString().isEqualTo("foobar");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MZXW6YT1",
        "MZXW6YT0",
        "MZXW6YT8",
        "MZXW6YT9",
        "MZXW6YT_",
        "MZXW6YTÄ",
        "MZXWſYTB"
      })
  void refusesOtherCharactersWithoutRepeatingThem(String text) {
    assertThatThrownBy(() -> Base32.decode(text.toCharArray()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("base32 has the letters A to Z and the digits 2 to 7");
  }

  @Test
  void refusesWhatStandsBehindThePadding() {
    assertThatThrownBy(() -> Base32.decode("MY======MY======".toCharArray()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"M", "MZX", "MZXW6Y", "MZXW6YTBO", "MZXW6YTBOIA"})
  void refusesTextThatIsCutOff(String text) {
    assertThatThrownBy(() -> Base32.decode(text.toCharArray()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the base32 text is cut off");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=", "========", " - "})
  void nothingIsNoBytes(String text) {
    assertThat(Base32.decode(text.toCharArray())).isEmpty();
  }

  /** An AWS-shaped seed: 40 bytes are 64 characters. */
  @Test
  void readsTheSeedThatAwsHandsOut() {
    byte[] seed = new byte[40];
    for (int i = 0; i < seed.length; i++) {
      seed[i] = (byte) i;
    }
    String text = "AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPSAIJCEMSCKJRH";
    assertThat(Base32.decode(text.toCharArray())).isEqualTo(seed);
    assertThat(new String(Base32.encode(seed))).isEqualTo(text);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Random random = new Random(32);
    for (int round = 0; round < 500; round++) {
      byte[] bytes = new byte[random.nextInt(70)];
      random.nextBytes(bytes);
      assertThat(Base32.decode(Base32.encode(bytes)))
          .as(HexFormat.of().formatHex(bytes))
          .isEqualTo(bytes);
    }
  }

  @Test
  void leavesItsInputAlone() {
    char[] text = "MZXW6YTB".toCharArray();
    byte[] first = Base32.decode(text);
    Arrays.fill(first, (byte) 0);
    assertThat(Base32.decode(text)).asString().isEqualTo("fooba");
  }
}
