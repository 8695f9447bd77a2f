package dev.countersign.junit.peers;

import static dev.countersign.junit.peers.PeerReader.slot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.card.piv.ManagementKeyAlgorithm;
import dev.countersign.card.piv.NewManagementKey;
import dev.countersign.card.piv.PivAdministration;
import dev.countersign.card.piv.PivSetup;
import dev.countersign.card.piv.PivStatus;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinManagement;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** ykman piv access: PIN, PUK, management key and retries. */
class YkmanPivAccessTest extends YkmanCase {
  private static final String NEW_KEY =
      "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf";

  private static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  private void generate(PeerReader reader) {
    reader
        .token()
        .require(KeyManagement.class)
        .generate(slot("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void pinAndPukAreChanged(Profile profile) throws Exception {
    PeerReader reader = insert(profile);
    assertThat(ykman("piv", "access", "change-pin", "-P", PIN, "-n", "abcdefgh").text())
        .isEqualTo("New PIN set.\n");
    assertThat(ykman("piv", "access", "change-puk", "-p", PUK, "-n", "876543").text())
        .isEqualTo("New PUK set.\n");
    PinManagement ours = reader.token().require(PinManagement.class);
    try (Secret set = secret("abcdefgh");
        Secret next = secret("246810")) {
      ours.changePin(set, next);
    }
    try (Secret set = secret("876543");
        Secret next = secret(PUK)) {
      ours.changePuk(set, next);
    }
    ykman("piv", "access", "change-pin", "-P", "246810", "-n", PIN);
    ykman("piv", "access", "unblock-pin", "-p", PUK, "-n", "135791");
    ykman("piv", "access", "change-pin", "-P", "135791", "-n", PIN);
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void aBlockedPinIsUnblockedUntilThePukIsBlockedToo(Profile profile) throws Exception {
    PeerReader reader = insert(profile);
    Object[] change = {"piv", "access", "change-pin", "-P", "000000", "-n", "111111"};
    assertThat(ykmanFails(change)).contains("PIN change failed - 2 tries left.");
    assertThat(ykmanFails(change)).contains("PIN change failed - 1 tries left.");
    assertThat(ykmanFails(change)).contains("PIN is blocked.");
    assertThat(ykmanFails("piv", "access", "change-pin", "-P", PIN, "-n", "111111"))
        .contains("PIN is blocked.");
    assertThat(reader.token().require(PinManagement.class).pinAttemptsLeft()).hasValue(0);

    assertThat(ykman("piv", "access", "unblock-pin", "-p", PUK, "-n", "111111").text())
        .isEqualTo("PIN unblocked\n");
    assertThat(reader.token().require(PinManagement.class).pinAttemptsLeft()).hasValue(3);

    Object[] unblock = {"piv", "access", "unblock-pin", "-p", "00000000", "-n", "222222"};
    assertThat(ykmanFails(unblock)).contains("PIN unblock failed - 2 tries left.");
    assertThat(ykmanFails("piv", "access", "change-puk", "-p", "00000000", "-n", "22222222"))
        .contains("PUK change failed - 1 tries left.");
    assertThat(ykmanFails(unblock)).contains("PUK is blocked.");
    ykman("piv", "access", "change-pin", "-P", "111111", "-n", PIN);
  }

  @ParameterizedTest
  @CsvSource({
    "YUBIKEY_5_7, TDES, 24, TDES",
    "YUBIKEY_5_7, AES128, 16, AES128",
    "YUBIKEY_5_7, AES192, 24, AES192",
    "YUBIKEY_5_7, AES256, 32, AES256",
    "YUBIKEY_4_3, TDES, 24, TDES",
  })
  void theManagementKeyIsChanged(Profile profile, String algorithm, int bytes, String shown)
      throws Exception {
    PeerReader reader = insert(profile);
    String key = NEW_KEY.substring(0, 2 * bytes);
    ykman(
        "piv",
        "access",
        "change-management-key",
        "-m",
        MANAGEMENT_KEY,
        "-a",
        algorithm,
        "-n",
        key,
        "-f");
    assertThat(ykman("piv", "info").text())
        .contains("Management key algorithm: " + shown)
        .doesNotContain("default Management key");
    Object[] generate = {
      "piv", "keys", "generate", "-a", "ECCP256", "-m", MANAGEMENT_KEY, "9a", file("key.pem")
    };
    assertThat(ykmanFails(generate)).contains("Authentication with management key failed.");

    reader.pins().answer(PinRequest.Kind.MANAGEMENT_KEY, MANAGEMENT_KEY);
    assertThatThrownBy(() -> generate(reader)).isInstanceOf(TokenException.class);
    reader.pins().answer(PinRequest.Kind.MANAGEMENT_KEY, key);
    generate(reader);
    generate[6] = key;
    ykman(generate);
  }

  @Test
  void firmware4TakesNoAesKey() throws Exception {
    insert(Profile.YUBIKEY_4_3);
    ykmanFails(
        "piv",
        "access",
        "change-management-key",
        "-m",
        MANAGEMENT_KEY,
        "-a",
        "AES128",
        "-n",
        NEW_KEY.substring(0, 32),
        "-f");
    ykman("piv", "keys", "generate", "-a", "ECCP256", "-m", MANAGEMENT_KEY, "9a", file("key.pem"));
  }

  @Test
  void aGeneratedManagementKeyThatWantsATouch() throws Exception {
    PeerReader reader = insert(Profile.YUBIKEY_5_7);
    String said =
        ykman(
                "piv",
                "access",
                "change-management-key",
                "-m",
                MANAGEMENT_KEY,
                "-a",
                "AES256",
                "--generate",
                "--touch",
                "-f")
            .text();
    assertThat(said).matches("Generated management key: [0-9a-f]{64}\n");
    String key = said.substring(said.length() - 65).strip();
    Object[] generate = {
      "piv", "keys", "generate", "-a", "ECCP256", "-m", key, "9a", file("key.pem")
    };
    reader.card().injectFaults(FaultSchedule.parse("touch-never"));
    assertThat(ykmanFails(generate)).contains("Authentication with management key failed.");
    reader.card().injectFaults(FaultSchedule.none());
    ykman(generate);
    reader.pins().answer(PinRequest.Kind.MANAGEMENT_KEY, key);
    generate(reader);
  }

  @ParameterizedTest
  @CsvSource({"YUBIKEY_5_7, AES256", "YUBIKEY_5_7, TDES", "YUBIKEY_4_3, TDES"})
  void ourDriverUsesTheManagementKeyThatYkmanProtected(Profile profile, String algorithm)
      throws Exception {
    PeerReader reader = insert(profile);
    ykman(
        "piv",
        "access",
        "change-management-key",
        "-m",
        MANAGEMENT_KEY,
        "-P",
        PIN,
        "-a",
        algorithm,
        "--protect",
        "-f");
    assertThat(ykman("piv", "info").text()).contains("Management key is stored on the YubiKey");
    reader.pins().silence(PinRequest.Kind.MANAGEMENT_KEY);
    generate(reader);
    assertThat(reader.pins().asked()).containsOnly(PinRequest.Kind.PIN);
    PivStatus status = reader.token().require(PivAdministration.class).status();
    assertThat(status.managementKeyProtected()).isTrue();

    ykman("piv", "keys", "generate", "-a", "ECCP256", "-P", PIN, "9a", file("key.pem"));
    ykman("piv", "certificates", "generate", "-P", PIN, "-s", "CN=me", "9a", file("key.pem"));
    assertThat(reader.token().signingKey(slot("9a")).certificateChain()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"YUBIKEY_5_7, AES256, 32", "YUBIKEY_5_7, TDES, 24", "YUBIKEY_4_3, TDES, 24"})
  void ykmanUsesTheManagementKeyThatOurDriverProtected(
      Profile profile, ManagementKeyAlgorithm algorithm, int bytes) throws Exception {
    PeerReader reader = insert(profile);
    try (Secret key = Secret.copyOf(HexFormat.of().parseHex(NEW_KEY.substring(0, 2 * bytes)))) {
      reader
          .token()
          .require(PivAdministration.class)
          .changeManagementKey(new NewManagementKey(algorithm, key, true, false));
    }
    ykmanGeneratesWithThePin(PIN);
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void ykmanUsesATokenThatOurDriverSetUp(Profile profile) throws Exception {
    PeerReader reader = insert(profile);
    try (Secret pin = secret("271828");
        Secret puk = secret("31415926")) {
      reader.token().require(PivAdministration.class).setUp(new PivSetup(pin, puk, true));
    }
    ykmanGeneratesWithThePin("271828");
    ykman("piv", "access", "unblock-pin", "-p", "31415926", "-n", PIN);
    ykmanGeneratesWithThePin(PIN);
  }

  private void ykmanGeneratesWithThePin(String pin) throws Exception {
    assertThat(ykman("piv", "info").text()).contains("Management key is stored on the YubiKey");
    Object[] generate = {
      "piv", "keys", "generate", "-a", "ECCP256", "-P", "000000", "9a", file("key.pem")
    };
    assertThat(ykmanFails(generate)).contains("PIN verification failed, 2 tries left.");
    generate[6] = pin;
    ykman(generate);
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void retriesAreSetAndPinAndPukAreTheFactorysAgain(Profile profile) throws Exception {
    PeerReader reader = insert(profile);
    ykman("piv", "access", "change-pin", "-P", PIN, "-n", "246810");
    Object[] set = {
      "piv", "access", "set-retries", "-m", MANAGEMENT_KEY, "-P", PIN, "5", "7", "-f"
    };
    assertThat(ykmanFails(set)).contains("PIN verification failed, 2 tries left.");
    set[6] = "246810";
    assertThat(ykman(set).text()).contains("Default PINs are set:");
    assertThat(reader.token().require(PinManagement.class).pinAttemptsLeft()).hasValue(5);
    assertThat(ykman("piv", "info").text()).contains("PIN tries remaining: 5");
    assertThat(ykmanFails("piv", "access", "change-puk", "-p", "00000000", "-n", "22222222"))
        .contains("PUK change failed - 6 tries left.");
    ykman("piv", "access", "change-pin", "-P", PIN, "-n", "246810");
  }
}
