package dev.countersign.wire.oath;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a QR code, it is an account or an {@link IllegalArgumentException}. */
class OtpauthUriFuzzTest {

  static Stream<byte[]> seeds() {
    return Stream.of(
            "otpauth://totp/phone@123456789012?secret=GEZDGNBVGY3TQOJQ",
            "otpauth://totp/AWS:alice?secret=gezd+gnbv%20gy3t-qojq%3d&issuer=AWS&digits=8",
            "otpauth://hotp/AWS%3Aal%C3%AFce?counter=7&algorithm=SHA512&SECRET=MZXW6YTBOI======",
            "otpauth://totp/60/a?secret=MZXW6&secret=MZXW6&period=60#x",
            "otpauth://totp/%1B?secret=%",
            "otpauth://totp/::a?secret=MZXW6YTB",
            "otpauth://totp/a?secret=MZXW6YTB&issuer=:+AWS",
            "otpauth://totp")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void isAnAccountOrRefused(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    for (CodeKind kind : CodeKind.values()) {
      assertThat(AccountId.parse(kind, text).text()).isEqualTo(text.isEmpty() ? "?" : text);
    }
    try (OtpauthUri uri = OtpauthUri.parse(text.toCharArray())) {
      assertThat(uri.seed()).isNotEmpty().hasSizeLessThan(text.length());
      try (OtpauthUri read = OtpauthUri.parse(uri.format())) {
        assertThat(read.account()).isEqualTo(uri.account());
        assertThat(read.seed()).isEqualTo(uri.seed());
        assertThat(read.toString()).isEqualTo(uri.toString());
      }
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
