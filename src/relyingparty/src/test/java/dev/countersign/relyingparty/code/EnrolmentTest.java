package dev.countersign.relyingparty.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.wire.oath.Base32;
import dev.countersign.wire.oath.OathHash;
import dev.countersign.wire.oath.OtpauthUri;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnrolmentTest {
  private final SecureRandom random = new SecureRandom();

  @ParameterizedTest
  @ValueSource(ints = {16, Enrolment.USUAL_SEED_BYTES, Enrolment.AWS_SEED_BYTES, 128})
  void seedsAreNew(int length) {
    byte[] seed = Enrolment.newSeed(random, length);
    assertThat(seed).hasSize(length).isNotEqualTo(Enrolment.newSeed(random, length));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 15, 129})
  void seedsAreNeitherShortNorEndless(int length) {
    assertThatThrownBy(() -> Enrolment.newSeed(random, length))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void awsHandsOutSixtyFourCharactersAndAShortUri() {
    byte[] seed = Enrolment.newSeed(random, Enrolment.AWS_SEED_BYTES);
    MfaDeviceArn device = MfaDeviceArn.of("123456789012", "phone");
    try (OtpauthUri uri = Enrolment.awsUri(device, "alice", seed)) {
      assertThat(new String(uri.format()))
          .isEqualTo("otpauth://totp/phone@alice?secret=" + new String(Base32.encode(seed)))
          .hasSize(34 + 64);
    }
  }

  @Test
  void uriSaysWhatTheDeviceIs() {
    byte[] seed = new byte[20];
    TotpDevice device = new TotpDevice("d", OathHash.SHA256, 8, Duration.ofSeconds(60));
    try (OtpauthUri uri = Enrolment.uri(device, "Example", "alice", seed)) {
      assertThat(new String(uri.format()))
          .isEqualTo(
              "otpauth://totp/Example:alice?secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                  + "&issuer=Example&algorithm=SHA256&digits=8&period=60");
    }
    assertThatThrownBy(() -> Enrolment.uri(device, "", "alice", seed))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Enrolment.uri(device, "Example", " alice", seed))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** From the seed to the first accepted code, as a service and a token do it together. */
  @Test
  void deviceIsEnrolledByTwoCodesAndVerifiedByAThird() {
    SettableClock clock = new SettableClock(1_700_000_000);
    TotpVerifier verifier = new TotpVerifier(TotpProfile.AWS, new InMemoryStateStore(), clock);
    MfaDeviceArn arn = MfaDeviceArn.of("123456789012", "phone");
    // Of a new one two codes of the window may be the same.
    byte[] seed = Arrays.copyOf(Authenticator.SEED, Enrolment.AWS_SEED_BYTES);
    byte[] onToken;
    try (OtpauthUri scanned = OtpauthUri.parse(Enrolment.awsUri(arn, "alice", seed).format())) {
      onToken = scanned.seed();
    }
    TotpDevice device = TotpDevice.usual(arn.toString());
    long step = clock.step();
    String first = Authenticator.code(onToken, step);
    String second = Authenticator.code(onToken, step + 1);
    String third = Authenticator.code(onToken, step + 2);
    assertThat(verifier.synchronise(device, seed, first, second).accepted()).isTrue();
    clock.advance(30);
    assertThat(verifier.verify(device, seed, third).accepted()).isTrue();
    assertThat(verifier.verify(device, seed, third).accepted()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:iam::123456789012:mfa/phone, aws, /, phone",
    "arn:aws:iam::123456789012:mfa/devices/phone, aws, /devices/, phone",
    "arn:aws:iam::123456789012:mfa/a/b.c/x+y=@z, aws, /a/b.c/, x+y=@z",
    "arn:aws-cn:iam::000000000001:mfa/p, aws-cn, /, p",
    "arn:aws-us-gov:iam::123456789012:mfa/root-account-mfa-device, aws-us-gov, /, "
        + "root-account-mfa-device"
  })
  void readsAndWritesTheNamesOfDevices(String text, String partition, String path, String name) {
    MfaDeviceArn arn = MfaDeviceArn.parse(text);
    assertThat(arn).isEqualTo(new MfaDeviceArn(partition, arn.account(), path, name));
    assertThat(arn).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "phone",
        "GAHT12345678",
        "arn:aws:iam::123456789012:mfa",
        "arn:aws:iam::123456789012:mfa/",
        "arn:aws:iam::123456789012:mfa/devices/",
        "arn:aws:iam::123456789012:mfa//phone",
        "arn:aws:iam::12345678901:mfa/phone",
        "arn:aws:iam::1234567890123:mfa/phone",
        "arn:aws:iam::12345678901٢:mfa/phone",
        "arn:aws:iam::123456789012:mfa/pho ne",
        "arn:aws:iam::123456789012:mfa/phone\n",
        "arn:aws:iam::123456789012:mfa/phöne",
        "arn:aws:iam::123456789012:u2f/user/alice/key-NSSQURFMVVHQLMHYNZQJFH4EHM",
        "arn:aws:iam::123456789012:sms-mfa/alice",
        "arn:aws:sts::123456789012:mfa/phone",
        "arn:azure:iam::123456789012:mfa/phone"
      })
  void refusesOtherNames(String text) {
    assertThatThrownBy(() -> MfaDeviceArn.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("arn:aws:iam::123456789012:mfa/phone");
  }

  @ParameterizedTest
  @CsvSource({
    "aws, 1, /, p",
    "aws, 123456789012, /a, p",
    "aws, 123456789012, /, a/p",
    "aws, 123456789012, '', p"
  })
  void refusesPartsThatMakeAnotherName(String partition, String account, String path, String name) {
    assertThatThrownBy(() -> new MfaDeviceArn(partition, account, path, name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesEndSomewhere() {
    assertThatThrownBy(() -> MfaDeviceArn.of("123456789012", "p".repeat(227)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(MfaDeviceArn.of("123456789012", "p".repeat(226)).toString()).hasSize(256);
  }
}
