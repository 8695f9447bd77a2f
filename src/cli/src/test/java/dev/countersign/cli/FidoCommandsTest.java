package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SettableClock;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about security keys, on simulated ones; half of what is tried here is refused. */
class FidoCommandsTest extends FidoCase {

  @Test
  void keysAreListedWithWhatTheySpeak() {
    cli.plugKey(Profile.YUBIKEY_5_7, 7, "");
    cli.plugKey(Profile.U2F_ONLY, 8, "");
    String out = ok("list");
    assertThat(out.lines().findFirst()).hasValueSatisfying(h -> assertThat(h).startsWith("KEY"));
    assertThat(out)
        .containsPattern(
            "fido:serial=7 +YubiKey 5\\.7\\.4 \\(simulated: protects nothing\\) +CTAP 2")
        .containsPattern("fido:reader=\\S+ .* U2F +none");
  }

  @Test
  void listHasAJsonShapeThatStays() {
    cli.plugKey(Profile.YUBIKEY_5_7, 7, "");
    assertThat(ok("list --json").replaceAll("\\s+", ""))
        .startsWith(
            "{\"keys\":[{\"uri\":\"fido:serial=7\",\"serial\":\"7\",\"label\":\"YubiKey5.7.4\"")
        .contains("\"firmware\":\"5.7.4\",\"simulated\":true,\"reader\":")
        .contains("\"aaguid\":\"", "\"versions\":[", "\"transports\":[", "\"pinSet\":false}]}");
    setPin();
    assertThat(ok("list --json")).contains("\"pinSet\" : true");
  }

  @Test
  void infoHasAJsonShapeThatStays() {
    cli.plugKey(Profile.YUBIKEY_5_7, 7, "");
    setPin();
    assertThat(ok("info --json").replaceAll("\\s+", ""))
        .contains("\"extensions\":[", "\"algorithms\":[-7", "\"options\":{\"alwaysUv\":false")
        .contains("\"pin\":{\"supported\":true,\"set\":true,\"attemptsLeft\":8,")
        .contains("\"plugInAgain\":false,\"minimumCharacters\":4,\"mustChange\":false}")
        .contains("\"limits\":{\"messageBytes\":", "\"discoverableLeft\":");
  }

  @Test
  void otherTokensAreNoKeys() {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    refuses("info --token piv:serial=7", 2, "not the name of a security key");
    refuses("info --token fido:serial=9", 3, "fido:serial=9");
  }

