package dev.countersign.junit.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.wire.oath.HotpValue;
import dev.countersign.wire.oath.OathHash;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** ykman oath: accounts, their codes, and the password before them. */
class YkmanOathTest extends YkmanCase {
  /** 12345678901234567890 in base32: the secret of the standards' examples. */
  private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  private static final byte[] KEY = "12345678901234567890".getBytes(US_ASCII);
  private static final String SELECT = "00A4040007A0000005272101";
  private static final String PASSWORD = "correct horse";

  private String add(Object... more) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("oath", "accounts", "add"));
    arguments.addAll(List.of(more));
    return ykman(arguments.toArray()).all();
  }

  private String code(Object... more) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("oath", "accounts", "code"));
    arguments.addAll(List.of(more));
    return ykman(arguments.toArray()).text();
  }

  private String list(Object... more) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("oath", "accounts", "list"));
    arguments.addAll(List.of(more));
    return ykman(arguments.toArray()).text();
  }

  /** The codes of all periods that a moment between two others may be in. */
  private static List<String> codes(OathHash hash, int digits, int period, Instant from, Instant to)
      throws Exception {
    List<String> codes = new ArrayList<>();
    Mac mac = Mac.getInstance(hash.macName());
    mac.init(new SecretKeySpec(KEY, hash.macName()));
    for (long step = from.getEpochSecond() / period; step <= to.getEpochSecond() / period; step++) {
      byte[] response = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      codes.add(HotpValue.decimal(HotpValue.truncate(response), digits));
    }
    return codes;
  }

  @ParameterizedTest
  @CsvSource({"YUBIKEY_5_7, 5.7.4", "YUBIKEY_4_3, 4.3.5"})
  void infoTellsVersionAndPassword(Profile profile, String version) throws Exception {
    insert(profile);
    assertThat(ykman("oath", "info").text())
        .isEqualTo("OATH version: " + version + "\nPassword protection: disabled\n");
    assertThat(list()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void codesOfTimedAccounts(Profile profile) throws Exception {
    insert(profile);
    add("alice", SECRET, "-i", "AWS");
    add("bob", SECRET, "-a", "SHA256", "-d", "8", "-P", "60");
    add("carol", SECRET, "-a", "SHA512", "-d", "7");
    assertThat(list("-o", "-P"))
        .isEqualTo("AWS:alice, TOTP, 30\n60/bob, TOTP, 60\ncarol, TOTP, 30\n");

    Instant before = Instant.now();
    String alice = code("-s", "alice").strip();
    String bob = code("-s", "bob").strip();
    String carol = code("-s", "carol").strip();
    Instant after = Instant.now();
    assertThat(codes(OathHash.SHA1, 6, 30, before, after)).contains(alice);
    assertThat(codes(OathHash.SHA256, 8, 60, before, after)).contains(bob);
    assertThat(codes(OathHash.SHA512, 7, 30, before, after)).contains(carol);
  }

  /** [RFC4226] appendix D. */
  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void codesOfCountedAccounts(Profile profile) throws Exception {
    insert(profile);
    add("h", SECRET, "-o", "HOTP");
    add("later", SECRET, "-o", "HOTP", "-c", "7");
    assertThat(code()).contains("h      [HOTP Account]\n").contains("later  [HOTP Account]\n");
    assertThat(code("-s", "h")).isEqualTo("755224\n");
    assertThat(code("-s", "h")).isEqualTo("287082\n");
    assertThat(code("-s", "later")).isEqualTo("162583\n");
  }

  @Test
  void accountsFromUris() throws Exception {
    insert(Profile.YUBIKEY_5_7);
    String secret = "?secret=" + SECRET;
    ykman("oath", "accounts", "uri", "otpauth://totp/AWS:alice" + secret + "&issuer=AWS");
    ykman("oath", "accounts", "uri", "otpauth://hotp/h" + secret + "&counter=1&digits=8");
    ykman("oath", "accounts", "uri", "otpauth://totp/Steam:me" + secret + "&issuer=Steam");
    assertThat(list("-o")).isEqualTo("AWS:alice, TOTP\nh, HOTP\nSteam:me, TOTP\n");
    assertThat(code("-s", "h")).isEqualTo("94287082\n");
    assertThat(code("-s", "Steam")).matches("[23456789BCDFGHJKMNPQRTVWXY]{5}\n");
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void accountsAreOverwrittenAndDeleted(Profile profile) throws Exception {
    insert(profile);
    add("alice", SECRET, "-o", "HOTP");
    assertThat(ykmanFails("oath", "accounts", "add", "alice", SECRET))
        .contains("An account called alice already exists");
    add("alice", SECRET, "-o", "HOTP", "-c", "1", "-f");
    assertThat(code("-s", "alice")).isEqualTo("287082\n");
    assertThat(ykman("oath", "accounts", "delete", "alice", "-f").text())
        .isEqualTo("Deleted alice.\n");
    assertThat(list()).isEmpty();
    assertThat(ykman("oath", "accounts", "delete", "alice", "-f").text())
        .contains("No matches, nothing to be done.");
  }

  @Test
  void accountsAreRenamed() throws Exception {
    insert(Profile.YUBIKEY_5_7);
    add("alice", SECRET, "-o", "HOTP");
    add("bob", SECRET);
    assertThat(ykman("oath", "accounts", "rename", "alice", "AWS:carol", "-f").text())
        .isEqualTo("Renamed alice to AWS:carol.\n");
    assertThat(list()).isEqualTo("AWS:carol\nbob\n");
    assertThat(code("-s", "carol")).isEqualTo("755224\n");
    add("dave", SECRET);
    assertThat(ykmanFails("oath", "accounts", "rename", "dave", "bob", "-f"))
        .contains("Another account with ID bob already exists");
  }

  @Test
  void firmware43RenamesNothing() throws Exception {
    insert(Profile.YUBIKEY_4_3);
    add("alice", SECRET);
    assertThat(ykmanFails("oath", "accounts", "rename", "alice", "bob", "-f"))
        .contains("requires YubiKey 5.3.1");
    assertThat(list()).isEqualTo("alice\n");
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void aPasswordIsSetGivenChangedAndCleared(Profile profile) throws Exception {
    insert(profile);
    add("h", SECRET, "-o", "HOTP");
    assertThat(ykman("oath", "access", "change", "-n", PASSWORD).text())
        .isEqualTo("Password updated.\n");
    assertThat(ykman("oath", "info").text()).endsWith("Password protection: enabled\n");
    assertThat(ykmanFails("oath", "accounts", "list", "-p", "wrong"))
        .contains("Authentication to the YubiKey failed. Wrong password?");
    assertThat(code("-s", "h", "-p", PASSWORD)).isEqualTo("755224\n");

    ykman("oath", "access", "change", "-p", PASSWORD, "-n", "another");
    assertThat(ykmanFails("oath", "accounts", "list", "-p", PASSWORD)).contains("Wrong password?");
    assertThat(list("-p", "another")).isEqualTo("h\n");
    assertThat(ykman("oath", "access", "change", "-p", "another", "-c").text())
        .isEqualTo("Password cleared from YubiKey.\n");
    assertThat(code("-s", "h")).isEqualTo("287082\n");
  }

  @Test
  void aPasswordIsRememberedUntilItIsForgotten() throws Exception {
    insert(Profile.YUBIKEY_5_7);
    add("alice", SECRET);
    ykman("oath", "access", "change", "-n", PASSWORD);
    assertThat(ykman("oath", "access", "remember", "-p", PASSWORD).text())
        .isEqualTo("Password remembered.\n");
    assertThat(ykman("oath", "info").text())
        .endsWith("The password for this YubiKey is remembered by ykman.\n");
    assertThat(list()).isEqualTo("alice\n");
    assertThat(ykman("oath", "access", "forget").text()).isEqualTo("Password forgotten.\n");
    ykmanFails("oath", "accounts", "list");
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void aTouchIsWaitedFor(Profile profile) throws Exception {
    PeerReader reader = insert(profile);
    add("alice", SECRET, "-t");
    add("bob", SECRET);
    assertThat(code()).containsPattern("alice  \\[Requires Touch]\nbob +[0-9]{6}\n");
    Instant before = Instant.now();
    String touched = code("-s", "alice").strip();
    assertThat(codes(OathHash.SHA1, 6, 30, before, Instant.now())).contains(touched);
    reader.card().injectFaults(FaultSchedule.parse("touch-never"));
    assertThat(ykmanFails("oath", "accounts", "code", "-s", "alice"))
        .contains("Touch account timed out!");
    assertThat(code("-s", "bob")).matches("[0-9]{6}\n");
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void resetNeedsNoPassword(Profile profile) throws Exception {
    insert(profile);
    add("alice", SECRET);
    ykman("oath", "access", "change", "-n", PASSWORD);
    assertThat(ykman("oath", "reset", "-f").text())
        .contains("Success! All OATH accounts have been deleted from the YubiKey.");
    assertThat(ykman("oath", "info").text()).endsWith("Password protection: disabled\n");
    assertThat(list()).isEmpty();
  }

  /** Long answers come in pieces. */
  @ParameterizedTest
  @CsvSource({"YUBIKEY_5_7, 64", "YUBIKEY_4_3, 32"})
  void aFullTokenListsAllAccountsAndTakesNoMore(Profile profile, int accounts) throws Exception {
    VirtualToken token = fresh(profile);
    token.transmit(HexFormat.of().parseHex(SELECT));
    for (int i = 0; i < accounts; i++) {
      String data = "7140" + hex("%064d".formatted(i)) + "7316" + "2106" + "31".repeat(20);
      byte[] put = HexFormat.of().parseHex("00010000%02X".formatted(data.length() / 2) + data);
      assertThat(token.transmit(put)).containsExactly(0x90, 0x00);
    }
    insert(token);
    assertThat(list().lines()).hasSize(accounts);
    assertThat(code().lines().filter(line -> line.matches("[0-9]{64}  [0-9]{6}")))
        .hasSize(accounts);
    assertThat(ykmanFails("oath", "accounts", "add", "more", SECRET))
        .contains("No space left on the YubiKey for OATH accounts.");
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(US_ASCII));
  }
}
