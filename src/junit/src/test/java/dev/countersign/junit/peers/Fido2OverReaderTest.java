package dev.countersign.junit.peers;

import dev.countersign.junit.contract.VirtualReader;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** python-fido2 and simulated security keys in a reader of the real pcscd. */
@Tag("native")
@Timeout(180)
class Fido2OverReaderTest {
  @TempDir Path home;

  private void runs(VirtualToken.Builder builder, String scenario) throws Exception {
    try (VirtualToken token = builder.world(World.deterministic(1)).build();
        VirtualReader reader = new VirtualReader(token)) {
      new PythonFido2(home).nfc(reader.name(), scenario);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ceremonies", "algorithms", "pins", "secrets", "management", "u2f", "reset"})
  void aSecurityKeyDoesWhatItIsAskedFor(String scenario) throws Exception {
    runs(VirtualToken.builder(Profile.SECURITY_KEY), scenario);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ceremonies", "pins", "management", "u2f"})
  void aYubiKeyOnAContactlessReaderToo(String scenario) throws Exception {
    runs(VirtualToken.builder(Profile.YUBIKEY_5_7).contactless(), scenario);
  }

  @ParameterizedTest
  @CsvSource({"FIDO_2_0, ceremonies", "FIDO_2_0, pins", "FIDO_2_0, secrets", "FIDO_2_0, u2f"})
  void aKeyOfTheGenerationBeforeToo(Profile profile, String scenario) throws Exception {
    runs(VirtualToken.builder(profile), scenario);
  }

  @Test
  void aKeyOfTheFirstGenerationIsTakenForOne() throws Exception {
    runs(VirtualToken.builder(Profile.U2F_ONLY), "u2f_client");
  }
}
