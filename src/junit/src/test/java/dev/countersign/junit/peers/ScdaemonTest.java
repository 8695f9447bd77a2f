package dev.countersign.junit.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.TokenException;
import dev.countersign.simulator.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** GnuPG's scdaemon, which keeps other programs from a reader as long as it has a card in it. */
@Tag("native")
@Timeout(120)
class ScdaemonTest {
  /** GnuPG's home: its sockets lie in it, so its path must be short. */
  @TempDir private Path home;

  private PeerReader reader;

  private void insert(Profile profile) throws Exception {
    reader = new PeerReader(profile);
    Files.writeString(
        home.resolve("scdaemon.conf"), "reader-port %s%ndisable-ccid%n".formatted(reader.name()));
  }

  @AfterEach
  void clearAway() throws Exception {
    try {
      gpgconf("--kill", "all");
    } finally {
      if (reader != null) {
        reader.close();
      }
    }
  }

  private void gpgconf(Object... arguments) throws IOException, InterruptedException {
    Program.of("gpgconf", "gnupg", home).with("GNUPGHOME", home.toString()).succeeds(arguments);
  }

  /** Commands to scdaemon, which the agent starts. */
  private Program.Result scd(String... commands) throws IOException, InterruptedException {
    Program.of("scdaemon", "scdaemon", home); // its absence would be reported as that of a card
    return Program.of("gpg-connect-agent", "gnupg", home)
        .with("GNUPGHOME", home.toString())
        .always(Stream.of(commands).map("scd "::concat).toArray())
        .succeeds("/bye");
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void looksForCardsOfItsOwnAndLeavesThisOneAsItWas(Profile profile) throws Exception {
    insert(profile);
    PublicKey key = reader.makeKey("9a", KeyAlgorithm.P256).getPublicKey();
    reader.assertSigns("9a", key);
    reader.letGo();
    assertThat(scd("serialno", "learn --force", "getinfo reader_list").text())
        .contains("ERR", reader.name());
    reader.assertSigns("9a", key);
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_5_7", "NIST_PIV"})
  void exclusiveHolderIsReportedAndTheTokenWorksOnceItIsGone(Profile profile) throws Exception {
    insert(profile);
    PublicKey key = reader.makeKey("9a", KeyAlgorithm.P256).getPublicKey();
    reader.letGo();

    assertThat(scd("serialno undefined", "apdu 00A404000BA000000308000010000100").text())
        .contains("S SERIALNO")
        .contains("D a")
        .doesNotContain("ERR");
    assertThatThrownBy(() -> reader.assertSigns("9a", key))
        .isInstanceOfSatisfying(
            TokenException.Unavailable.class,
            problem -> assertThat(problem.remedy()).contains("gpgconf --kill scdaemon"))
        .hasMessageContaining("scdaemon (process ");
    assertThat(scd("reset", "serialno undefined").text()).contains("S SERIALNO");
    assertThatThrownBy(() -> reader.assertSigns("9a", key))
        .isInstanceOf(TokenException.Unavailable.class);

    gpgconf("--kill", "scdaemon");
    reader.assertSigns("9a", key);
  }
}
