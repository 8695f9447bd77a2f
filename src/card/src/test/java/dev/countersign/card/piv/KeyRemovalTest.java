package dev.countersign.card.piv;

import static dev.countersign.card.piv.Bench.slot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.TokenException;
import dev.countersign.simulator.Profile;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys are moved and destroyed together with their certificates. */
class KeyRemovalTest {
  private static X509Certificate withCertificate(Bench bench, String slot) {
    TestKeys.generateWithCertificate(bench, slot, KeyAlgorithm.P256);
    return bench.can(KeyManagement.class).certificate(slot(slot)).orElseThrow();
  }

  @Test
  void certificateMovesWithItsKey() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      X509Certificate certificate = withCertificate(bench, "9c");
      bench.can(PivAdministration.class).moveKey(PivSlot.SIGNATURE, PivSlot.RETIRED_2);
      List<SigningKey> keys = bench.can(SigningKeys.class).list();
      assertThat(keys).hasSize(1);
      assertThat(keys.get(0).uri().attribute("slot")).contains("83");
      assertThat(keys.get(0).certificateChain()).containsExactly(certificate);
      assertThat(bench.can(KeyManagement.class).certificate(slot("9c"))).isEmpty();
    }
  }

  @Test
  void certificateOfTheKeyThatWasThereGoes() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      withCertificate(bench, "82");
      KeyManagement management = bench.can(KeyManagement.class);
      PublicKey key = management.generate(slot("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
      bench.can(PivAdministration.class).moveKey(PivSlot.AUTHENTICATION, PivSlot.RETIRED_1);
      SigningKey moved = bench.tokens().signingKey(slot("82"));
      assertThat(moved.publicKey()).isEqualTo(key);
      assertThat(management.certificate(slot("82"))).isEmpty();
    }
  }

  @Test
  void pulledAnywhereKeyAndCertificateAreTogetherSomewhere() {
    int commands = move(0);
    assertThat(commands).isGreaterThan(5);
    for (int pulled = 1; pulled <= commands; pulled++) {
      move(pulled);
    }
  }

  private static int move(int pulled) {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      X509Certificate certificate = withCertificate(bench, "9c");
      PivAdministration administration = bench.can(PivAdministration.class);
      bench.commands().clear();
      if (pulled > 0) {
        bench.faults("remove@" + pulled);
        assertThatExceptionOfType(TokenException.class)
            .isThrownBy(() -> administration.moveKey(PivSlot.SIGNATURE, PivSlot.RETIRED_1));
        bench.readers().remove(bench.token());
        bench.insert(bench.token());
      } else {
        administration.moveKey(PivSlot.SIGNATURE, PivSlot.RETIRED_1);
      }
      int commands = bench.commands().size();
      List<SigningKey> keys = bench.can(SigningKeys.class).list();
      assertThat(keys).as("pulled at %d", pulled).hasSize(1);
      assertThat(keys.get(0).certificateChain())
          .as("pulled at %d", pulled)
          .containsExactly(certificate);
      return commands;
    }
  }

  @Test
  void emptySlotIsNotMovedAndNothingIsLostByIt() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      X509Certificate certificate = withCertificate(bench, "82");
      PivAdministration administration = bench.can(PivAdministration.class);
      assertThatExceptionOfType(TokenException.NoKey.class)
          .isThrownBy(() -> administration.moveKey(PivSlot.SIGNATURE, PivSlot.RETIRED_1));
      assertThat(bench.can(KeyManagement.class).certificate(slot("82"))).contains(certificate);
    }
  }

  @Test
  void keyIsDestroyedWithItsCertificate() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      withCertificate(bench, "9a");
      PivAdministration administration = bench.can(PivAdministration.class);
      bench.can(KeyManagement.class).deleteKey(slot("9a"));
      assertThat(bench.can(SigningKeys.class).list()).isEmpty();
      assertThat(bench.can(KeyManagement.class).certificate(slot("9a"))).isEmpty();
      assertThatExceptionOfType(TokenException.NoKey.class)
          .isThrownBy(() -> bench.can(KeyManagement.class).deleteKey(slot("9a")));
    }
  }

  @Test
  void certificateThatAnInterruptionLeftIsRemovedTheNextTime() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      withCertificate(bench, "9a");
      PivAdministration administration = bench.can(PivAdministration.class);
      bench.raw("00F6FF9A");
      assertThat(bench.can(KeyManagement.class).certificate(slot("9a"))).isPresent();
      bench.can(KeyManagement.class).deleteKey(slot("9a"));
      assertThat(bench.can(KeyManagement.class).certificate(slot("9a"))).isEmpty();
    }
  }

  @Test
  void attestationKeyOfTheMakerIsNotTouched() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      PivAdministration administration = bench.can(PivAdministration.class);
      assertThatExceptionOfType(TokenException.Unsupported.class)
          .isThrownBy(() -> bench.can(KeyManagement.class).deleteKey(slot("f9")))
          .withMessageContaining("f9");
      assertThatExceptionOfType(TokenException.Unsupported.class)
          .isThrownBy(() -> administration.moveKey(PivSlot.AUTHENTICATION, PivSlot.ATTESTATION));
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> administration.moveKey(PivSlot.AUTHENTICATION, PivSlot.AUTHENTICATION));
      assertThat(bench.instructions()).doesNotContain("F6");
    }
  }
}