  @Test
  void pinIsSetOnceAndChanged() {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    assertThat(ok("info")).contains("PIN:             not set");
    refuses("pin change --pin-file " + pin, 4, "no PIN", "countersign fido pin set");
    setPin();
    assertThat(ok("info")).contains("PIN:             set, 8 tries left");
    refuses("pin set --new-pin-file " + pin, 1, "has a PIN already", "pin change");
    String newer = cli.file("newer.txt", "another-path\n");
    String change = "pin change --new-pin-file " + newer + " --pin-file ";
    refuses(change + newer, 4, "PIN", "7");
    ok(change + pin);
    ok("credentials list --pin-file " + newer);
    refuses("credentials list --pin-file " + pin, 4, "7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"123", "0123456789012345678901234567890123456789012345678901234567890123"})
  void pinThatBreaksTheRulesIsNotSent(String bad) {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    refuses("pin set --new-pin-file " + cli.file("bad.txt", bad + "\n"), 1, "4 characters to 63");
    assertThat(ok("info")).contains("PIN:             not set");
  }

  @Test
  void pinFileThatOthersReadIsRefused() throws Exception {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    Files.setPosixFilePermissions(Path.of(pin), PosixFilePermissions.fromString("rw-r--r--"));
    refuses("pin set --new-pin-file " + pin, 4, "open to other users");
  }

  @Test
  void threeWrongPinsWantTheKeyPluggedInAgainAndEightBlockItForGood() {
    VirtualToken token = cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    String wrong = cli.file("wrong.txt", "garden-gate\n");
    for (int tries = 1; tries <= 7; tries++) {
      assertThat(fido("credentials list --pin-file " + wrong).code()).isEqualTo(4);
      if (tries % 3 == 0) {
        refuses("credentials list --pin-file " + pin, 4, "plug the key in again");
        refuses("pin change --pin-file " + pin, 4, "lug the key in again");
        assertThat(ok("info")).contains("plugged in again; then " + (8 - tries));
        cli.keys.remove(token);
        cli.keys.insert(token);
      }
    }
    assertThat(ok("info")).contains("set, 1 try left");
    refuses("credentials list --pin-file " + wrong, 4, "--last-attempt");
    assertThat(ok("info")).contains("set, 1 try left");
    refuses("credentials list --last-attempt --pin-file " + wrong, 4, "blocked");
    refuses("credentials list --pin-file " + pin, 4, "fido reset");
    assertThat(ok("info")).contains("blocked for good", "fido reset");
  }

  @Test
  void oldKeyHasNoPinNoCredentialsAndNoReset() {
    cli.plugKey(Profile.U2F_ONLY, 7, "");
    assertThat(ok("info")).contains("speaks:          U2F", "this key knows no PIN");
    refuses("pin set --new-pin-file " + pin, 1, "U2F only", "CTAP 2");
    refuses("credentials list", 1, "does not let");
    refuses("config always-uv on", 1, "U2F only");
    refuses("reset --yes", 1, "U2F only");
    refuses("secret backup", 1, "hmac-secret");
  }

  @Test
  void credentialsAreListedRenamedAndRemoved() {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    assertThat(ok("credentials list --pin-file " + pin)).isEmpty();
    register("alice");
    register("bob");
    String table = ok("credentials list --pin-file " + pin);
    assertThat(table).contains("CREDENTIAL", RP_ID, "alice", "bob");
    String alice = name(table, "alice");
    ok("credentials rename " + alice + " --name alice@work --pin-file " + pin);
    assertThat(ok("credentials list --json --pin-file " + pin).replaceAll("\\s+", ""))
        .contains("\"credentials\":[{\"id\":\"" + alice, "\"rp\":{\"id\":\"" + RP_ID + "\"")
        .contains("\"name\":\"alice@work\"", "\"stored\":2,\"left\":");
    String delete = "credentials delete " + alice + " --pin-file " + pin;
    refuses(delete, 2, "alice@work", "--yes");
    ok(delete + " --yes");
    assertThat(ok("credentials list --pin-file " + pin)).doesNotContain("alice").contains("bob");
    refuses(delete + " --yes", 3, "no credential '" + alice);
    refuses("credentials rename x --pin-file " + pin, 2, "no new name");
    refuses("credentials rename x --name " + "n".repeat(65), 2, "65 bytes");
  }

  private static String name(String table, String account) {
    String line = table.lines().filter(each -> each.contains(account)).findFirst().orElseThrow();
    return line.substring(0, line.indexOf(' '));
  }

  @Test
  void personIsAskedBeforeACredentialIsRemoved() {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    register("alice");
    String delete =
        "credentials delete "
            + name(ok("credentials list --pin-file " + pin), "alice")
            + " --pin-file "
            + pin;
    Person person = new Person(false);
    cli.dialogue = person;
    refuses(delete, 1, "nothing was done");
    assertThat(person.asked).singleElement().asString().contains("alice", RP_ID, "for good");
    cli.dialogue = new Person(true);
    ok(delete);
    assertThat(ok("credentials list --pin-file " + pin)).isEmpty();
  }

  @Test
  void keyIsResetSoonAfterItWasPluggedIn() {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    register("alice");
    refuses("reset", 2, "would remove the PIN and all credentials", "--yes");
    assertThat(ok("info")).contains("set, 8 tries left");
    ok("reset --yes");
    assertThat(ok("info")).contains("PIN:             not set");
    refuses("assert" + page(request(caller("alice"))), 4, "no PIN");
  }

  @Test
  void keyThatIsInForLongerIsPluggedInAgain() {
    SettableClock time = new SettableClock(Cli.NOW);
    VirtualToken token =
        VirtualToken.builder(Profile.SECURITY_KEY)
            .world(World.builder().seed(7).clock(time).build())
            .build();
    cli.keys.insert(token);
    setPin();
    time.advance(Duration.ofSeconds(11));
    refuses("reset --yes", 1, "10 seconds", "lug it in again");
    assertThat(ok("info")).contains("set, 8 tries left");
    cli.dialogue = new Person(true);
    int[] waits = {0};
    cli.sleeper =
        step -> {
          waits[0]++;
          if (waits[0] == 3) {
            cli.keys.remove(token);
          } else if (waits[0] == 6) {
            cli.keys.insert(token);
          }
        };
    Cli.Result result = fido("reset");
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.err()).contains("Take it out now", "plug it in again", "left the factory");
    assertThat(ok("info")).contains("PIN:             not set");
  }

  @Test
  void personWhoDoesNotPlugTheKeyInAgain() {
    SettableClock time = new SettableClock(Cli.NOW);
    VirtualToken token =
        VirtualToken.builder(Profile.SECURITY_KEY)
            .world(World.builder().seed(7).clock(time).build())
            .build();
    cli.keys.insert(token);
    setPin();
    time.advance(Duration.ofSeconds(11));
    cli.dialogue = new Person(true);
    refuses("reset", 5, "not taken out within 60 s", "nothing was changed");
    assertThat(ok("info")).contains("set, 8 tries left");
  }

  @Test
  void ofSeveralKeysTheTouchedOneIsMeantExceptForAReset() {
    VirtualToken untouched = cli.plugKey(Profile.SECURITY_KEY, 7, "");
    cli.plugKey(Profile.YUBIKEY_5_7, 8, "");
    untouched.injectFaults(FaultSchedule.parse("touch-never"));
    assertThat(ok("info")).contains("fido:serial=8");
    assertThat(fido("info").err()).contains("2 security keys are attached: touch");
    refuses("reset --yes", 3, "fido:serial=8", "fido:reader=");
  }

  @Test
  void settingsAreChangedAndOnlyTowardsMoreSafety() {
    cli.plugKey(Profile.YUBIKEY_5_7, 7, "");
    setPin();
    ok("config always-uv on --pin-file " + pin);
    assertThat(ok("info")).contains("always verifies: yes");
    ok("config always-uv off --pin-file " + pin);
    assertThat(ok("info")).contains("always verifies: no");
    ok("config min-pin-length 8 --pin-file " + pin);
    assertThat(ok("info")).contains("shortest PIN:    8 characters");
    refuses("config min-pin-length 6 --pin-file " + pin, 1, "only a reset");
    refuses("config min-pin-length 3 --pin-file " + pin, 2, "4 to 63");
    refuses("config always-uv perhaps", 2, "always-uv");
    refuses("config always-uv on --pin-file " + cli.file("w.txt", "wrong-one\n"), 4, "PIN");
    ok("config min-pin-length 12 --change-now --pin-file " + pin);
    refuses("credentials list --pin-file " + pin, 1, "changed before", "pin change");
  }

  @Test
  void fullKeyTakesNoMore() {
    cli.plugKey(Profile.FIDO_2_0, 7, "");
    setPin();
    Cli.Result last = new Cli.Result(0, "", "");
    for (int i = 0; i < 120 && last.code() == 0; i++) {
      last = fido("register" + page(creation("user" + i)));
    }
    assertThat(last.code()).as(last.toString()).isEqualTo(1);
    assertThat(last.err()).contains("no room for another credential", "credentials delete");
  }

  @Test
  void pinIsInNoTraceAndNoMessage() {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    Cli.Result result = fido("credentials list -v --pin-file " + pin);
    assertThat(result.code()).isZero();
    assertThat(result.err())
        .contains("hid > INIT on FFFFFFFF [8 bytes]", "hid > CBOR on ", "hid < CBOR on ");
    assertThat(result.out() + result.err()).doesNotContain(PIN);
    assertThat(Arrays.asList(result.err().split("\n")))
        .noneMatch(line -> line.contains("67617264656e"))
        .filteredOn(line -> line.startsWith("hid "))
        .allMatch(
            line -> line.matches("hid [<>] [A-Z]+ on [0-9A-F]{8} \\[\\d+ bytes]( [0-9A-F]{2})?"));
  }
}
