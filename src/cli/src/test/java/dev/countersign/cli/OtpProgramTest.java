package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.host.pin.Dialogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the secret of a slot comes from, and what is refused before one is written. */
class OtpProgramTest extends OtpProgramCase {
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
    "hex, abc, holds no key in hex",
    "base32, 01189998, holds no key in base32",
    "base64, AAEC*, holds no key in base64",
    "hex, 000102030405060708090a0b0c0d0e0f1011121314, a key of 21 bytes does not fit",
    "hex, 0001020304050607, 'the key has 8 bytes, and a good one has at least 16'",
  })
  void keyThatIsNone(String encoding, String text, String message) {
    String file = cli.file("key", text);
    refuses("chalresp otp:slot=2 --key-file " + file + " --encoding " + encoding, 2, message);
    assertThat(program("chalresp otp:slot=2 -v --key-file " + file + " --encoding " + encoding))
        .extracting(result -> result.err().replace(file, "")) // its name has random digits
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
}
