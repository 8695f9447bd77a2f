package dev.countersign.host.cryptoki;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttributesTest {
  private static final byte[] ONE = {1, 0, 0, 0, 0, 0, 0, 0};
  private static final byte[] UNKNOWN = {-1, -1, -1, -1, -1, -1, -1, -1};

  private static Attributes of(long type, byte[] value) {
    return new Attributes(Map.of(type, value), ScratchTest.UNIX);
  }

  @Test
  void numbersAreReadInTheOrderOfTheMachine() {
    boolean little = java.nio.ByteOrder.nativeOrder() == java.nio.ByteOrder.LITTLE_ENDIAN;
    assertThat(of(Cka.KEY_TYPE, ONE).number(Cka.KEY_TYPE)).hasValue(little ? 1 : 1L << 56);
  }

  @Test
  void whatIsNotToldIsAbsent() {
    Attributes none = new Attributes(Map.of(), ScratchTest.UNIX);
    assertThat(none.number(Cka.CLASS)).isEmpty();
    assertThat(none.flag(Cka.SIGN)).isEmpty();
    assertThat(none.is(Cka.SIGN)).isFalse();
    assertThat(none.bytes(Cka.ID)).isEmpty();
    assertThat(none.text(Cka.LABEL)).isEmpty();
    assertThat(of(Cka.VALUE_LEN, UNKNOWN).number(Cka.VALUE_LEN)).isEmpty();
  }

  @Test
  void valueOfAWrongLengthIsAbsent() {
    assertThat(of(Cka.KEY_TYPE, new byte[4]).number(Cka.KEY_TYPE)).isEmpty();
    assertThat(of(Cka.SIGN, new byte[8]).flag(Cka.SIGN)).isEmpty();
    assertThat(of(Cka.SIGN, new byte[0]).flag(Cka.SIGN)).isEmpty();
  }

  @Test
  void everyValueButZeroIsTrue() {
    assertThat(of(Cka.SIGN, new byte[] {-1}).flag(Cka.SIGN)).contains(true);
    assertThat(of(Cka.SIGN, new byte[] {0}).flag(Cka.SIGN)).contains(false);
  }

  @Test
  void labelsAreReadWhateverTheyAreWrittenIn() {
    assertThat(of(Cka.LABEL, "schlüssel\0".getBytes(StandardCharsets.UTF_8)).text(Cka.LABEL))
        .contains("schlüssel");
    assertThat(of(Cka.LABEL, "schlüssel".getBytes(StandardCharsets.ISO_8859_1)).text(Cka.LABEL))
        .contains("schlüssel");
  }
}
