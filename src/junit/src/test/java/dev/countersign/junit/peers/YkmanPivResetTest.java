package dev.countersign.junit.peers;

import static dev.countersign.junit.peers.PeerReader.slot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.KeyManagement;
import dev.countersign.device.PinManagement;
import dev.countersign.device.SigningKeys;
import dev.countersign.simulator.Profile;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ykman piv reset: it blocks PIN and PUK itself, whatever their retries. */
class YkmanPivResetTest extends YkmanCase {

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void everythingIsGoneButTheAttestationKey(Profile profile) throws Exception {
    PeerReader reader = insert(profile);
    ykman("piv", "certificates", "export", "f9", file("f9-before.pem"));
    ykman("piv", "keys", "generate", "-m", MANAGEMENT_KEY, "-a", "ECCP256", "9a", file("key.pem"));
    ykman(
        "piv",
        "certificates",
        "generate",
        "-m",
        MANAGEMENT_KEY,
        "-P",
        PIN,
        "-s",
        "CN=me",
        "9a",
        file("key.pem"));
    ykman("piv", "access", "change-management-key", "-m", MANAGEMENT_KEY, "-P", PIN, "-pf");
    ykman("piv", "access", "set-retries", "-P", PIN, "7", "11", "-f");
    ykman("piv", "access", "change-pin", "-P", PIN, "-n", "246810");
    assertThat(reader.token().require(SigningKeys.class).list()).hasSize(1);

    assertThat(ykman("piv", "reset", "-f").text())
        .contains("Success! All PIV data have been cleared from the YubiKey.");

    assertThat(reader.token().require(SigningKeys.class).list()).isEmpty();
    assertThat(reader.token().require(KeyManagement.class).certificate(slot("9a"))).isEmpty();
    assertThat(reader.token().require(PinManagement.class).pinAttemptsLeft()).hasValue(3);
    assertThat(ykman("piv", "info").text())
        .contains("PIN tries remaining: 3")
        .contains("CHUID:\tNo data available.")
        .doesNotContain("stored on the YubiKey")
        .doesNotContain("Slot 9a");
    ykman("piv", "keys", "generate", "-m", MANAGEMENT_KEY, "-a", "ECCP256", "9a", file("key.pem"));
    ykman("piv", "keys", "attest", "9a", file("attestation.pem"));
    opensslVerifiesAttestation(file("attestation.pem"));
    assertThat(Files.readString(file("f9.pem"))).isEqualTo(Files.readString(file("f9-before.pem")));
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void aBlockedTokenIsUsableAgain(Profile profile) throws Exception {
    PeerReader reader = insert(profile);
    for (int i = 0; i < 3; i++) {
      ykmanFails("piv", "access", "change-pin", "-P", "000000", "-n", "111111");
      ykmanFails("piv", "access", "change-puk", "-p", "00000000", "-n", "11111111");
    }
    assertThat(ykmanFails("piv", "access", "unblock-pin", "-p", PUK, "-n", PIN))
        .contains("PUK is blocked.");
    assertThat(ykman("piv", "info").text()).contains("PIN tries remaining: 0");
    ykman("piv", "reset", "-f");
    ykman("piv", "access", "change-pin", "-P", PIN, "-n", "246810");
    assertThat(reader.token().require(PinManagement.class).pinAttemptsLeft()).hasValue(3);
  }
}
