package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.host.pin.Dialogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands that program a slot tell the token, and what they refuse. */
class OtpProgramTest {
  private static final String KEY = "000102030405060708090a0b0c0d0e0f10111213";
  private static final String NO_CODES = " codes ->-";

  @TempDir Path directory;
  private final FakeSlots slots = new FakeSlots();
  private Cli cli;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    cli.readers = slots;
  }

  @AfterEach
  void forget() {
    slots.close();
  }

  private Cli.Result program(String line) {
    List<String> arguments = new ArrayList<>(List.of("otp", "program"));
    arguments.addAll(List.of(line.split(" ")));
    return cli.run(arguments.toArray(String[]::new));
  }

  private void programs(String line, String done) {
    Cli.Result result = program(line);
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(slots.done).last().isEqualTo(done);
  }

  private void refuses(String line, int code, String... parts) {
    Cli.Result result = program(line);
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).startsWith("countersign: ").contains(parts);
    assertThat(result.out()).isEmpty();
    assertThat(slots.done).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "hex, " + KEY,
    "hex, 000102030405060708090A0B0C0D0E0F10111213",
    "base32, AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT",
    "base32, aaaq eaye auda ocaj bifq ydio b4ib ceqt",
    "base64, AAECAwQFBgcICQoLDA0ODxAREhM=",
  })
  void keyComesFromAFile(String encoding, String text) {
    String file = cli.file("key", text + "\n");
    programs(
        "chalresp otp:slot=2 --key-file " + file + " --encoding " + encoding,
        "program 2 chalresp " + KEY + NO_CODES);
    programs(
        "chalresp otp:slot=1 --touch --key-file " + file + " --encoding " + encoding,
        "program 1 chalresp " + KEY + " touch" + NO_CODES);
  }

  @Test
  void keyComesFromStandardInput() {
    cli.input = (KEY + "\r\nanother line").getBytes();
    programs("chalresp otp:slot=2 --key-file -", "program 2 chalresp " + KEY + NO_CODES);
  }

  @Test
  void keyComesFromAPerson() {
    Person person = new Person(KEY, true);
    cli.dialogue = person;
    programs("chalresp otp:serial=17;slot=2", "program 2 chalresp " + KEY + NO_CODES);
    assertThat(person.asked).containsExactly("Key in hex (not shown)");
  }

  @Test
  void passwordIsAskedForTwice() {
    Person person = new Person("cbdefg", true);
    cli.dialogue = person;
    programs("static otp:slot=2", "program 2 static 060507080" + "90a" + NO_CODES);
    assertThat(person.asked).containsExactly("Password (not shown)", "Password (not shown) again");
    slots.done.clear();
    List<String> typed = new ArrayList<>(List.of("cbdefg", "cbdefh"));
    cli.dialogue =
        new Dialogue() {
          @Override
          public boolean confirms(String question) {
            return true;
          }

          @Override
          public Optional<Secret> hidden(String prompt, int maxBytes) {
            return Optional.of(Secret.copyOf(typed.remove(0).toCharArray()));
          }
        };
    refuses("static otp:slot=2", 1, "the two that were entered are not the same");
  }

  @Test
  void terminalThatGoesAway() {
    cli.dialogue =
        new Dialogue() {
          @Override
          public boolean confirms(String question) throws IOException {
            throw new IOException("it is gone");
          }

          @Override
          public Optional<Secret> hidden(String prompt, int maxBytes) throws IOException {
            throw new IOException("it is gone");
          }
        };
    refuses("chalresp otp:slot=2", 1, "cannot ask at the terminal: it is gone");
    slots.programmed[1] = true;
    refuses("chalresp otp:slot=2 --generate", 1, "cannot ask at the terminal: it is gone");
  }

  @Test
  void personWhoTypesNothing() {
    cli.dialogue = new Person("", true);
    refuses("chalresp otp:slot=2", 2, "nothing was entered", "--generate");
  }

  @Test
  void nobodyToAsk() {
    refuses("chalresp otp:slot=2", 2, "there is no terminal to ask at", "Give --key-file FILE");
  }

  @Test
  void generatedKeyIsInItsFileAlone() throws IOException {
    String out = cli.path("key.txt");
    Cli.Result result = program("chalresp otp:slot=2 --generate --out " + out);
    assertThat(result.code()).as(result.toString()).isZero();
    String key = Files.readString(Path.of(out));
    assertThat(key).matches("[0-9a-f]{40}\n");
    assertThat(slots.done).containsExactly("program 2 chalresp " + key.strip() + NO_CODES);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).doesNotContain(key.strip()).contains("The secret is in " + out);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(out))))
        .isEqualTo("rw-------");
    programs("chalresp otp:slot=2 --key-file " + out, slots.done.get(0));
  }

  @Test
  void generatedKeyThatNobodyAskedForIsNowhere() {
    Cli.Result result = program("chalresp otp:slot=2 --generate");
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .contains("otp:serial=17;slot=2 answers challenges.", "The secret is nowhere else");
    String programmed = slots.done.get(0).split(" ")[3];
    assertThat(result.err()).doesNotContain(programmed);
    program("chalresp otp:slot=2 --generate");
    assertThat(slots.done.get(1)).doesNotContain(programmed);
  }

  @Test
  void generatedKeyIsPrintedForWhoAsksForThat() {
    Cli.Result result = program("hotp otp:slot=2 --generate --encoding base32 --out -");
    assertThat(result.out()).matches("[A-Z2-7]{32}\n");
    assertThat(result.err()).doesNotContain(result.out().strip());
  }

  @Test
  void keyThatNobodyCouldReadIsNotProgrammed() {
    Cli.Result result =
        cli.runWithoutReader("otp", "program", "hotp", "otp:slot=2", "--generate", "--out", "-");
    assertThat(result.code()).isEqualTo(141);
    assertThat(slots.done).isEmpty();
  }

  @Test
  void keyThatCannotBeWrittenDownIsNotProgrammed() {
    refuses(
        "hotp otp:slot=2 --generate --out " + cli.path("none/key"), 1, "cannot write", "none/key");
  }

  @Test
  void whatDoesNotGoTogether() {
    String file = cli.file("key", KEY);
    refuses("hotp otp:slot=2 --generate", 2, "who checks the codes needs the secret", "--out FILE");
    refuses("yubiotp otp:slot=2 --generate", 2, "who checks the codes needs the secret");
    refuses("chalresp otp:slot=2 --out x --key-file " + file, 2, "only a secret that is made here");
    refuses("chalresp otp:slot=2 --generate --key-file " + file, 2, "mutually exclusive");
    refuses("static otp:slot=2 --length 8 --key-file " + file, 2, "only a password that is made");
    refuses(
        "chalresp otp:slot=2 --key-file - --access-code-file -",
        2,
        "standard input holds one line only");
    refuses(
        "chalresp otp:slot=2 --generate --access-code-file - --new-access-code-file -",
        2,
        "standard input holds one line only");
    refuses(
        "chalresp otp:slot=2 --generate --remove-access-code --new-access-code-file " + file,
        2,
        "cannot be removed and replaced at once");
  }

  @ParameterizedTest
  @CsvSource({
    "hex, xyz, holds no key in hex",
    "hex, 123, holds no key in hex",
    "base32, 01189998, holds no key in base32",
    "base64, AAEC*, holds no key in base64",
    "hex, 000102030405060708090a0b0c0d0e0f1011121314, a key of 21 bytes does not fit",
    "hex, 0001020304050607, 'the key has 8 bytes, and a good one has at least 16'",
  })
  void keyThatIsNone(String encoding, String text, String message) {
    String file = cli.file("key", text);
    refuses("chalresp otp:slot=2 --key-file " + file + " --encoding " + encoding, 2, message);
    assertThat(program("chalresp otp:slot=2 -v --key-file " + file + " --encoding " + encoding))
        .extracting(Cli.Result::err)
        .asString()
        .doesNotContain(text);
  }

  @Test
  void shortKeyIsTakenFromWhoInsists() {
    String file = cli.file("key", "0001020304050607");
    programs(
        "chalresp otp:slot=2 --allow-short-key --key-file " + file,
        "program 2 chalresp 0001020304050607" + NO_CODES);
  }

  @Test
  void fileThatCannotBe() throws IOException {
    refuses("chalresp otp:slot=2 --key-file " + cli.path("none"), 1, "no such file");
    refuses("chalresp otp:slot=2 --key-file " + cli.file("empty", "\n" + KEY), 2, "nothing on");
    refuses("chalresp otp:slot=2 --key-file " + cli.file("long", "0".repeat(2000)), 2, "1024");
    String open = cli.file("open", KEY);
    Files.setPosixFilePermissions(Path.of(open), PosixFilePermissions.fromString("rw-r--r--"));
    refuses("chalresp otp:slot=2 --key-file " + open, 2, "open to other users", "chmod 600");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chalresp otp:slot=2 " + KEY,
        "chalresp otp:slot=2 --generate " + KEY,
        "chalresp otp:slot=2 --key " + KEY,
        "chalresp otp:slot=2 --key=" + KEY,
        "hotp otp:slot=2 --secret " + KEY,
        "hotp otp:slot=2 --seed " + KEY,
        "static otp:slot=2 --password " + KEY,
        "yubiotp otp:slot=2 vvcc " + KEY,
        "yubiotp otp:slot=2 --private-id " + KEY,
        "chalresp otp:slot=2 --generate --access-code " + KEY,
      })
  void secretInTheArgumentsIsRefusedAndNotRepeated(String line) {
    refuses(line, 2, "a secret is not taken from the arguments", "--key-file FILE");
    assertThat(program(line + " -v").err()).doesNotContain(KEY);
  }

  @Test
  void valueOfAnUnknownOptionIsNotRepeated() {
    refuses("chalresp otp:slot=2 --hex=" + KEY, 2, "does not know '--hex='");
    assertThat(program("chalresp otp:slot=2 --hex=" + KEY).err()).doesNotContain(KEY);
  }

  @Test
  void secretsInArgumentsAreNotOffered() {
    assertThat(cli.ok("otp", "program", "chalresp", "--help"))
        .doesNotContain("--secret")
        .doesNotContain("--private-id")
        .doesNotContain("arguments");
    assertThat(cli.ok("manual", "--markdown", "-")).doesNotContain("--seed`");
  }

  @Test
  void hotpHasDigitsAndCounter() {
    String file = cli.file("key", KEY);
    programs("hotp otp:slot=1 --key-file " + file, "program 1 hotp " + KEY + " 6 0" + NO_CODES);
    programs(
        "hotp otp:slot=1 --digits 8 --counter 1048560 --key-file " + file,
        "program 1 hotp " + KEY + " 8 1048560" + NO_CODES);
  }

  @ParameterizedTest
  @CsvSource({
    "--digits 7, no codes of 7 digits",
    "--counter 17, cannot begin at the counter 17",
    "--counter -16, cannot begin at the counter -16",
    "--counter 1048576, cannot begin at the counter 1048576",
    "--counter many, many",
  })
  void hotpThatCannotBe(String option, String message) {
    refuses("hotp otp:slot=2 " + option + " --key-file " + cli.file("key", KEY), 2, message);
  }

  @Test
  void yubicoOtpFromALine() {
    String full = "vvcccccccccb,0102030405ff,000102030405060708090a0b0c0d0e0f";
    String file = cli.file("credential", full + "\n");
    String done = "program 2 yubiotp ff0000000001 0102030405ff 000102030405060708090a0b0c0d0e0f";
    programs("yubiotp otp:slot=2 --key-file " + file, done + NO_CODES);
    programs("yubiotp otp:slot=2 --public-id VVCCCCCCCCCB --key-file " + file, done + NO_CODES);
    String bare = cli.file("bare", full.substring(full.indexOf(',') + 1));
    programs("yubiotp otp:slot=2 --public-id vvcccccccccb --key-file " + bare, done + NO_CODES);
    programs(
        "yubiotp otp:slot=2 --key-file " + bare,
        done.replace("ff0000000001", "ff0000000011") + NO_CODES);
    programs(
        "yubiotp otp:slot=2 --key-file " + cli.file("none", full.substring(full.indexOf(','))),
        done.replace("ff0000000001 ", " ") + NO_CODES);
  }

  @Test
  void generatedYubicoOtpIsALineThatIsReadAgain() throws IOException {
    String out = cli.path("credential");
    Cli.Result result = program("yubiotp otp:slot=2 --generate --public-id serial --out " + out);
    assertThat(result.code()).as(result.toString()).isZero();
    String line = Files.readString(Path.of(out));
    assertThat(line).matches("vvccccccccbb,[0-9a-f]{12},[0-9a-f]{32}\n");
    assertThat(result.err()).contains("types Yubico OTPs of the identity vvccccccccbb.");
    programs("yubiotp otp:slot=2 --key-file " + out, slots.done.get(0));
  }

  @Test
  void tokenWithoutASerialNumberNeedsAnIdentity() {
    slots.serial = Optional.empty();
    refuses(
        "yubiotp otp:slot=2 --generate --out " + cli.path("c"),
        2,
        "no serial number",
        "--public-id");
    slots.serial = Optional.of("a0b1c2");
    refuses("yubiotp otp:slot=2 --generate --out " + cli.path("c"), 2, "no serial number");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "000102030405060708090a0b0c0d0e0f",
        "0102030405,000102030405060708090a0b0c0d0e0f",
        "0102030405ff,000102030405060708090a0b0c0d0e",
        "0102030405ff,000102030405060708090a0b0c0d0e0g",
        "vvcccccccccb,0102030405ff,0001020304050607,08090a0b0c0d0e0f",
        "000102030405060708090a0b0c0d0e0f,0102030405ff,000102030405060708090a0b0c0d0e0f",
        ",,",
        ",",
      })
  void lineThatIsNoCredential(String line) {
    String file = cli.file("credential", line);
    refuses(
        "yubiotp otp:slot=2 --key-file " + file, 2, "holds no Yubico OTP credential", "modhex, 12");
    assertThat(program("yubiotp otp:slot=2 -v --key-file " + file).err())
        .doesNotContain("0001020304");
  }

  @Test
  void identityThatCannotBe() {
    String line = "vvcccccccccb,0102030405ff,000102030405060708090a0b0c0d0e0f";
    String file = cli.file("credential", line);
    String command = "yubiotp otp:slot=2 --key-file " + file + " --public-id ";
    refuses(command + "vvccccccccbb", 2, "is for the identity vvcccccccccb, not vvccccccccbb");
    refuses(command + "ccc", 2, "two letters for each byte");
    refuses(command + "ccxx", 2, "none but the letters cbdefghijklnrtuv");
    refuses(command + "c".repeat(34), 2, "17 bytes is too long");
  }

  @Test
  void passwordIsTypedByKeys() {
    String file = cli.file("password", "aZ1!0) -_~/?\n");
    programs(
        "static otp:slot=2 --key-file " + file,
        "program 2 static 049d1e9e27a72c2dadb538b8" + NO_CODES);
    programs(
        "static otp:slot=2 --enter --layout modhex --key-file " + cli.file("m", "cbdCBD"),
        "program 2 static 060507868587 enter" + NO_CODES);
  }

  @ParameterizedTest
  @CsvSource({
    "us, pass\u00e9word, 5",
    "us, \u00e9\u20ac, 1",
    "us, aa\u20aca, 3",
    "us, tab\there, 4",
    "modhex, cbda, 4",
    "modhex, cbd1, 4",
  })
  void characterWithoutAKeyIsNamedByItsPosition(String layout, String password, int position) {
    String file = cli.file("password", password);
    refuses(
        "static otp:slot=2 --layout " + layout + " --key-file " + file,
        2,
        "the layout %s has no key for character %d of the password".formatted(layout, position));
  }

  @Test
  void passwordHasUpTo38Characters() {
    programs(
        "static otp:slot=2 --key-file " + cli.file("p", "c".repeat(38)),
        "program 2 static " + "06".repeat(38) + NO_CODES);
    slots.done.clear();
    refuses("static otp:slot=2 --key-file " + cli.file("p", "c".repeat(39)), 2, "39 characters");
    refuses("static otp:slot=2 --generate --length 39", 2, "39 characters", "Choose 1 to 38");
    refuses("static otp:slot=2 --generate --length 0", 2, "0 characters");
  }

  @Test
  void generatedPasswordIsOfLettersThatAreTheSameEverywhere() {
    Cli.Result result = program("static otp:slot=2 --generate --length 32 --layout modhex --out -");
    assertThat(result.out()).matches("[cbdefghijklnrtuv]{32}\n");
    assertThat(result.err()).contains("types a password of 32 characters.");
    assertThat(program("static otp:slot=2 --generate").err()).contains("of 38 characters");
  }

  @Test
  void programmedSlotIsWrittenWhenThatIsMeant() {
    slots.programmed[0] = true;
    slots.programmed[1] = true;
    refuses(
        "chalresp otp:slot=1 --generate",
        2,
        "otp:serial=17;slot=1 is programmed, and what is in it cannot be had back; slot 1 of a new"
            + " YubiKey holds the Yubico OTP credential that its maker put there",
        "--force");
    refuses("chalresp otp:slot=2 --generate", 2, "otp:serial=17;slot=2 is programmed", "--force");
    assertThat(program("chalresp otp:slot=2 --generate --force").code()).isZero();
    Person person = new Person(KEY, false);
    cli.dialogue = person;
    slots.done.clear();
    refuses("chalresp otp:slot=2", 1, "otp:serial=17;slot=2 was left as it is");
    assertThat(person.asked).hasSize(1);
    cli.dialogue = new Person(KEY, true);
    programs("chalresp otp:slot=2", "program 2 chalresp " + KEY + NO_CODES);
  }

  @Test
  void accessCodeStaysUnlessItIsReplacedOrRemoved() {
    String key = "chalresp otp:slot=2 --key-file " + cli.file("key", KEY);
    String now = " --access-code-file " + cli.file("now", "010203040506");
    String next = " --new-access-code-file " + cli.file("next", "0A0B0C0D0E0F");
    String done = "program 2 chalresp " + KEY + " codes ";
    programs(key + now, done + "010203040506>010203040506");
    programs(key + now + next, done + "010203040506>0a0b0c0d0e0f");
    programs(key + next, done + "->0a0b0c0d0e0f");
    programs(key + now + " --remove-access-code", done + "010203040506>-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0102030405", "01020304050607", "secret", "12345678901g"})
  void accessCodeThatIsNone(String code) {
    String file = cli.file("code", code);
    refuses(
        "chalresp otp:slot=2 --generate --access-code-file " + file,
        2,
        "holds no access code",
        "12");
    refuses("chalresp otp:slot=2 --generate --new-access-code-file " + file, 2, "12 hexadecimal");
  }

  @Test
  void slotProtectedByAnotherCode() {
    slots.problem =
        new TokenException.Refused(
            "otp:serial=17;slot=2", "program", "the slot is protected", null, "give its code");
    refuses(
        "chalresp otp:slot=2 --generate",
        1,
        "the slot is protected",
        "When otp:serial=17;slot=2 is protected, give its access code with --access-code-file");
    refuses(
        "chalresp otp:slot=2 --generate --access-code-file " + cli.file("c", "010203040506"),
        1,
        "the slot is protected",
        "Check the access code in the file");
  }

  @Test
  void pulledWhileItIsWritten() {
    slots.problem = new TokenException.Removed("otp:serial=17", "program", "was pulled", null);
    refuses(
        "chalresp otp:slot=2 --generate",
        6,
        "was pulled; the slot may have the new content already, or the old");
  }

  @ParameterizedTest
  @CsvSource({
    "otp:, names no slot",
    "otp:slot=3, is not one of the two slots",
    "otp:slot=9a, is not one of the two slots",
    "piv:slot=2, is not one of the two slots",
    "otp:serial=18;slot=2, no token fits",
  })
  void slotThatIsNone(String uri, String message) {
    refuses("chalresp " + uri + " --generate", message.startsWith("no token") ? 3 : 2, message);
  }

  @Test
  void kindIsNamed() {
    refuses("", 2, "does not know ''");
    refuses("totp otp:slot=2", 2, "does not know 'totp'");
  }

  /** Somebody at the terminal. */
  private static final class Person implements Dialogue {
    private final List<String> asked = new ArrayList<>();
    private final String typed;
    private final boolean agrees;

    private Person(String typed, boolean agrees) {
      this.typed = typed;
      this.agrees = agrees;
    }

    @Override
    public boolean confirms(String question) {
      asked.add(question);
      return agrees;
    }

    @Override
    public Optional<Secret> hidden(String prompt, int maxBytes) {
      asked.add(prompt);
      return typed.isEmpty() ? Optional.empty() : Optional.of(Secret.copyOf(typed.toCharArray()));
    }
  }
}
