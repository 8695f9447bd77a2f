package dev.countersign.card.piv;

import static dev.countersign.card.piv.Bench.slot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.Lane;
import dev.countersign.device.PinManagement;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Other programs, and hands that pull, at every point. */
class SharingTest {
  private static final SignatureAlgorithm ECDSA = SignatureAlgorithm.ecdsa(Digest.SHA256);
  private static final byte[] MESSAGE = {1};

  private static Bench withKey(Profile profile, String slot) {
    Bench bench = new Bench(profile);
    TestKeys.generateWithCertificate(bench, slot, KeyAlgorithm.P256);
    bench.restart();
    return bench;
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void anotherApplicationSelectedInBetweenCostsOneMoreRound(Profile profile) {
    try (Bench bench = withKey(profile, "9a")) {
      Lane lane = bench.lane();
      SigningKey key = bench.piv(lane).require(SigningKeys.class).find(slot("9a"));
      key.sign(ECDSA, MESSAGE);
      lane.release();
      bench.raw("00A4040007A0000000041010"); // not there: on a YubiKey nothing is selected then
      bench.token().reset();
      assertThat(key.sign(ECDSA, MESSAGE)).isNotEmpty();
      lane.close();
    }
  }

  @Test
  void foreignAnswersAreNotTakenForOurs() {
    try (Bench bench = withKey(Profile.YUBIKEY_5_7, "9a")) {
      Lane lane = bench.lane();
      Token token = bench.piv(lane);
      lane.release();
      bench.foreignSelect();
      assertThat(token.require(SigningKeys.class).list()).hasSize(1);
      lane.release();
      bench.foreignSelect();
      assertThat(token.require(KeyManagement.class).certificate(slot("9a"))).isPresent();
      lane.release();
      bench.foreignSelect();
      assertThat(token.require(PinManagement.class).pinAttemptsLeft()).hasValue(3);
      lane.release();
      bench.foreignSelect();
      assertThat(token.identity().serial()).contains("12345678");
      lane.close();
    }
  }

  @Test
  void managementWorkSurvivesAnotherApplication() {
    try (Bench bench = withKey(Profile.YUBIKEY_5_7, "9a")) {
      Lane lane = bench.lane();
      KeyManagement keys = bench.piv(lane).require(KeyManagement.class);
      keys.deleteCertificate(slot("9a"));
      lane.release();
      bench.foreignSelect();
      keys.generate(slot("9d"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
      lane.close();
    }
  }

  /** Commands of a whole first signature, which the faults are put before. */
  private static int commandsOfFirstSignature(Bench bench, String slot) {
    bench.restart();
    bench.tokens().signingKey(slot(slot)).sign(ECDSA, MESSAGE);
    return bench.commands().size();
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void resetByAnotherProgramBeforeAnyCommandIsSurvivedUnlessAVerifyIsInFlight(Profile profile) {
    try (Bench bench = withKey(profile, "9a")) {
      int count = commandsOfFirstSignature(bench, "9a");
      int verifies = 0;
      for (int i = 1; i <= count; i++) {
        bench.restart();
        bench.faults("reset@" + i);
        try {
          assertThat(bench.tokens().signingKey(slot("9a")).sign(ECDSA, MESSAGE)).isNotEmpty();
        } catch (TokenException.Unavailable e) {
          verifies++;
          assertThat(bench.commands().get(i - 1)).startsWith("002000");
          assertThat(bench.tokens().signingKey(slot("9a")).sign(ECDSA, MESSAGE)).isNotEmpty();
        }
        assertThat(bench.triesLeft()).isNotEqualTo(2);
      }
      assertThat(verifies).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void removalBeforeAnyCommandIsSaidAndTheNextCallWorks(Profile profile) {
    try (Bench bench = withKey(profile, "9a")) {
      int count = commandsOfFirstSignature(bench, "9a");
      for (int i = 1; i <= count; i++) {
        bench.restart();
        bench.faults("remove@" + i);
        try {
          bench.tokens().signingKey(slot("9a")).sign(ECDSA, MESSAGE);
          fail("command %d of %d was not missed", i, count);
        } catch (TokenException.Removed | TokenException.NoToken e) {
          assertThat(e.remedy()).isNotBlank();
        }
        bench.readers().remove(bench.token());
        bench.insert(bench.token());
        assertThat(bench.tokens().signingKey(slot("9a")).sign(ECDSA, MESSAGE)).isNotEmpty();
      }
      assertThat(bench.triesLeft()).isNotEqualTo(2);
    }
  }

  @Test
  void keyIsUsableAfterPullingAndPluggingInAgain() {
    try (Bench bench = withKey(Profile.YUBIKEY_5_7, "9a")) {
      SigningKey key = bench.tokens().signingKey(slot("9a"));
      key.sign(ECDSA, MESSAGE);
      replug(bench, bench.token());
      signAfterReplug(key);
      assertThat(bench.requests()).hasSize(2);
    }
  }

  private static void signAfterReplug(SigningKey key) {
    try {
      key.sign(ECDSA, MESSAGE);
    } catch (TokenException.Removed e) {
      // the call that finds the connection dead may fail; the next one works
      key.sign(ECDSA, MESSAGE);
    }
  }

  private static void replug(Bench bench, VirtualToken inserted) {
    bench.readers().remove(bench.token());
    bench.insert(inserted);
  }

  @Test
  void anotherTokenInTheSameReaderIsNotUsedUnderAKnownName() {
    try (Bench bench = withKey(Profile.YUBIKEY_5_7, "9a")) {
      SigningKey key = bench.tokens().signingKey(slot("9a"));
      assertThat(key.uri().attribute("serial")).contains("12345678");
      try (VirtualToken other = bench.newToken(87654321)) {
        replug(bench, other);
        for (int i = 0; i < 2; i++) {
          assertThatExceptionOfType(TokenException.Removed.class)
              .isThrownBy(() -> key.sign(ECDSA, MESSAGE));
        }
        bench.readers().remove(other);
        bench.insert(bench.token());
        signAfterReplug(key);
      }
    }
  }

  @Test
  void anotherTokenInTheSameReaderIsNotUsedUnderAnUnknownNameEither() {
    for (Profile profile : Profile.withPiv()) {
      try (Bench bench = withKey(profile, "9a")) {
        SigningKey key = bench.tokens().signingKey(slot("9a"));
        key.sign(ECDSA, MESSAGE);
        bench.requests().clear();
        try (VirtualToken other = bench.newToken(87654321)) {
          replug(bench, other);
          assertThatExceptionOfType(TokenException.Removed.class)
              .isThrownBy(
                  () -> {
                    signAfterReplug(key);
                  });
        }
      }
    }
  }

  @Test
  void pinTypedForOneTokenIsNotGivenToAnother() {
    try (Bench bench = withKey(Profile.YUBIKEY_5_7, "9a")) {
      SigningKey key = bench.tokens().signingKey(slot("9a"));
      try (VirtualToken other = bench.newToken(87654321)) {
        bench.pins(
            request -> {
              replug(bench, other);
              return Bench.secret("111111");
            });
        assertThatExceptionOfType(TokenException.Removed.class)
            .isThrownBy(() -> key.sign(ECDSA, MESSAGE));
        bench.readers().remove(other);
        bench.insert(other);
        other.transmit(java.util.HexFormat.of().parseHex("00A4040009A0000003080000100000"));
        assertThat(other.transmit(java.util.HexFormat.of().parseHex("0020008000")))
            .containsExactly(0x63, 0xC3);
      }
    }
  }
}
