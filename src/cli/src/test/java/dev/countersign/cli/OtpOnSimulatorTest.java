package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.VirtualToken;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands with the driver and a simulated token below them; judged by the JDK. */
class OtpOnSimulatorTest {
  /** The key of the examples ([RFC4226] appendix D). */
  private static final String KEY = "3132333435363738393031323334353637383930";

  @TempDir Path directory;
  private Cli cli;
  private VirtualToken token;
  private String key;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    token = cli.plug(Profile.YUBIKEY_5_7, 11, "");
    key = cli.file("key.txt", KEY + "\n");
  }

  private Cli.Result otp(String line) {
    List<String> arguments = new ArrayList<>(List.of("otp"));
    arguments.addAll(List.of(line.split(" ")));
    return cli.run(arguments.toArray(String[]::new));
  }

  private String ok(String line) {
    Cli.Result result = otp(line);
    assertThat(result.code()).as(line + ": " + result).isZero();
    return result.out();
  }

  private void refuses(String line, int code, String... parts) {
    Cli.Result result = otp(line);
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).startsWith("countersign: ").contains(parts);
    assertThat(result.out()).isEmpty();
  }

  private static String hmac(String challenge) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(HexFormat.of().parseHex(KEY), "HmacSHA1"));
    return HexFormat.of().formatHex(mac.doFinal(HexFormat.of().parseHex(challenge)));
  }

  @Test
  void newTokenIsEmpty() {
    assertThat(ok("status otp:serial=11"))
        .contains("token:    otp:serial=11", "(simulated)", "version:  5.7")
        .contains("slot 1:   empty", "slot 2:   empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "ff", "48656c6c6f", "0000000003958320", "010000", "abcd00ff00"})
  void challengeIsAnsweredAsTheJdkWould(String challenge) throws Exception {
    ok("program chalresp otp:slot=2 --key-file " + key);
    assertThat(ok("challenge otp:slot=2 " + challenge)).isEqualTo(hmac(challenge) + "\n");
    assertThat(ok("status")).contains("slot 2:   programmed, answers without a touch");
  }

  /** [RFC4226] appendix D, the truncated values of the first counters. */
  @Test
  void codeIsThatOfTheTime() throws Exception {
    ok("program chalresp otp:slot=1 --key-file " + key);
    cli.clock.set(Instant.ofEpochSecond(59));
    assertThat(ok("challenge otp:slot=1 --totp --digits 8")).isEqualTo("94287082\n");
    assertThat(ok("challenge otp:slot=1 --totp")).isEqualTo("287082\n");
  }

  @Test
  void touchThatDoesNotCome() throws Exception {
    ok("program chalresp otp:slot=2 --touch --key-file " + key);
    assertThat(ok("status")).contains("slot 2:   programmed, works at a touch");
    assertThat(ok("challenge otp:slot=2 00")).isEqualTo(hmac("00") + "\n");
    token.injectFaults(FaultSchedule.parse("touch-never"));
    refuses("challenge otp:slot=2 00", 5, "otp:serial=11;slot=2", "not touched in time");
  }

  @Test
  void slotThatHoldsNoSuchSecret() {
    refuses("challenge otp:slot=2 00", 3, "otp:serial=11;slot=2");
    ok("program hotp otp:slot=2 --key-file " + key);
    refuses("challenge otp:slot=2 00", 3, "otp:serial=11;slot=2");
  }

  /** [RFC4226] appendix D. */
  @Test
  void hotpIsTyped() {
    ok("program hotp otp:slot=1 --key-file " + key);
    assertThat(List.of(token.touchSlot(1), token.touchSlot(1), token.touchSlot(1)))
        .extracting(String::strip)
        .containsExactly("755224", "287082", "359152");
    ok("program hotp otp:slot=2 --digits 8 --counter 16 --key-file " + key);
    assertThat(token.touchSlot(2).strip()).hasSize(8).containsOnlyDigits();
  }

  @Test
  void passwordIsTyped() {
    String all = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDE";
    String more = "FGHIJKLMNOPQRSTUVWXYZ[\\]^_`";
    String rest = "abcdefghijklmnopqrstuvwxyz{|}~";
    for (String password : List.of(all, more, rest, "cbdefghijklnrtuv")) {
      String file = cli.file("password.txt", password);
      ok("program static otp:slot=2 --force --key-file " + file);
      assertThat(token.touchSlot(2)).isEqualTo(password);
      ok("program static otp:slot=2 --force --enter --key-file " + file);
      assertThat(token.touchSlot(2)).isEqualTo(password + "\n");
    }
    String made = ok("program static otp:slot=1 --generate --length 20 --out -");
    assertThat(token.touchSlot(1)).isEqualTo(made.strip());
  }

  @Test
  void yubicoOtpIsTyped() throws Exception {
    String line = ok("program yubiotp otp:slot=1 --generate --out -").strip();
    String[] fields = line.split(",");
    assertThat(fields[0]).isEqualTo("vvcccccccccn");
    String typed = token.touchSlot(1).strip();
    assertThat(typed).hasSize(44).startsWith(fields[0]);
    Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
    aes.init(Cipher.DECRYPT_MODE, new SecretKeySpec(HexFormat.of().parseHex(fields[2]), "AES"));
    byte[] block = aes.doFinal(modhex(typed.substring(12)));
    assertThat(Arrays.copyOf(block, 6)).asHexString().isEqualToIgnoringCase(fields[1]);
    assertThat(token.touchSlot(1).strip()).startsWith(fields[0]).isNotEqualTo(typed);
  }

  private static byte[] modhex(String text) {
    StringBuilder hex = new StringBuilder();
    for (char c : text.toCharArray()) {
      hex.append(Integer.toHexString("cbdefghijklnrtuv".indexOf(c)));
    }
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void programmedSlotIsKept() throws Exception {
    ok("program chalresp otp:slot=1 --key-file " + key);
    refuses("program chalresp otp:slot=1 --generate", 2, "its maker put there", "--force");
    assertThat(ok("challenge otp:slot=1 00")).isEqualTo(hmac("00") + "\n");
    ok("program chalresp otp:slot=1 --generate --force");
    assertThat(ok("challenge otp:slot=1 00")).isNotEqualTo(hmac("00") + "\n");
  }

  @Test
  void accessCodeIsAskedFor() throws Exception {
    String code = cli.file("code.txt", "0102030405ff\n");
    String wrong = cli.file("wrong.txt", "0102030405fe\n");
    ok("program chalresp otp:slot=2 --new-access-code-file " + code + " --key-file " + key);
    for (String command : List.of("program hotp otp:slot=2 --force", "delete otp:slot=2 --yes")) {
      String line = command.startsWith("program") ? command + " --key-file " + key : command;
      refuses(line, 1, "otp:serial=11;slot=2", "access code", "--access-code-file");
      refuses(line + " --access-code-file " + wrong, 1, "access code");
      assertThat(ok("challenge otp:slot=2 00")).isEqualTo(hmac("00") + "\n");
    }
    ok("program hotp otp:slot=2 --force --key-file " + key + " --access-code-file " + code);
    refuses("delete otp:slot=2 --yes", 1, "access code");
    ok(
        "program hotp otp:slot=2 --force --remove-access-code --key-file "
            + key
            + " --access-code-file "
            + code);
    ok("delete otp:slot=2 --yes");
    assertThat(ok("status")).contains("slot 2:   empty");
  }

  @Test
  void slotsAreSwappedAndEmptied() throws Exception {
    ok("program chalresp otp:slot=2 --key-file " + key);
    ok("swap");
    assertThat(ok("status")).contains("slot 1:   programmed", "slot 2:   empty");
    assertThat(ok("challenge otp:slot=1 00")).isEqualTo(hmac("00") + "\n");
    refuses("delete otp:slot=2 --yes", 3, "otp:serial=11;slot=2");
    assertThat(otp("delete otp:slot=1 --yes").err()).contains("otp:serial=11;slot=1 is empty now.");
    assertThat(ok("status")).contains("slot 1:   empty", "slot 2:   empty");
  }

  /** At each command the slot has the old content or the new one, and what was said is true. */
  @Test
  void pulledWhileASlotIsWritten() throws Exception {
    boolean pulled = false;
    for (int command = 1; command <= 20; command++) {
      cli.readers = new SimulatedReaders();
      token = cli.plug(Profile.YUBIKEY_5_7, 20L + command, "", TokenStorage.memory());
      token.injectFaults(FaultSchedule.parse("remove@" + command));
      Cli.Result result = otp("program chalresp otp:slot=2 --key-file " + key);
      if (result.code() == 0) {
        break;
      }
      pulled = true;
      assertThat(result.code()).as(result.toString()).isEqualTo(6);
      assertThat(result.err().lines()).as(result.err()).hasSize(1);
      token.injectFaults(FaultSchedule.parse(""));
      ((SimulatedReaders) cli.readers).remove(token);
      ((SimulatedReaders) cli.readers).insert(token);
      if (ok("status").contains("slot 2:   programmed")) {
        assertThat(result.err()).contains("may have the new content already");
        assertThat(ok("challenge otp:slot=2 00")).isEqualTo(hmac("00") + "\n");
      }
    }
    assertThat(pulled).isTrue();
  }

  @Test
  void namedSimulatorKeepsItsSlots() throws Exception {
    cli.ok("simulator", "create", "desk", "--serial", "7");
    ok("program chalresp otp:slot=2 --simulator desk --key-file " + key);
    assertThat(ok("challenge otp:serial=7;slot=2 --simulator desk 00"))
        .isEqualTo(hmac("00") + "\n");
  }

  @Test
  void cardWithoutSlots() {
    cli.readers = new SimulatedReaders();
    cli.plug(Profile.NIST_PIV, 12, "");
    refuses("status", 3, "no application");
  }

  @Test
  void secretsAreInNoTrace() {
    Cli.Result result = otp("program chalresp otp:slot=2 -v --key-file " + key);
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.err()).contains("apdu ").doesNotContainIgnoringCase(KEY.substring(0, 32));
    byte[] password = "cbdefg".getBytes(StandardCharsets.US_ASCII);
    Cli.Result typed =
        otp("program static otp:slot=1 -v --key-file " + cli.file("password.txt", password));
    assertThat(typed.err()).contains("apdu ").doesNotContain("060507080");
  }
}
