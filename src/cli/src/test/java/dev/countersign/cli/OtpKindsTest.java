package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Secret;
import dev.countersign.host.pin.Dialogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each kind of slot is programmed to. */
class OtpKindsTest extends OtpProgramCase {
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
}
