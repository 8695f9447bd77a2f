package dev.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A stored identity is refused as damaged, or read as it is written. */
class TokenIdentityRecordFuzzTest {

  static Stream<byte[]> seeds() {
    return Stream.of(
            "format=1\nprofile=yubikey-5.7\nserial=12345678\n",
            "format=1\r\nprofile=nist-piv\r\nserial=4294967295",
            "# a person's remark\nformat: 1\nprofile \\\n yubikey-4.3\nserial=0",
            "format=2\n",
            "format=1\nprofile=yubikey-9\nserial=1\n",
            "format=1\nprofile=nist-piv\nserial=4294967296\n",
            "format=1\nprofile=nist-piv\nserial=-1\n",
            "format=\\u00ZZ\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void isRefusedOrReadAsItIsWritten(byte[] record) throws IOException {
    TokenIdentityRecord identity;
    try {
      identity = TokenIdentityRecord.decode(record);
    } catch (IOException e) {
      assertThat(e.getMessage()).startsWith("token record");
      return;
    }
    assertThat(identity.serial()).isBetween(0L, TokenIdentityRecord.MAX_SERIAL);
    assertThat(TokenIdentityRecord.decode(identity.encode())).isEqualTo(identity);
  }
}
