package dev.countersign.card.piv;

import static dev.countersign.card.piv.Bench.secret;
import static dev.countersign.card.piv.Bench.slot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.device.Digest;
import dev.countersign.device.HeldPins;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinManagement;
import dev.countersign.device.PinRequest;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedPresence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PinTest {
  private static final SignatureAlgorithm ECDSA = SignatureAlgorithm.ecdsa(Digest.SHA256);
  private static final byte[] MESSAGE = {1};

  private static SigningKey key(Bench bench, String slot) {
    TestKeys.generateWithCertificate(bench, slot, KeyAlgorithm.P256);
    bench.restart();
    return bench.tokens().signingKey(slot(slot));
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void wrongPinIsReportedWithTheTriesLeftAndNotTriedAgain(Profile profile) {
    try (Bench bench = new Bench(profile)) {
      SigningKey key = key(bench, "9a");
      bench.pin("654321");
      TokenException.WrongPin wrong =
          catchThrowableOfType(TokenException.WrongPin.class, () -> key.sign(ECDSA, MESSAGE));
      assertThat(wrong.attemptsLeft()).hasValue(2);
      assertThat(wrong.kind()).isEqualTo(PinRequest.Kind.PIN);
      assertThat(bench.requests()).hasSize(1);
      assertThat(bench.rejected()).isEqualTo(1);
      assertThat(bench.triesLeft()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void lastWrongTryBlocksAndIsSaid(Profile profile) {
    try (Bench bench = new Bench(profile)) {
      SigningKey key = key(bench, "9a");
      bench.pin("654321");
      for (int left = 2; left >= 1; left--) {
        assertThatExceptionOfType(TokenException.WrongPin.class)
            .isThrownBy(() -> key.sign(ECDSA, MESSAGE));
      }
      assertThat(bench.requests().get(1).attemptsLeft().get()).hasValue(1);
      assertThatExceptionOfType(TokenException.PinBlocked.class)
          .isThrownBy(() -> key.sign(ECDSA, MESSAGE))
          .satisfies(e -> assertThat(e.remedy()).contains("PUK"));
      bench.pin(Bench.PIN);
      assertThatExceptionOfType(TokenException.PinBlocked.class)
          .isThrownBy(() -> key.sign(ECDSA, MESSAGE));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"12345", "123456789", ""})
  void pinThatCannotBeRightCostsNoTry(String pin) {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      SigningKey key = key(bench, "9a");
      bench.pin(pin);
      assertThatExceptionOfType(TokenException.PinNotGiven.class)
          .isThrownBy(() -> key.sign(ECDSA, MESSAGE));
      assertThat(bench.triesLeft()).isEqualTo(3);
    }
  }

  @Test
  void pinIsInNoException() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      SigningKey key = key(bench, "9a");
      bench.pin("654321");
      TokenException e = catchThrowableOfType(TokenException.class, () -> key.sign(ECDSA, MESSAGE));
      assertThat(e.toString() + e.remedy() + e.token() + e.operation()).doesNotContain("654321");
    }
  }

  @Test
  void requestNamesTokenAndPurposeAndReadsThemLate() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      SigningKey key = key(bench, "9a");
      bench.commands().clear();
      key.sign(ECDSA, MESSAGE);
      PinRequest request = bench.requests().get(0);
      assertThat(request.purpose()).startsWith("sign with piv:").endsWith("slot=9a");
      assertThat(bench.instructions()).doesNotContain("F8");
      assertThat(request.token().get()).isEqualTo("piv:serial=12345678");
    }
  }

  @Test
  void noTransactionIsHeldForeverWhileThePersonThinks() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      key(bench, "9a");
      var lane = bench.lane();
      SigningKey key =
          bench.piv(lane).require(dev.countersign.device.SigningKeys.class).find(slot("9a"));
      bench.commands().clear();
      bench.pins(
          request -> {
            lane.release(); // as the lane does by itself while a person thinks
            bench.foreignSelect();
            return secret(Bench.PIN);
          });
      key.sign(ECDSA, MESSAGE);
      assertThat(bench.instructions()).containsExactly("A4", "20", "87");
      lane.close();
    }
  }

  @Test
  void verifyIsNeverSentToAnotherApplication() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      key(bench, "9c");
      var lane = bench.lane();
      SigningKey key =
          bench.piv(lane).require(dev.countersign.device.SigningKeys.class).find(slot("9c"));
      for (int i = 0; i < 3; i++) {
        lane.release();
        bench.foreignSelect();
        bench.commands().clear();
        key.sign(ECDSA, MESSAGE);
        assertThat(bench.instructions()).containsExactly("A4", "20", "87");
      }
      lane.close();
    }
  }

  @Test
  void heldPinIsForgottenWhenThePinWasChanged() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      SigningKey key = key(bench, "9c");
      List<PinRequest> asked = new ArrayList<>();
      try (HeldPins held =
          new HeldPins(
              request -> {
                asked.add(request);
                return secret(asked.size() == 1 ? Bench.PIN : "654321");
              })) {
        bench.pins(held);
        key.sign(ECDSA, MESSAGE);
        bench.can(PinManagement.class).changePin(secret(Bench.PIN), secret("654321"));
        key.sign(ECDSA, MESSAGE);
      }
      assertThat(asked).hasSize(2);
      assertThat(bench.triesLeft()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void pinAndPukAreChanged(Profile profile) {
    try (Bench bench = new Bench(profile)) {
      PinManagement pins = bench.can(PinManagement.class);
      pins.changePin(secret(Bench.PIN), secret("654321"));
      pins.changePuk(secret(Bench.PUK), secret("87654321"));
      assertThatExceptionOfType(TokenException.WrongPin.class)
          .isThrownBy(() -> pins.changePin(secret(Bench.PIN), secret("111111")))
          .satisfies(e -> assertThat(e.attemptsLeft()).hasValue(2));
      pins.unblockPin(secret("87654321"), secret("222222"));
      assertThat(pins.pinAttemptsLeft()).hasValue(3);
      pins.changePin(secret("222222"), secret(Bench.PIN));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void blockedPukIsSaidToBeThePuk(Profile profile) {
    try (Bench bench = new Bench(profile)) {
      PinManagement pins = bench.can(PinManagement.class);
      for (int left = 2; left >= 1; left--) {
        int expected = left;
        assertThatExceptionOfType(TokenException.WrongPin.class)
            .isThrownBy(() -> pins.unblockPin(secret("00000000"), secret("222222")))
            .satisfies(e -> assertThat(e.attemptsLeft()).hasValue(expected));
      }
      assertThatExceptionOfType(TokenException.PinBlocked.class)
          .isThrownBy(() -> pins.unblockPin(secret("00000000"), secret("222222")))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(PinRequest.Kind.PUK));
      assertThat(pins.pinAttemptsLeft()).hasValue(3);
    }
  }

  @Test
  void keyThatWantsNoPinAsksForNone() {
    for (Profile profile : Profile.withPiv()) {
      try (Bench bench = new Bench(profile)) {
        SigningKey key = key(bench, "9e");
        bench.requests().clear();
        key.sign(ECDSA, MESSAGE);
        assertThat(bench.requests()).isEmpty();
      }
    }
  }

  @Test
  void yubikey4KeyInTheCardAuthenticationSlotThatWantsThePinAfterAllGetsIt() {
    try (Bench bench = new Bench(Profile.YUBIKEY_4_3)) {
      KeyManagement keys = bench.can(KeyManagement.class);
      var pair = TestKeys.pair(KeyAlgorithm.P256);
      keys.importKey(
          slot("9e"),
          pair,
          new KeyPolicies(Optional.of(dev.countersign.device.PinPolicy.ONCE), Optional.empty()));
      keys.putCertificate(slot("9e"), TestKeys.certificate(pair.getPublic()));
      bench.restart();
      bench.tokens().signingKey(slot("9e")).sign(ECDSA, MESSAGE);
      assertThat(bench.requests()).hasSize(1);
    }
  }

  @Test
  void twoThreadsThatWantThePinAskOnce() throws Exception {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      SigningKey key = key(bench, "9a");
      bench.requests().clear();
      CyclicBarrier start = new CyclicBarrier(2);
      ExecutorService threads = Executors.newFixedThreadPool(2);
      List<Future<byte[]>> signatures = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        signatures.add(
            threads.submit(
                () -> {
                  start.await();
                  return key.sign(ECDSA, MESSAGE);
                }));
      }
      for (Future<byte[]> signature : signatures) {
        assertThat(signature.get()).isNotEmpty();
      }
      threads.shutdown();
      assertThat(bench.triesLeft()).isNotZero();
      assertThat(bench.requests()).hasSize(1);
    }
  }

  /** Found by its certificate, a key of an older YubiKey says nothing of its policies. */
  @Test
  void keyThatTurnsOutToWantThePinEachTimeIsNotTakenForOneThatWaitsForATouch() {
    try (Bench bench = new Bench(Profile.YUBIKEY_4_3)) {
      SigningKey other = key(bench, "9a");
      KeyManagement keys = bench.can(KeyManagement.class);
      KeyPolicies always =
          new KeyPolicies(
              Optional.of(dev.countersign.device.PinPolicy.ALWAYS),
              Optional.of(dev.countersign.device.TouchPolicy.ALWAYS));
      keys.putCertificate(
          slot("9d"),
          TestKeys.certificate(keys.generate(slot("9d"), KeyAlgorithm.P256, always), 0));
      SigningKey key = bench.tokens().signingKey(slot("9d"));
      assertThat(key.policies()).isEqualTo(KeyPolicies.UNKNOWN);
      other.sign(ECDSA, MESSAGE);
      key.sign(ECDSA, MESSAGE);
      int before = bench.requests().size();
      key.sign(ECDSA, MESSAGE);
      assertThat(bench.requests()).hasSize(before + 1);
      assertThat(bench.triesLeft()).isEqualTo(3);
      bench.faults("touch-never");
      assertThatExceptionOfType(TokenException.TouchNotGiven.class)
          .isThrownBy(() -> key.sign(ECDSA, MESSAGE));
    }
  }

  private static SigningKey touchKey(Bench bench, dev.countersign.device.TouchPolicy touch) {
    bench
        .can(KeyManagement.class)
        .generate(
            slot("9a"),
            KeyAlgorithm.P256,
            new KeyPolicies(
                Optional.of(dev.countersign.device.PinPolicy.ONCE), Optional.of(touch)));
    bench.restart();
    return bench.tokens().signingKey(slot("9a"));
  }

  @Test
  void touchIsAnnouncedBeforeAndTakenBackAfter() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      SigningKey key = touchKey(bench, dev.countersign.device.TouchPolicy.ALWAYS);
      key.sign(ECDSA, MESSAGE);
      assertThat(bench.notices()).hasSize(2);
      assertThat(bench.notices().get(0)).startsWith("touch: sign with piv:");
      assertThat(bench.notices().get(1)).isEqualTo("done");
    }
  }

  @Test
  void touchNotGivenIsToldApartFromThePin() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      SigningKey key = touchKey(bench, dev.countersign.device.TouchPolicy.ALWAYS);
      key.sign(ECDSA, MESSAGE);
      bench.faults("touch-never");
      bench.requests().clear();
      assertThatExceptionOfType(TokenException.TouchNotGiven.class)
          .isThrownBy(() -> key.sign(ECDSA, MESSAGE));
      assertThat(bench.requests()).isEmpty();
      bench.faults("");
      key.sign(ECDSA, MESSAGE);
    }
  }

  @Test
  void touchNotGivenAfterFreshVerifyIsSaid() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7, SimulatedPresence.NEVER)) {
      SigningKey key = touchKey(bench, dev.countersign.device.TouchPolicy.CACHED);
      assertThatExceptionOfType(TokenException.TouchNotGiven.class)
          .isThrownBy(() -> key.sign(ECDSA, MESSAGE));
      assertThat(bench.accepted()).isEqualTo(1);
      assertThat(bench.requests()).hasSize(1);
      assertThat(bench.triesLeft()).isNotZero();
    }
  }
}
