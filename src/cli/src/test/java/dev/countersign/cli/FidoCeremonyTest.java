package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.relyingparty.webauthn.AssertionResult;
import dev.countersign.relyingparty.webauthn.Caller;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts register keys and sign in with them; judged by webauthn-server and what we add to it. */
class FidoCeremonyTest extends FidoCase {

  @ParameterizedTest
  @EnumSource(names = {"SECURITY_KEY", "YUBIKEY_5_7", "FIDO_2_0"})
  void siteAcceptsWhatTheCommandsPrint(Profile profile) {
    cli.plugKey(profile, 7, "");
    setPin();
    register("alice");
    String response = ok("assert" + page(request(caller("alice"))));
    assertThat(response.lines()).hasSize(1);
    assertThat(site.finishAssertion(caller("alice"), response))
        .isInstanceOfSatisfying(
            AssertionResult.SignedIn.class,
            signedIn -> {
              assertThat(signedIn.user()).isEqualTo("alice");
              assertThat(signedIn.userVerified()).isTrue();
            });
    assertThat(site.finishAssertion(caller("alice"), response).accepted()).isFalse();
  }

  @Test
  void optionsComeFromAPipeAndTheResponseGoesIntoAFile() throws Exception {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    cli.input =
        site.beginRegistration(caller("bob"), "bob").options().getBytes(StandardCharsets.UTF_8);
    assertThat(ok("register" + page("-") + " --out " + cli.path("out.json"))).isEmpty();
    String response = Files.readString(Path.of(cli.path("out.json")));
    assertThat(site.finishRegistration(caller("bob"), "blue", response).accepted()).isTrue();
  }

  @Test
  void keyMakesNothingWhoseResponseCouldNotBeWritten() {
    VirtualToken token = cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    String register = "register" + page(creation("alice")) + " --out ";
    long before = token.commands();
    refuses(register + cli.path("none/out.json"), 1, "cannot write", "no such file");
    refuses(register + cli.directory, 1, "cannot write", "directory");
    assertThat(token.commands()).isEqualTo(before);
    ok(register + cli.path("out.json"));
  }

  /** Whoever posts a response first is signed in, and it may have secrets. */
  @Test
  void responseInAFileIsForItsOwnerAlone() throws Exception {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    register("alice");
    ok("assert" + page(request(caller("alice"))) + " --out " + cli.path("out.json"));
    assertThat(Files.getPosixFilePermissions(Path.of(cli.path("out.json"))))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void whatTheCommandDoesNotDoForASiteIsNoMissingKey() {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    String options =
        site.beginRegistration(caller("alice"), "alice")
            .options()
            .replaceFirst("\"attestation\":\"[a-z]+\"", "\"attestation\":\"enterprise\"");
    refuses("register" + page(cli.file("create.json", options)), 1, "which very key", "direct");
  }

  @Test
  void ofSeveralAccountsTheOneThatIsNamedSignsIn() {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    register("alice");
    register("bob");
    Caller unnamed = Caller.unnamed("another session");
    refuses("assert" + page(request(unnamed)), 3, "2 accounts", "alice", "bob", "--account");
    refuses("assert --account carol" + page(request(unnamed)), 3, "alice", "bob");
    String response = ok("assert --account alice" + page(request(unnamed)));
    assertThat(site.finishAssertion(unnamed, response))
        .isInstanceOfSatisfying(
            AssertionResult.SignedIn.class,
            signedIn -> assertThat(signedIn.user()).isEqualTo("alice"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://signin.example.net",
        "https://example.com",
        "https://com",
        "http://signin.example.com",
        "https://signin.example.com/path",
        "https://192.0.2.1",
        "signin.example.com"
      })
  void keyIsNotAskedForAPageThatIsNotTheSites(String origin) {
    VirtualToken token = cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    long before = token.commands();
    Cli.Result result = fido("register --options " + creation("alice") + " --origin " + origin);
    assertThat(result.code()).as(result.toString()).isEqualTo(2);
    assertThat(result.err()).startsWith("countersign: ");
    assertThat(result.out()).isEmpty();
    assertThat(token.commands() - before).as("a look at the key, no ceremony").isLessThan(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "null",
        "{}",
        "{\"challenge\":7}",
        "{\"challenge\":\"***\"}",
        "{\"challenge\":\"AAAA\",\"challenge\":\"BBBB\"}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
      })
  void whatIsNoOptionsIsUsage(String json) {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    String options = cli.file("bad.json", json);
    for (String command : new String[] {"register", "assert"}) {
      refuses(command + page(options), 2, "the options");
    }
  }

  @Test
  void optionsThatAreNotThereOrTooLongOrNoText() {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    refuses("register" + page(cli.path("none.json")), 1, "no such file");
    refuses("register" + page(cli.file("long.json", " ".repeat(300_000))), 2, "more than");
    refuses("register" + page(cli.file("latin.json", new byte[] {(byte) 0xE9})), 2, "UTF-8");
  }

  @Test
  void wrongPinCostsOneTryAndIsNotRepeated() {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    String wrong = cli.file("wrong.txt", "garden-path!\n");
    String options = creation("alice");
    refuses(
        "register --options " + options + " --origin " + ORIGIN + " --pin-file " + wrong,
        4,
        "PIN",
        "7");
    assertThat(ok("info")).contains("set, 7 tries left");
  }

  @Test
  void keyWithoutPinThatMustVerifyThePerson() {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    refuses("register" + page(creation("alice")), 4, "no PIN", "countersign fido pin set");
  }

  @Test
  void oldKeyThatMustVerifyThePerson() {
    cli.plugKey(Profile.U2F_ONLY, 7, "");
    refuses("register" + page(creation("alice")), 1, "verify", "another key");
  }

  @Test
  void keyThatIsRegisteredAlready() {
    cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    register("alice");
    refuses("register" + page(creation("alice")), 1, "already");
  }

  @Test
  void otherKeyThanTheRegisteredOne() {
    VirtualToken first = cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    register("alice");
    cli.keys.remove(first);
    cli.plugKey(Profile.SECURITY_KEY, 8, "");
    setPin();
    refuses("assert" + page(request(caller("alice"))), 3, "no such credential");
  }

  @Test
  void nobodyTouchesTheKey() {
    VirtualToken token = cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    token.injectFaults(FaultSchedule.parse("touch-never"));
    refuses("register" + page(creation("alice")), 5, "touch");
  }

  @Test
  void keyIsPulledAtEachCommand() {
    VirtualToken token = cli.plugKey(Profile.SECURITY_KEY, 7, "");
    setPin();
    boolean done = false;
    int pulls = 0;
    for (int at = 1; !done; at++) {
      assertThat(at).isLessThan(200);
      cli.keys.remove(token);
      cli.keys.insert(token);
      token.injectFaults(FaultSchedule.parse("remove@" + at));
      Cli.Result result = fido("register" + page(creation("alice")));
      done = result.code() == 0;
      if (!done) {
        pulls++;
        assertThat(result.code()).as(at + ": " + result).isIn(3, 6);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).doesNotContain("internal error");
      }
      token.injectFaults(FaultSchedule.none());
    }
    assertThat(pulls).isGreaterThan(3);
  }
}
