package dev.countersign.simulator.otp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.VirtualToken;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A stored record is refused as damaged, or makes an applet that works like any other. */
class OtpStateCodecFuzzTest {

  static Stream<byte[]> seeds() {
    Slot hotp = slot(OtpCase.configuration("0102", "03", "04", "", 0x34, 0x67, 0x50));
    Slot password = slot(OtpCase.configuration("04".repeat(16), "05", "06", "07", 0x34, 0x20, 2));
    Slot yubico = slot(OtpCase.configuration("2D", "03", "04", "", 0x34, 0x27, 1));
    Slot challenge = slot(OtpCase.hmac(OtpCase.HMAC_KEY, "", 0x26));
    return Stream.of(
            OtpState.FACTORY,
            OtpState.FACTORY.with(1, hotp).with(2, password),
            OtpState.FACTORY.with(1, yubico).with(2, challenge),
            OtpState.FACTORY.with(2, yubico.withNdef(new byte[Slot.NDEF_BYTES])),
            OtpState.FACTORY.with(1, hotp).withScanMap(new byte[ScanCodes.MAP_BYTES]))
        .map(OtpStateCodec::encode);
  }

  private static Slot slot(String configuration) {
    return Slot.programmed(new SlotConfiguration(TestCard.bytes(configuration)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void isRefusedOrMakesAnApplet(byte[] record) throws IOException {
    OtpState state;
    try {
      state = OtpStateCodec.decode(record);
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    byte[] written = OtpStateCodec.encode(state);
    assertThat(OtpStateCodec.encode(OtpStateCodec.decode(written))).isEqualTo(written);
    List<String> commands =
        List.of(
            OtpCase.SELECT,
            "0001300040" + "00".repeat(64),
            "0001280006" + "00".repeat(6),
            "0001060000");
    try (VirtualToken token = TestCard.withRecord("otp", record, commands)) {
      assertThat(token.touchSlot(1)).hasSizeLessThan(128);
      assertThat(token.touchSlot(2)).hasSizeLessThan(128);
    }
  }
}
