package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SettableClock;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Several keys, and keys that fail, are locked or say no. */
class FidoKeysTest extends FidoCase {

  @Test
  void keyThatFailsDoesNotHideTheOthers() {
    VirtualToken failing = cli.plugKey(Profile.SECURITY_KEY, 7, "");
    cli.plugKey(Profile.YUBIKEY_5_7, 8, "");
    boolean failed = false;
    for (int at = 1; at <= 3; at++) {
      failing.injectFaults(FaultSchedule.parse("garbage@" + at));
      Cli.Result result = fido("list");
      assertThat(result.code()).as(at + ": " + result).isZero();
      assertThat(result.out()).contains("fido:serial=8");
      failed |= result.err().contains("cannot be used");
      failing.injectFaults(FaultSchedule.none());
    }
    assertThat(failed).isTrue();
    cli.keys.remove(failing);
    assertThat(fido("list").err()).isEmpty();
  }

  @Test
  void whatIsSaidOfAListStandsBelowIt() {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    register("alice");
    assertThat(cli.atTerminal("fido", "credentials", "list", "--pin-file", pin))
        .containsPattern("(?s)^CREDENTIAL .* alice .* stores 1, with room");
  }

  @Test
  void onlyKeyThatFailsIsAnError() {
    VirtualToken failing = cli.plugKey(Profile.SECURITY_KEY, 7, "");
    int failures = 0;
    for (int at = 1; at <= 3; at++) {
      failing.injectFaults(FaultSchedule.parse("garbage@" + at));
      Cli.Result result = fido("list");
      failures += result.code() == 1 ? 1 : 0;
      assertThat(result.err()).doesNotContain("internal error", "No security key");
      failing.injectFaults(FaultSchedule.none());
    }
    assertThat(failures).isPositive();
  }

  @Test
  void sourceOfThePinCountsAlsoWhereATouchTellsTheKey() {
    VirtualToken untouched = cli.plugKey(Profile.SECURITY_KEY, 7, "");
    cli.plugKey(Profile.YUBIKEY_5_7, 8, "");
    untouched.injectFaults(FaultSchedule.parse("touch-never"));
    setPin();
    ok("credentials list --token fido:?pin-source=" + pin);
  }

  @Test
  void nobodyIsAskedForAPinThatIsBlockedOrHasToBeChanged() {
    VirtualToken token = cli.plugKey(Profile.YUBIKEY_5_7, 7, "");
    setPin();
    String wrong = cli.file("wrong.txt", "garden-gate\n");
    for (int tries = 1; tries <= 3; tries++) {
      fido("credentials list --pin-file " + wrong);
    }
    cli.person =
        request -> {
          request.attemptsLeft().get(); // as all do that talk to people
          throw new AssertionError("asked for " + request.kind());
        };
    String options = creation("alice");
    for (String line :
        new String[] {
          "credentials list",
          "credentials rename x --name y",
          "credentials delete x --yes",
          "config always-uv on",
          "secret backup",
          "register --options " + options + " --origin " + ORIGIN,
          "pin change"
        }) {
      refuses(line, 4, "lug the key in again");
    }
    cli.keys.remove(token);
    cli.keys.insert(token);
    Cli.Result longer = fido("config min-pin-length 12 --pin-file " + pin);
    assertThat(longer.err()).contains("12 characters", "Next: countersign fido pin change");
    refuses("credentials list", 1, "wants its PIN changed", "fido pin change");
  }

  @Test
  void keyThatIsDeniedAResetIsNotToBePluggedInAgain() {
    SettableClock time = new SettableClock(Cli.NOW);
    cli.keys.insert(
        VirtualToken.builder(Profile.SECURITY_KEY)
            .world(
                World.builder()
                    .seed(7)
                    .clock(time)
                    .presence(
                        purpose -> {
                          throw new IllegalStateException("no");
                        })
                    .build())
            .build());
    time.advance(Duration.ofSeconds(1));
    cli.dialogue = new Person(true);
    Cli.Result result = fido("reset");
    assertThat(result.code()).as(result.toString()).isEqualTo(1);
    assertThat(result.err()).contains("denied").doesNotContain("Take it out");
  }
}
