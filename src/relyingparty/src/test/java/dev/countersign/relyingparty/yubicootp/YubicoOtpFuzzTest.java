package dev.countersign.relyingparty.yubicootp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.wire.oath.Modhex;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is typed, it is refused, unless the token made it. */
class YubicoOtpFuzzTest {

  static Stream<byte[]> seeds() {
    return Stream.of(
            OtpMaker.otp(1, 2),
            "dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh",
            "cccccccbcdcehknhfjbrjnlnldnhcujvddbikngjrtgh",
            "123456",
            "C".repeat(64))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void isRefusedUnlessTheTokenMadeIt(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    YubicoOtpVerifier verifier = new YubicoOtpVerifier(new InMemoryStateStore());
    try (YubicoOtpCredential credential = OtpMaker.credential()) {
      boolean own = text.equalsIgnoreCase(OtpMaker.otp(1, 2));
      assertThat(verifier.verify("token", credential, text).accepted()).isEqualTo(own);
      YubicoOtp read = YubicoOtp.parse(text);
      assertThat(read.publicIdModhex() + Modhex.encode(read.block())).isEqualToIgnoringCase(text);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
