package dev.countersign.junit.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ykman 4.0.9 fido, with a simulated YubiKey on a contactless reader. */
@Tag("native")
@Timeout(300)
class YkmanFidoTest {
  private static final String PIN = "correct horse";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path home;
  private final VirtualToken token =
      YkmanCase.fresh(VirtualToken.builder(Profile.YUBIKEY_5_7).contactless());
  private NfcPcscd pcscd;

  @BeforeEach
  void insert() throws Exception {
    pcscd = new NfcPcscd(token);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (program().run("info").exitCode() != 0 && System.nanoTime() < end) {
      Thread.onSpinWait(); // the daemon has not noticed the token yet
    }
    ykman("info");
  }

  @AfterEach
  void takeOut() throws IOException {
    try (token) {
      if (pcscd != null) {
        pcscd.close();
      }
    }
  }

  private Program program() {
    Program ykman = Program.of("ykman", "yubikey-manager", home);
    for (var variable : pcscd.environment().entrySet()) {
      ykman = ykman.with(variable.getKey(), variable.getValue());
    }
    return ykman.always("-r", NfcPcscd.reader());
  }

  private String ykman(Object... arguments) throws Exception {
    return program().succeeds(arguments).text();
  }

  private String fails(Object... arguments) throws Exception {
    return program().fails(arguments).all();
  }

  private void keepCredentials() throws Exception {
    new PythonFido2(home, pcscd.environment()).nfc(NfcPcscd.reader(), "keep");
  }

  @Test
  void aNewKeyHasNoPin() throws Exception {
    assertThat(ykman("fido", "info")).startsWith("PIN is not set.\n");
    assertThat(fails("fido", "access", "change-pin", "-P", PIN, "-n", "another"))
        .contains("There is no current PIN set.");
    assertThat(fails("fido", "credentials", "list", "-P", PIN)).contains("Set a PIN first.");
    assertThat(fails("fido", "access", "change-pin", "-n", "123"))
        .contains("New PIN is too short.");
    assertThat(fails("fido", "fingerprints", "list", "-P", PIN))
        .contains("Biometrics is not supported on this YubiKey.");
  }

  @Test
  void aPinIsSetVerifiedAndChanged() throws Exception {
    ykman("fido", "access", "change-pin", "-n", PIN);
    assertThat(ykman("fido", "info")).startsWith("PIN is set, with 8 attempt(s) remaining.\n");
    assertThat(ykman("fido", "access", "verify-pin", "-P", PIN)).isEqualTo("PIN verified.\n");
    assertThat(fails("fido", "access", "verify-pin", "-P", "wrong")).contains("PIN_INVALID");
    assertThat(ykman("fido", "info")).startsWith("PIN is set, with 7 attempt(s) remaining.\n");
    assertThat(fails("fido", "access", "change-pin", "-P", "wrong", "-n", "another"))
        .contains("Wrong PIN.");
    ykman("fido", "access", "change-pin", "-P", PIN, "-n", "another");
    assertThat(ykman("fido", "access", "verify-pin", "-P", "another")).contains("PIN verified.");
    assertThat(ykman("fido", "info")).startsWith("PIN is set, with 8 attempt(s) remaining.\n");
  }

  @Test
  void threeWrongPinsBlockItUntilItIsTakenOut() throws Exception {
    ykman("fido", "access", "change-pin", "-n", PIN);
    for (int i = 0; i < 3; i++) {
      fails("fido", "access", "verify-pin", "-P", "wrong");
    }
    assertThat(fails("fido", "access", "verify-pin", "-P", PIN)).contains("PIN_AUTH_BLOCKED");
    assertThat(ykman("fido", "info"))
        .contains("PIN is set, with 5 attempt(s) remaining.")
        .contains("PIN is temporarily blocked.");
  }

  @Test
  void credentialsAreListedAndDeleted() throws Exception {
    keepCredentials();
    assertThat(ykman("fido", "credentials", "list", "-P", PIN).lines())
        .containsExactlyInAnyOrder("example.com 616c696365 alice", "example.com 626f62 bob");
    assertThat(fails("fido", "credentials", "list", "-P", "wrong")).contains("Wrong PIN.");
    ykman("fido", "credentials", "delete", "alice", "-P", PIN, "-f");
    assertThat(ykman("fido", "credentials", "list", "-P", PIN))
        .isEqualTo("example.com 626f62 bob\n");
    assertThat(fails("fido", "credentials", "delete", "alice", "-P", PIN, "-f"))
        .contains("No matches");
  }

  @Test
  void aResetWantsATouchAndForgetsEverything() throws Exception {
    keepCredentials();
    token.injectFaults(FaultSchedule.parse("touch-never"));
    assertThat(fails("fido", "reset", "-f")).contains("Reset failed");
    token.injectFaults(FaultSchedule.none());
    assertThat(ykman("fido", "info")).startsWith("PIN is set");
    ykman("fido", "reset", "-f");
    assertThat(ykman("fido", "info")).startsWith("PIN is not set.\n");
  }
}
