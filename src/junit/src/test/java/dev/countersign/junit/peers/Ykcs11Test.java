package dev.countersign.junit.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.simulator.Profile;
import java.nio.file.Path;
import java.security.PublicKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulated token judged by its maker's PKCS #11 module, over keys that our driver made. */
@Tag("native")
@Timeout(120)
class Ykcs11Test {
  @TempDir private Path home;

  private PeerReader reader;
  private Pkcs11Tool ykcs11;

  private void insert(Profile profile) throws Exception {
    reader = new PeerReader(profile);
    ykcs11 = new Pkcs11Tool(home, "libykcs11.so", "ykcs11");
  }

  @AfterEach
  void remove() {
    if (reader != null) {
      reader.close();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_4_3", "YUBIKEY_5_7"})
  void passesTheModulesOwnTestAndSigns(Profile profile) throws Exception {
    insert(profile);
    PublicKey rsa = reader.makeKey("9a", KeyAlgorithm.RSA2048).getPublicKey();
    PublicKey p256 = reader.makeKey("9c", KeyAlgorithm.P256).getPublicKey();
    PublicKey p384 = reader.makeKey("82", KeyAlgorithm.P384).getPublicKey();
    assertThat(ykcs11.run("--list-slots").succeeded().text())
        .contains(reader.name(), "YubiKey PIV #" + PeerReader.SERIAL);
    assertThat(ykcs11.loggedIn("--list-objects").succeeded().text())
        .contains(
            "Private key for PIV Authentication",
            "Private key for Digital Signature",
            "Private key for Retired Key 1",
            "X.509 Certificate for PIV Attestation 9a",
            "CN=Key 82");
    assertThat(ykcs11.loggedIn("--test").succeeded().all())
        .contains("No errors", "SHA256-RSA-PKCS: OK", "RSA-PKCS: OK", "RSA-X-509: OK");

    ykcs11.assertSigns("01", "SHA256-RSA-PKCS", rsa);
    ykcs11.assertSigns("01", "SHA256-RSA-PKCS", rsa);
    ykcs11.assertSigns("02", "ECDSA-SHA256", p256);
    ykcs11.assertSigns("05", "ECDSA-SHA256", p384);
    reader.assertSigns("9a", rsa);
    reader.assertSigns("9c", p256);
    reader.assertSigns("82", p384);
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_4_3", "YUBIKEY_5_7"})
  void wrongPinCostsOneTryAndTheBlockedPinIsSaid(Profile profile) throws Exception {
    insert(profile);
    reader.makeKey("9a", KeyAlgorithm.P256);
    for (int left = 2; left >= 0; left--) {
      assertThat(ykcs11.run("--login", "--pin", "000000", "--list-objects").failed().all())
          .containsAnyOf("CKR_PIN_INCORRECT", "CKR_PIN_LOCKED");
      assertThat(reader.pinTriesLeft()).isEqualTo(left);
    }
    assertThat(ykcs11.loggedIn("--list-objects").failed().all()).contains("CKR_PIN_LOCKED");
  }
}
