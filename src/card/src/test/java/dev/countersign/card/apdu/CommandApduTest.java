package dev.countersign.card.apdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** [ISO7816-4] 5.1. */
class CommandApduTest {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private static String hex(byte[] bytes) {
    return HEX.formatHex(bytes);
  }

  @Test
  void shortCommandWithoutDataHasHeaderAndLe() {
    assertThat(CommandApdu.of(0xFD, 0, 0).encodeShort().stream().map(CommandApduTest::hex))
        .containsExactly("00FD000000");
  }

  @Test
  void shortCommandWithDataEndsWithLe() {
    byte[] data = HEX.parseHex("5C035FC105");
    assertThat(hex(CommandApdu.of(0xCB, 0x3F, 0xFF, data).encodeShort().get(0)))
        .isEqualTo("00CB3FFF055C035FC10500");
  }

  @Test
  void extendedCommandWithoutDataHasSevenBytes() {
    assertThat(hex(CommandApdu.of(0xF7, 0, 0x9C).encodeExtended())).isEqualTo("00F7009C000000");
  }

  @Test
  void extendedCommandHasTwoByteLengths() {
    byte[] encoded = CommandApdu.of(0xDB, 0x3F, 0xFF, new byte[300]).encodeExtended();
    assertThat(hex(encoded)).startsWith("00DB3FFF00012C").endsWith("0000").hasSize(2 * 309);
  }

  @Test
  void chainHasBlocksOf255BytesAndLeInTheLastOnly() {
    byte[] data = new byte[600];
    data[255] = 0x11;
    data[599] = 0x22;
    List<byte[]> blocks = CommandApdu.of(0x87, 0x07, 0x9A, data).encodeShort();
    assertThat(blocks).hasSize(3);
    assertThat(hex(blocks.get(0))).startsWith("1087079AFF00").hasSize(2 * 260);
    assertThat(hex(blocks.get(1))).startsWith("1087079AFF11").hasSize(2 * 260);
    assertThat(hex(blocks.get(2))).startsWith("0087079A5A00").endsWith("2200").hasSize(2 * 96);
  }

  @Test
  void dataOf255BytesFitOneBlock() {
    assertThat(CommandApdu.of(0xDB, 0x3F, 0xFF, new byte[255]).encodeShort()).hasSize(1);
    assertThat(CommandApdu.of(0xDB, 0x3F, 0xFF, new byte[256]).encodeShort()).hasSize(2);
  }

  @Test
  void tooManyDataAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandApdu.of(0xDB, 0x3F, 0xFF, new byte[65536]));
  }

  @Test
  void toStringShowsHeaderAndLengthOnly() {
    CommandApdu verify = CommandApdu.secret(0x20, 0, 0x80, HEX.parseHex("313233343536FFFF"));
    assertThat(verify.toString()).isEqualTo("00200080 [8 bytes]");
  }

  @Test
  void wipingClearsTheDataOfASecretCommand() {
    byte[] pin = HEX.parseHex("313233343536FFFF");
    CommandApdu.secret(0x20, 0, 0x80, pin).wipe();
    assertThat(pin).containsOnly(0);
  }

  @Test
  void ordinaryCommandsKeepACopyOfTheirData() {
    byte[] data = {1, 2, 3};
    CommandApdu command = CommandApdu.of(0xDB, 0, 0, data);
    data[0] = 9;
    assertThat(command.data()).containsExactly(1, 2, 3);
  }
}
