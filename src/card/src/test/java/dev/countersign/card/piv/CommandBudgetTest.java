package dev.countersign.card.piv;

import static dev.countersign.card.piv.Bench.slot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Digest;
import dev.countersign.device.HeldPins;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import dev.countersign.device.TouchPolicy;
import dev.countersign.simulator.Profile;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Round trips are what costs: these are the promises. */
class CommandBudgetTest {
  private static final byte[] MESSAGE = {1, 2, 3};
  private static final SignatureAlgorithm RSA = SignatureAlgorithm.rsa(Digest.SHA256);

  private static KeyPolicies pinOnce() {
    return new KeyPolicies(Optional.of(PinPolicy.ONCE), Optional.of(TouchPolicy.NEVER));
  }

  private static Bench withKey(Profile profile, String slot, KeyPolicies policies) {
    Bench bench = new Bench(profile);
    bench.can(KeyManagement.class).generate(slot(slot), KeyAlgorithm.RSA2048, policies);
    // once before it counts: loading classes must not outlast the transaction
    bench.tokens().signingKey(slot(slot)).sign(RSA, MESSAGE);
    bench.restart();
    return bench;
  }

  @Test
  void firstSignatureTakesFourCommandsWhenNobodyAsksForTheTriesLeft() {
    try (Bench bench = withKey(Profile.YUBIKEY_5_7, "9c", KeyPolicies.UNKNOWN)) {
      bench.tokens().signingKey(slot("9c")).sign(RSA, MESSAGE);
      assertThat(bench.instructions()).containsExactly("A4", "F7", "20", "87");
      assertThat(bench.commands()).hasSize(4);
    }
  }

  @Test
  void firstSignatureTakesFiveCommandsWhenTheEntryAsksForTheTriesLeft() {
    try (Bench bench = withKey(Profile.YUBIKEY_5_7, "9c", KeyPolicies.UNKNOWN)) {
      bench.pins(
          request -> {
            assertThat(request.lastAttempt()).isFalse();
            return Bench.secret(Bench.PIN);
          });
      bench.tokens().signingKey(slot("9c")).sign(RSA, MESSAGE);
      assertThat(bench.commands()).hasSize(5);
      assertThat(bench.instructions()).containsExactly("A4", "F7", "F7", "20", "87");
    }
  }

  @Test
  void furtherSignaturesOfAPinOnceKeyTakeOneCommandEach() {
    try (Bench bench = withKey(Profile.YUBIKEY_5_7, "9a", pinOnce())) {
      SigningKey key = bench.tokens().signingKey(slot("9a"));
      key.sign(RSA, MESSAGE);
      bench.commands().clear();
      for (int i = 0; i < 10; i++) {
        key.sign(RSA, MESSAGE);
      }
      assertThat(bench.commands()).hasSize(10).allMatch(c -> c.startsWith("0087079A"));
      assertThat(bench.requests()).hasSize(1);
    }
  }

  @Test
  void furtherSignatureAfterTheTransactionEndedStillTakesOneCommand() {
    try (Bench bench = withKey(Profile.YUBIKEY_5_7, "9a", pinOnce())) {
      SigningKey key = bench.tokens().signingKey(slot("9a"));
      key.sign(RSA, MESSAGE);
      key = bench.tokens().signingKey(slot("9a"));
      bench.commands().clear();
      key.sign(RSA, MESSAGE);
      assertThat(bench.commands()).hasSize(1);
    }
  }

  @Test
  void pinAlwaysKeyTakesVerifyAndSignature() {
    try (Bench bench = withKey(Profile.YUBIKEY_5_7, "9c", KeyPolicies.UNKNOWN)) {
      try (HeldPins held = new HeldPins(request -> Bench.secret(Bench.PIN))) {
        SigningKey key = bench.tokens().signingKey(slot("9c")).with((PinEntry) held);
        key.sign(RSA, MESSAGE);
        bench.commands().clear();
        key.sign(RSA, MESSAGE);
        key.sign(RSA, MESSAGE);
      }
      assertThat(bench.instructions()).containsExactly("20", "87", "20", "87");
    }
  }

  @Test
  void serialNumberIsReadOnlyWhenItIsAskedFor() {
    try (Bench bench = withKey(Profile.YUBIKEY_5_7, "9c", KeyPolicies.UNKNOWN)) {
      SigningKey key = bench.tokens().signingKey(slot("9c"));
      assertThat(bench.instructions()).doesNotContain("F8");
      assertThat(key.uri()).isEqualTo(TokenUri.parse("piv:serial=12345678;slot=9c"));
      assertThat(key.uri().toString()).isEqualTo("piv:serial=12345678;slot=9c");
      assertThat(bench.instructions()).containsExactly("A4", "F7", "F8");
    }
  }

  @Test
  void tokenThatWasRecognisedIsNotSelectedAgain() {
    try (Bench bench = withKey(Profile.YUBIKEY_5_7, "9a", pinOnce())) {
      bench.tokens().list();
      bench.tokens().list();
      assertThat(bench.instructions()).containsExactly("A4");
    }
  }

  @Test
  void yubikey4WithCertificateNeedsFiveCommands() throws Exception {
    try (Bench bench = new Bench(Profile.YUBIKEY_4_3)) {
      bench.pins(TestKeys.factory());
      TestKeys.importWithCertificate(bench, "9c");
      bench.restart();
      bench.tokens().signingKey(slot("9c")).sign(RSA, MESSAGE);
      assertThat(bench.instructions()).containsExactly("A4", "CB", "20", "87");
    }
  }

  @Test
  void plainCardIsAskedForNothingButTheStandard() throws Exception {
    try (Bench bench = new Bench(Profile.NIST_PIV)) {
      TestKeys.generateWithCertificate(bench, "9c");
      bench.restart();
      bench.tokens().signingKey(slot("9c")).sign(RSA, MESSAGE);
      assertThat(bench.instructions()).containsExactly("A4", "CB", "CB", "20", "87");
    }
  }
}
