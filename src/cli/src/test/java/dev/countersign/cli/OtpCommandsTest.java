package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.TokenException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Using slots: what the token is asked and what becomes of its answer. */
class OtpCommandsTest {
  private static final String RESPONSE = "1f8698690e02ca16618550ef7f19da8e945b555a";

  @TempDir Path directory;
  private final FakeSlots slots = new FakeSlots();
  private Cli cli;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    cli.readers = slots;
    slots.response = HexFormat.of().parseHex(RESPONSE);
  }

  @AfterEach
  void forget() {
    slots.close();
  }

  private Cli.Result otp(String line) {
    List<String> arguments = new ArrayList<>(List.of("otp"));
    arguments.addAll(List.of(line.split(" ")));
    return cli.run(arguments.toArray(String[]::new));
  }

  private String ok(String line) {
    Cli.Result result = otp(line);
    assertThat(result.code()).as(result.toString()).isZero();
    return result.out();
  }

  private void refuses(String line, int code, String... parts) {
    Cli.Result result = otp(line);
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).startsWith("countersign: ").contains(parts);
    assertThat(result.out()).isEmpty();
    assertThat(slots.done).isEmpty();
  }

  @Test
  void statusTellsOfBothSlots() {
    slots.programmed[0] = true;
    slots.touch[0] = true;
    assertThat(ok("status"))
        .isEqualTo(
            """
            token:    otp:serial=17
            what:     fake
            version:  5.7.4
            slot 1:   programmed, works at a touch
            slot 2:   empty
            """);
    slots.programmed[1] = true;
    assertThat(ok("status otp:serial=17"))
        .contains("slot 2:   programmed, answers without a touch");
  }

  @Test
  void statusAsJson() {
    slots.programmed[1] = true;
    assertThat(ok("status --json"))
        .contains("\"uri\" : \"otp:serial=17\"", "\"version\" : \"5.7.4\"", "\"simulated\" : false")
        .contains(
            "\"uri\" : \"otp:serial=17;slot=2\"", "\"programmed\" : true", "\"touch\" : false");
  }

  @Test
  void challengeIsHexadecimalOrAFile() throws Exception {
    assertThat(ok("challenge otp:slot=2 48656C6c6f")).isEqualTo(RESPONSE + "\n");
    assertThat(slots.challenges.get(0)).asHexString().isEqualTo("48656C6C6F");
    String file = cli.file("challenge", new byte[64]);
    assertThat(ok("challenge otp:slot=1 --format base64 --in " + file))
        .isEqualTo("H4aYaQ4CyhZhhVDvfxnajpRbVVo=\n");
    assertThat(slots.challenges.get(1)).hasSize(64);
    cli.input = new byte[] {7};
    String out = cli.path("answer");
    assertThat(ok("challenge otp:slot=2 --in - --format raw --out " + out)).isEmpty();
    assertThat(Files.readAllBytes(Path.of(out))).asHexString().isEqualToIgnoringCase(RESPONSE);
    assertThat(slots.challenges.get(2)).containsExactly(7);
    assertThat(slots.done).containsExactly("challenge 2", "challenge 1", "challenge 2");
  }

  /** The example of [RFC4226] 5.4; the time is 60,130,080 steps after 1970. */
  @Test
  void codeOfThisMoment() {
    assertThat(ok("challenge otp:slot=2 --totp")).isEqualTo("872921\n");
    assertThat(slots.challenges.get(0)).asHexString().isEqualTo("0000000003958320");
    assertThat(ok("challenge otp:slot=2 --totp --digits 8")).isEqualTo("57872921\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'', there is no challenge",
    "00 --totp, there is more than one challenge",
    "00 --in -, there is more than one challenge",
    "0, not in hexadecimal",
    "hello!, not in hexadecimal",
    "--in -, a challenge of 0 bytes is none",
    "--totp --digits 5, a code of 5 digits is none",
    "--totp --digits 9, a code of 9 digits is none",
    "--totp --digits x, x",
    "00 --format octal, octal",
    "00 01, does not know '01'",
  })
  void challengeThatIsNone(String arguments, String message) {
    refuses(("challenge otp:slot=2 " + arguments).strip(), 2, message);
  }

  @Test
  void challengeThatIsTooLong() {
    refuses("challenge otp:slot=2 " + "00".repeat(65), 2, "a challenge of 65 bytes is none", "64");
    refuses("challenge otp:slot=2 --in " + cli.file("c", new byte[65]), 2, "more than 64 bytes");
  }

  @Test
  void slotThatDoesNotAnswer() {
    slots.problem = new TokenException.TouchNotGiven("otp:serial=17;slot=2", "challenge");
    refuses("challenge otp:slot=2 00", 5, "not touched in time");
    slots.problem =
        new TokenException.NoKey("otp:serial=17;slot=2", "challenge", "no secret", "program it");
    refuses("challenge otp:slot=2 00", 3, "no secret", "Program it");
  }

  @ParameterizedTest
  @CsvSource({
    "challenge otp: 00, names no slot",
    "challenge otp:slot=0 00, is not one of the two slots",
    "delete piv:slot=9a, is not one of the two slots",
    "swap piv:, is not about slots",
    "status oath:, is not about slots",
    "status otp:slot, name=value",
  })
  void uriThatIsNone(String line, String message) {
    refuses(line, 2, message);
  }

  @Test
  void swapLosesNothingAndAsksNobody() {
    slots.programmed[0] = true;
    Cli.Result result = otp("swap");
    assertThat(result.code()).isZero();
    assertThat(result.err()).contains("The slots of otp:serial=17 changed places.");
    assertThat(slots.done).containsExactly("swap");
  }

  @Test
  void deleteIsMeant() {
    slots.programmed[1] = true;
    refuses("delete otp:slot=2", 2, "otp:serial=17;slot=2 is programmed", "with --yes");
    assertThat(otp("delete otp:slot=2 --yes").err()).contains("otp:serial=17;slot=2 is empty now.");
    String code = cli.file("code", "010203040506\n");
    ok("delete otp:slot=2 --yes --access-code-file " + code);
    assertThat(slots.done).containsExactly("delete 2 codes ->-", "delete 2 codes 010203040506>-");
  }

  @Test
  void emptySlotIsNotDeleted() {
    refuses("delete otp:slot=2 --yes", 3, "otp:serial=17;slot=2 is empty already");
  }

  @Test
  void protectedSlotIsNotDeleted() {
    slots.programmed[1] = true;
    slots.problem =
        new TokenException.Refused(
            "otp:serial=17;slot=2", "delete", "the slot is protected", null, "give its code");
    refuses("delete otp:slot=2 --yes", 1, "the slot is protected", "with --access-code-file");
    refuses("swap", 1, "the slot is protected");
  }

  @Test
  void otpNeedsACommand() {
    refuses("", 2, "does not know ''");
    assertThat(cli.run("otp").err())
        .contains("needs a command after it: status, challenge, program, swap, delete");
    assertThat(cli.run("otp", "program").err())
        .contains("needs a command after it: chalresp, yubiotp, hotp, static");
  }
}
