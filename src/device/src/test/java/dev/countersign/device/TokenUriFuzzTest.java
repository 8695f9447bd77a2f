package dev.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is typed, it is a URI that can be written and read back, or a reason why not. */
class TokenUriFuzzTest {

  static Stream<byte[]> seeds() {
    return Stream.of(
            "pkcs11:token=a%20b;serial=;id=%00%FF;type=secret-key?module-path=/a&x=1&x=2",
            "pkcs11:slot-id=00018446744073709551615;library-version=1.23",
            "pkcs11:object=á;v-1=/?pin-source=|/bin/x%20y",
            "piv:serial=12345678;slot=9C?pin-source=file:/x",
            "oath:account=AWS:al/ice",
            "pkcs11:?pin-value=1")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void isAUriOrAReason(byte[] input) {
    TokenUri uri;
    try {
      uri = TokenUri.parse(new String(input, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    // Written it may be longer than what may be read.
    if (uri.toString().length() <= 4096) {
      assertThat(TokenUri.parse(uri.toString())).isEqualTo(uri).hasToString(uri.toString());
    }
    assertThat(uri.matches(uri)).isEqualTo(uri.vendorAttributes().isEmpty());
  }
}
