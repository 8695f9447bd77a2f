package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.VirtualToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong ends with the right exit code, one sentence and its remedy, and no trace. */
class BadInputTest {
  private static final String URL = "https://cdn.example.com/a.jpg";

  @TempDir Path directory;
  private Cli cli;
  private String pinFile;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    pinFile = cli.file("pin.txt", Cli.FACTORY_PIN + "\n");
  }

  private Cli.Result sign(String key) {
    cli.input = new byte[] {1, 2, 3};
    return cli.run("sign", "--key", key, "--algorithm", "sha256-rsa", "--pin-file", pinFile);
  }

  private VirtualToken tokenWithKey(TokenStorage storage) {
    VirtualToken token = cli.plug(Profile.YUBIKEY_5_7, 11, "", storage);
    cli.ok("keys", "generate", "piv:slot=9c", "--algorithm", "rsa2048", "--out", cli.path("k.pem"));
    return token;
  }

  private static void assertSentence(Cli.Result result, int code, String... parts) {
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).startsWith("countersign: ").endsWith(".\n").contains(parts);
    assertThat(result.err()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  @Test
  void noReader() {
    assertSentence(sign("piv:slot=9c"), 3, "no reader and no token is attached", "Plug one in");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokens", "keys list", "piv info", "sign"})
  void noDaemon(String command) {
    cli.readers = new NoService();
    Cli.Result result = command.equals("sign") ? sign("piv:slot=9c") : cli.run(command.split(" "));
    assertSentence(result, 1, "the smart card service cannot be reached", "systemctl start pcscd");
  }

  @Test
  void emptyReader() {
    ((SimulatedReaders) cli.readers).addReader("Front slot");
    assertSentence(sign("piv:slot=9c"), 3, "there is no card in Front slot", "Put the card in");
  }

  @Test
  void unknownSerial() {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    assertSentence(
        sign("piv:serial=99;slot=9c"), 3, "no token fits piv:serial=99", "attached: piv:serial=11");
  }

  @Test
  void ambiguousUriListsTheCandidates() {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    cli.plug(Profile.YUBIKEY_5_7, 12, "");
    assertSentence(sign("piv:slot=9c"), 3, "piv:serial=11;slot=9c", "piv:serial=12;slot=9c");
  }

  @Test
  void wrongPinTellsTriesLeftAndIsNotTriedAgain() throws IOException {
    tokenWithKey(TokenStorage.memory());
    pinFile = cli.file("pin.txt", "654321\n");
    assertSentence(
        sign("piv:slot=9c"), 4, "piv:serial=11;slot=9c", "wrong PIN, 2 tries left", "try again");
    assertSentence(sign("piv:slot=9c"), 4, "wrong PIN, 1 try left");
  }

  @Test
  void lastTryIsNotUsedByAScriptUnlessItSaysSo() {
    tokenWithKey(TokenStorage.memory());
    pinFile = cli.file("pin.txt", "654321\n");
    sign("piv:slot=9c");
    sign("piv:slot=9c");
    assertSentence(sign("piv:slot=9c"), 4, "one try is left", "--last-attempt");
    assertThat(cli.ok("piv", "info")).contains("1 of 3 tries left");
  }

  @Test
  void blockedPin() {
    tokenWithKey(TokenStorage.memory());
    blockPin();
    assertSentence(sign("piv:slot=9c"), 4, "the PIN is blocked", "Unblock it with the PUK");
  }

  private void blockPin() {
    pinFile = cli.file("wrong.txt", "654321\n");
    for (int i = 0; i < 3; i++) {
      cli.input = new byte[0];
      cli.run(
          "sign",
          "--last-attempt",
          "--key",
          "piv:slot=9c",
          "--algorithm",
          "sha256-rsa",
          "--pin-file",
          pinFile);
    }
  }

  @Test
  void lockedPuk() {
    tokenWithKey(TokenStorage.memory());
    String wrong = cli.file("puk.txt", "87654321\n");
    String newPin = cli.file("new.txt", "111222\n");
    String[] unblock = {
      "piv", "unblock", "--puk-file", wrong, "--last-attempt", "--new-pin-file", newPin
    };
    cli.run(unblock);
    cli.run(unblock);
    assertThat(cli.run(unblock).code()).isEqualTo(4);
    assertSentence(cli.run(unblock), 4, "PUK is blocked");
  }

  @Test
  void noTouch() {
    cli.plug(Profile.YUBIKEY_5_7, 11, "touch-never");
    cli.ok(
        "keys",
        "generate",
        "piv:slot=9c",
        "--algorithm",
        "rsa2048",
        "--touch-policy",
        "always",
        "--out",
        cli.path("k.pem"));
    assertSentence(sign("piv:slot=9c"), 5, "not touched in time", "touch the token when it blinks");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void cardPulledAtAnyCommandOfASignature(int command) throws Exception {
    TokenStorage storage = TokenStorage.memory();
    VirtualToken token = tokenWithKey(storage);
    byte[] before = storage.read("piv").orElseThrow();
    ((SimulatedReaders) cli.readers).remove(token);
    token.injectFaults(FaultSchedule.parse("remove@" + command));
    ((SimulatedReaders) cli.readers).insert(token);
    Cli.Result result = sign("piv:slot=9c");
    if (result.code() != 0) {
      // Pulled while readers are looked through, the token is not there; later it is gone.
      assertThat(result.code()).as(result.toString()).isIn(3, 6);
      assertSentence(result, result.code(), "oken");
    }
    assertThat(storage.read("piv")).hasValue(before);
  }

  @Test
  void slotWithoutKey() {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    assertSentence(sign("piv:slot=9a"), 3, "9a");
  }

  @Test
  void certificateOfAnotherKeyIsRefusedAndNotStored() throws Exception {
    TokenStorage storage = TokenStorage.memory();
    tokenWithKey(storage);
    cli.ok("keys", "generate", "piv:slot=9a", "--algorithm", "p256", "--out", cli.path("a.pem"));
    cli.ok(
        "keys",
        "certificate",
        "self-sign",
        "piv:slot=9a",
        "--subject",
        "CN=a",
        "--out",
        cli.path("a.crt"),
        "--pin-file",
        pinFile);
    byte[] before = storage.read("piv").orElseThrow();
    assertSentence(
        cli.run("keys", "certificate", "import", "piv:slot=9c", cli.path("a.crt")),
        1,
        "a.crt is not for the key piv:serial=11;slot=9c",
        "Give the certificate of this key");
    assertThat(storage.read("piv")).hasValue(before);
  }

  @ParameterizedTest
  @CsvSource({"garbage", "oversize", "truncate", "overlong"})
  void cardThatAnswersNonsenseAtAnyCommand(String fault) throws Exception {
    TokenStorage storage = TokenStorage.memory();
    VirtualToken token = tokenWithKey(storage);
    byte[] before = storage.read("piv").orElseThrow();
    for (int command = 1; command <= 8; command++) {
      ((SimulatedReaders) cli.readers).remove(token);
      token.injectFaults(FaultSchedule.parse(fault + "@" + command));
      ((SimulatedReaders) cli.readers).insert(token);
      Cli.Result result = sign("piv:slot=9c");
      if (result.code() != 0) {
        assertThat(result.code()).as(result.toString()).isIn(1, 3);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("countersign: ").doesNotContain("internal error");
        assertThat(result.err().lines()).hasSize(1);
      }
    }
    assertThat(storage.read("piv")).hasValue(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not json | policy.json",
        "{} | policy.json",
        "{\"Statement\":[{\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":1}}}]} | expiry"
      })
  void policyThatIsNone(String text, String part) {
    tokenWithKey(TokenStorage.memory());
    String policy = cli.file("policy.json", text);
    assertSentence(
        cli.run(
            "cloudfront",
            "sign-url",
            URL,
            "--key",
            "piv:slot=9c",
            "--key-pair-id",
            "K1",
            "--policy",
            policy,
            "--pin-file",
            pinFile),
        2,
        part);
    assertThat(cli.asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2020-01-01T00:00:00Z", "1", "now", "now-1h"})
  void expiryInThePast(String expires) {
    tokenWithKey(TokenStorage.memory());
    assertSentence(
        cli.run(
            "cloudfront",
            "sign-url",
            URL,
            "--key",
            "piv:slot=9c",
            "--key-pair-id",
            "K1",
            "--expires",
            expires,
            "--pin-file",
            pinFile),
        2,
        "is not in the future",
        "like 2h");
  }

  @Test
  void nowhereToAskForThePin() {
    tokenWithKey(TokenStorage.memory());
    cli.input = new byte[] {1};
    assertSentence(
        cli.run("sign", "--key", "piv:slot=9c", "--algorithm", "sha256-rsa"),
        4,
        "the PIN is needed",
        "--pin-file");
  }

  @Test
  void pinFileThatOthersCanRead() throws Exception {
    tokenWithKey(TokenStorage.memory());
    Files.setPosixFilePermissions(Path.of(pinFile), PosixFilePermissions.fromString("rw-r--r--"));
    assertSentence(sign("piv:slot=9c"), 4, "is open to other users", "chmod 600");
  }

  @Test
  void traceIsShownOnDemandOnly() {
    Cli.Result quiet = sign("piv:slot=9c");
    Cli.Result verbose = cli.run("sign", "-v", "--key", "piv:slot=9c", "--algorithm", "sha256-rsa");
    assertThat(quiet.err()).doesNotContain("\tat ");
    assertThat(verbose.err()).contains("\tat ");
    assertThat(verbose.code()).isEqualTo(quiet.code());
  }

  @Test
  void pinIsInNoTrace() {
    tokenWithKey(TokenStorage.memory());
    cli.input = new byte[] {1};
    Cli.Result result =
        cli.run(
            "sign",
            "-v",
            "--key",
            "piv:slot=9c",
            "--algorithm",
            "sha256-rsa",
            "--pin-file",
            pinFile);
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("apdu > ").doesNotContain("313233343536");
  }
}
