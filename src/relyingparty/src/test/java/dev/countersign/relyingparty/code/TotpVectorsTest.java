package dev.countersign.relyingparty.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.relyingparty.code.CodeResult.Accepted;
import dev.countersign.relyingparty.code.CodeResult.Reason;
import dev.countersign.relyingparty.code.CodeResult.Refused;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.wire.oath.Base32;
import dev.countersign.wire.oath.OathHash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TotpVectorsTest {
  private final SettableClock clock = new SettableClock(0);
  private final TotpVerifier verifier =
      new TotpVerifier(TotpProfile.STRICT, new InMemoryStateStore(), clock);

  /** [RFC6238] appendix B; the seeds are as long as the MACs, as in its program. */
  @ParameterizedTest
  @CsvSource({
    "59, 94287082, 46119246, 90693936",
    "1111111109, 07081804, 68084774, 25091201",
    "1111111111, 14050471, 67062674, 99943326",
    "1234567890, 89005924, 91819424, 93441116",
    "2000000000, 69279037, 90698825, 38618901",
    "20000000000, 65353130, 77737706, 47863826"
  })
  void acceptsTheCodesOfTheStandard(long time, String sha1, String sha256, String sha512) {
    clock.set(time);
    acceptsOnce(OathHash.SHA1, 8, sha1);
    acceptsOnce(OathHash.SHA256, 8, sha256);
    acceptsOnce(OathHash.SHA512, 8, sha512);
    acceptsOnce(OathHash.SHA1, 6, sha1.substring(2));
    acceptsOnce(OathHash.SHA256, 7, sha256.substring(1));
  }

  private void acceptsOnce(OathHash hash, int digits, String code) {
    TotpDevice device = new TotpDevice(hash.name() + digits, hash, digits, Duration.ofSeconds(30));
    byte[] seed =
        Arrays.copyOf(
            "1234567890".repeat(7).getBytes(StandardCharsets.US_ASCII), hash.lengthBytes());
    assertThat(verifier.verify(device, seed, code)).isEqualTo(new Accepted(clock.step(), 0));
    assertThat(verifier.verify(device, seed, code)).isEqualTo(new Refused(Reason.REUSED));
    assertThat(verifier.verify(device, seed, code.substring(1)))
        .isEqualTo(new Refused(Reason.MALFORMED));
  }

  /** A seed as AWS hands it out; oathtool agrees. */
  @ParameterizedTest
  @CsvSource({
    "0, 102099",
    "30, 928121",
    "1440937920, 324738",
    "1440937950, 216102",
    "1767290400, 312420"
  })
  void acceptsTheCodesOfAnAwsSeed(long time, String code) {
    byte[] seed =
        Base32.decode(
            "AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPSAIJCEMSCKJRH".toCharArray());
    clock.set(time);
    assertThat(verifier.verify(TotpDevice.usual("aws"), seed, code).accepted()).isTrue();
    assertThat(seed).as("the caller's seed").endsWith(37, 38, 39);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 15, 60, 3600, 86_400})
  void thePeriodIsTheDevices(long seconds) {
    TotpDevice device = new TotpDevice("d", OathHash.SHA1, 6, Duration.ofSeconds(seconds));
    clock.set(1_700_000_000);
    long step = 1_700_000_000 / seconds;
    assertThat(verifier.verify(device, Authenticator.SEED, Authenticator.code(step)))
        .isEqualTo(new Accepted(step, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "28708", "2870820", "28708２", "٢٨٧٠٨٢", " 287082", "287082 ", "287 082", "-87082",
        "+87082", "2870a2", "28708\0"
      })
  void digitsAndNothingElseAreACode(String code) {
    clock.set(59);
    TotpDevice device = TotpDevice.usual("d");
    assertThat(verifier.verify(device, Authenticator.SEED, code))
        .isEqualTo(new Refused(Reason.MALFORMED));
    assertThat(verifier.synchronise(device, Authenticator.SEED, code, "359152"))
        .isEqualTo(new Refused(Reason.MALFORMED));
    assertThat(verifier.synchronise(device, Authenticator.SEED, "287082", code))
        .isEqualTo(new Refused(Reason.MALFORMED));
    assertThat(verifier.verify(device, Authenticator.SEED, "287082").accepted()).isTrue();
  }

  @Test
  void aSeedIsNotEmpty() {
    TotpDevice device = TotpDevice.usual("d");
    assertThatThrownBy(() -> verifier.verify(device, new byte[0], "287082"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"'', 6, 30000", "d, 5, 30000", "d, 9, 30000", "d, 6, 0", "d, 6, 1500", "d, 6, -1000"})
  void refusesADeviceThatCannotBe(String id, int digits, long millis) {
    Duration period = Duration.ofMillis(millis);
    assertThatThrownBy(() -> new TotpDevice(id, OathHash.SHA1, digits, period))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"-1, 20, 20", "11, 20, 20", "1, -1, 20", "1, 20, -1", "1, 1004, 20", "1, 20, 1004"})
  void refusesNumbersThatTheMemoryOfUsedCodesCannotKeep(int window, int behind, int ahead) {
    RateLimit limit = TotpProfile.STRICT.limit();
    assertThatThrownBy(() -> new TotpProfile(window, behind, ahead, limit, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new TotpProfile(10, 1003, 1003, limit, true).window()).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({"0, 1000", "1001, 1000", "1, 0", "1, 1500"})
  void refusesALimitThatIsNone(int attempts, long millis) {
    assertThatThrownBy(() -> new RateLimit(attempts, Duration.ofMillis(millis)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
