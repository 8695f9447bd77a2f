package dev.countersign.simulator.oath;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.simulator.TestCard;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A stored record is refused as damaged, or makes an applet that works like any other. */
class OathStateCodecFuzzTest {

  static Stream<byte[]> seeds() {
    Account counted = new Account(new byte[] {'a'}, 0x11, 6, new byte[14], 2, 7, new byte[0]);
    Account timed = new Account(new byte[64], 0x23, 8, new byte[64], 1, 0, new byte[8]);
    OathState empty = new OathState(new byte[8], null, List.of());
    return Stream.of(
            empty,
            empty.withAccounts(List.of(counted)),
            empty.withAccounts(List.of(counted, timed)),
            empty.withAccessKey(new AccessKey(0x21, new byte[16])))
        .map(OathStateCodec::encode);
  }

  @MethodSource("seeds")
  @FuzzTest
  void isRefusedOrMakesAnApplet(byte[] record) throws IOException {
    OathState state;
    try {
      state = OathStateCodec.decode(record);
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    byte[] written = OathStateCodec.encode(state);
    assertThat(OathStateCodec.encode(OathStateCodec.decode(written))).isEqualTo(written);
    TestCard.withRecord(
            "oath",
            record,
            List.of(OathCase.SELECT, OathCase.LIST, "00A400010A7408" + "00".repeat(8)))
        .close();
  }
}
