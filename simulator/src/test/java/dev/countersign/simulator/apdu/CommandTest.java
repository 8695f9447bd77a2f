package dev.countersign.simulator.apdu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [ISO7816-4] 5.1, and what tools make of it. */
class CommandTest {

  @ParameterizedTest(name = "{0}: data {1}, Le {2}")
  @CsvSource({
    "00FD0000, '', 256",
    "00FD000000, '', 256",
    "00FD000003, '', 3",
    "00FD0000000003, '', 3",
    "00FD0000000000, '', 65536",
    "000300000000000000, '', 65536",
    "000300000000000003, '', 3",
    "0020008002AABB, aabb, 256",
    "0020008002AABB00, aabb, 256",
    "0020008002AABB08, aabb, 8",
    "00CB3FFF0000025C7E, 5c7e, 65536",
    "00CB3FFF0000025C7E0000, 5c7e, 65536",
    "00CB3FFF0000025C7E0102, 5c7e, 258",
  })
  void readsEveryFormOfLengths(String wire, String data, int le) {
    Command command = Command.parse(HexFormat.of().parseHex(wire)).orElseThrow();
    assertThat(HexFormat.of().formatHex(command.data())).isEqualTo(data);
    assertThat(command.le()).isEqualTo(le);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00A404",
        "0020008002AA",
        "0020008002AABB0000",
        "00CB3FFF0000",
        "00CB3FFF0000025C",
        "00CB3FFF0000025C7E00",
        "00CB3FFF0000025C7E000000",
        "00CB3FFF00000000",
        "00CB3FFF000000000000",
      })
  void refusesLengthsThatContradictEachOther(String wire) {
    assertThat(Command.parse(HexFormat.of().parseHex(wire))).isEmpty();
  }

  @Test
  void readsTheLongestExtendedCommand() {
    byte[] wire = new byte[4 + 3 + 65535 + 2];
    Arrays.fill(wire, 7, wire.length, (byte) 0x11);
    wire[5] = (byte) 0xFF;
    wire[6] = (byte) 0xFF;
    Command command = Command.parse(wire).orElseThrow();
    assertThat(command.data()).hasSize(65535);
    assertThat(command.le()).isEqualTo(0x1111);
  }

  @Test
  void doesNotPrintData() {
    Command verify =
        Command.parse(HexFormat.of().parseHex("0020008008313233343536FFFF")).orElseThrow();
    assertThat(verify).hasToString("00200080 with 8 bytes");
  }
}
