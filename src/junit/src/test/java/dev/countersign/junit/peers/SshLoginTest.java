package dev.countersign.junit.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.simulator.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * OpenSSH logs in with a key that our driver made on the simulated token, through OpenSC's module.
 *
 * <p>The client starts the server itself and speaks to it over a pipe, so that no port is opened
 * and nothing is left running.
 */
@Tag("native")
@Timeout(120)
class SshLoginTest {
  /** Where sshd locks its unprivileged half in; it refuses to start as root without. */
  private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");

  @TempDir private Path home;

  private PeerReader reader;
  private Program keygen;
  private Path module;
  private boolean madeDirectory;

  @BeforeEach
  void writeConfiguration() throws Exception {
    keygen = Program.of("ssh-keygen", "openssh-client", home);
    module = Program.library("opensc-pkcs11.so", "opensc-pkcs11");
    Path hostKey = home.resolve("host");
    keygen.succeeds("-q", "-t", "ed25519", "-N", "", "-f", hostKey);
    Files.writeString(home.resolve("known"), "token " + Files.readString(home.resolve("host.pub")));
    Files.writeString(
        home.resolve("sshd_config"),
        """
        HostKey %s
        AuthorizedKeysFile %s
        StrictModes no
        UsePAM no
        PermitRootLogin prohibit-password
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        PidFile none
        """
            .formatted(hostKey, home.resolve("authorized")));
    Files.writeString(
        home.resolve("ssh_config"),
        """
        Host token
        ProxyCommand %s -i -e -f %s 2>>%s
        User %s
        UserKnownHostsFile %s
        GlobalKnownHostsFile /dev/null
        StrictHostKeyChecking yes
        IdentityAgent none
        IdentityFile none
        PreferredAuthentications publickey
        """
            .formatted(
                Program.of("sshd", "openssh-server", home).path(),
                home.resolve("sshd_config"),
                home.resolve("sshd.log"),
                System.getProperty("user.name"),
                home.resolve("known")));
    Path askpass = home.resolve("askpass");
    Files.writeString(
        askpass, "#!/bin/sh\necho \"$1\" >>'%s'\nprintf '%%s\\n' \"$PIN\"\n".formatted(asked()));
    Files.setPosixFilePermissions(askpass, PosixFilePermissions.fromString("rwx------"));
    if (System.getProperty("user.name").equals("root") && Files.notExists(PRIVILEGE_SEPARATION)) {
      Files.createDirectory(PRIVILEGE_SEPARATION);
      madeDirectory = true;
    }
  }

  @AfterEach
  void clearAway() throws IOException {
    if (madeDirectory) {
      Files.deleteIfExists(PRIVILEGE_SEPARATION);
    }
    if (reader != null) {
      reader.close();
    }
  }

  private Path asked() {
    return home.resolve("asked");
  }

  private Program.Result login(String pin) throws IOException, InterruptedException {
    return Program.of("ssh", "openssh-client", home)
        .with("SSH_ASKPASS", home.resolve("askpass").toString())
        .with("SSH_ASKPASS_REQUIRE", "force")
        .with("PIN", pin)
        .run("-F", home.resolve("ssh_config"), "-I", module, "token", "echo logged in");
  }

  /** The key as OpenSSH writes it, without the comment; OpenSSH itself converts it. */
  private String line(PublicKey key) throws Exception {
    Path file = Pem.write(home.resolve("key.pem"), key);
    return keygen.succeeds("-i", "-m", "PKCS8", "-f", file).text().strip();
  }

  private PublicKey authorize(String slot, KeyAlgorithm algorithm) throws Exception {
    PublicKey key = reader.makeKey(slot, algorithm).getPublicKey();
    String line = line(key);
    assertThat(keygen.succeeds("-D", module).text().lines())
        .as("what ssh-keygen reads from the token")
        .anyMatch(read -> read.startsWith(line));
    Files.writeString(home.resolve("authorized"), line + "\n");
    return key;
  }

  private String sshdLog() throws IOException {
    return Files.readString(home.resolve("sshd.log"));
  }

  /**
   * The signature key is left out: OpenSSH 9.2 gives the PIN once for the token, not again for a
   * key that wants it immediately before, and OpenSC reads an object in between.
   */
  @ParameterizedTest
  @CsvSource({
    "YUBIKEY_5_7, 9a, RSA2048",
    "YUBIKEY_5_7, 9a, P256",
    "YUBIKEY_4_3, 9a, P256",
    "NIST_PIV, 9a, RSA2048"
  })
  void logsInWithTheKeyOnTheToken(Profile profile, String slot, KeyAlgorithm algorithm)
      throws Exception {
    reader = new PeerReader(profile);
    PublicKey key = authorize(slot, algorithm);
    Program.Result result = login("123456");
    assertThat(result.exitCode()).as("%s%n%s", result.all(), sshdLog()).isZero();
    assertThat(result.text()).contains("logged in\n");
    assertThat(sshdLog()).contains("Accepted publickey for " + System.getProperty("user.name"));
    assertThat(Files.readString(asked(), UTF_8)).contains("PIN");
    reader.assertSigns(slot, key);
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_5_7", "NIST_PIV"})
  void wrongPinIsRefusedAndCostsOneTry(Profile profile) throws Exception {
    reader = new PeerReader(profile);
    authorize("9a", KeyAlgorithm.P256);
    assertThat(login("000000").failed().errors()).contains("Permission denied (publickey)");
    assertThat(sshdLog()).doesNotContain("Accepted publickey");
    assertThat(reader.pinTriesLeft()).isEqualTo(2);
    assertThat(Files.readString(asked()).lines()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_5_7"})
  void keyThatIsNotAuthorizedIsRefusedBeforeThePin(Profile profile) throws Exception {
    reader = new PeerReader(profile);
    authorize("9a", KeyAlgorithm.P256);
    authorize("9c", KeyAlgorithm.P256);
    reader.makeKey("9c", KeyAlgorithm.P256);
    assertThat(login("123456").failed().errors()).contains("Permission denied (publickey)");
    assertThat(Files.exists(asked())).isFalse();
    assertThat(reader.pinTriesLeft()).isEqualTo(3);
  }
}
