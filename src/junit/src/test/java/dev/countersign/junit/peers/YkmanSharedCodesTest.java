package dev.countersign.junit.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.card.oath.OathAdministration;
import dev.countersign.card.otp.AccessCodes;
import dev.countersign.card.otp.OtpSlots;
import dev.countersign.card.otp.SlotConfiguration;
import dev.countersign.device.AccountCode;
import dev.countersign.device.Code;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.NewAccount;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenUri;
import dev.countersign.simulator.Profile;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ykman stored answers through our drivers, and the other way round. */
class YkmanSharedCodesTest extends YkmanCase {
  private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  private static final byte[] SEED = "12345678901234567890".getBytes(US_ASCII);
  private static final String PASSWORD = "correct horse";

  /** [RFC6238] appendix B: the code of SHA-1 at this time has the last six digits of 07081804. */
  private static final Instant MOMENT = Instant.ofEpochSecond(1_111_111_109L);

  private static CodeAccounts accounts(PeerReader reader) {
    return reader.tokens().find(TokenUri.of("oath")).require(CodeAccounts.class);
  }

  private static String code(PeerReader reader, String id) {
    return accounts(reader).code(id, MOMENT).flatMap(AccountCode::code).map(Code::text).orElse("");
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void ykmansAccountsAnswerThroughOurs(Profile profile) throws Exception {
    PeerReader reader = insert(profile);
    ykman("oath", "accounts", "add", "alice", SECRET, "-i", "AWS");
    ykman("oath", "accounts", "add", "bob", SECRET, "-d", "8", "-P", "60");
    ykman("oath", "accounts", "add", "h", SECRET, "-o", "HOTP");
    assertThat(accounts(reader).list())
        .extracting(account -> account.kind() + " " + account.id())
        .containsExactly("TOTP AWS:alice", "TOTP 60/bob", "HOTP h");
    assertThat(code(reader, "AWS:alice")).isEqualTo("081804");
    assertThat(code(reader, "60/bob")).hasSize(8);
    assertThat(code(reader, "h")).isEqualTo("755224");
    ykman("oath", "access", "change", "-n", PASSWORD);
    reader.pins().answer(PinRequest.Kind.PASSWORD, PASSWORD);
    assertThat(code(reader, "AWS:alice")).isEqualTo("081804");
    ykman("oath", "accounts", "delete", "alice", "-f", "-p", PASSWORD);
    assertThat(accounts(reader).code("AWS:alice", MOMENT)).isEmpty();
  }

  @Test
  void ourAccountsAnswerThroughYkman() throws Exception {
    PeerReader reader = insert(Profile.YUBIKEY_5_7);
    CodeAccounts accounts = accounts(reader);
    try (Secret seed = Secret.copyOf(SEED);
        Secret password = Secret.copyOf(PASSWORD.getBytes(UTF_8))) {
      AccountId id = new AccountId(Optional.empty(), Optional.of("VPN"), "h");
      accounts.add(new NewAccount(id, CodeKind.HOTP, OathHash.SHA1, 6, 0, false), seed, false);
      AccountId timed = AccountId.totp(Optional.of("AWS"), "alice");
      accounts.add(new NewAccount(timed, CodeKind.TOTP, OathHash.SHA256, 8, 0, true), seed, false);
      assertThat(ykman("oath", "accounts", "list", "-o").text())
          .isEqualTo("AWS:alice, TOTP\nVPN:h, HOTP\n");
      assertThat(ykman("oath", "accounts", "code", "-s", "VPN:h").text()).isEqualTo("755224\n");
      assertThat(accounts.code(accounts.list().get(0), MOMENT).text())
          .as("the counter that ykman moved")
          .isEqualTo("287082");
      assertThat(ykman("oath", "accounts", "code", "-s", "AWS:alice").all())
          .contains("Touch your YubiKey");
      reader
          .tokens()
          .find(TokenUri.of("oath"))
          .require(OathAdministration.class)
          .setPassword(password);
      assertThat(ykman("oath", "info").text()).contains("Password protection: enabled");
      assertThat(ykman("oath", "accounts", "list", "-p", PASSWORD).text())
          .isEqualTo("AWS:alice\nVPN:h\n");
    }
  }

  @Test
  void slotsAreShared() throws Exception {
    PeerReader reader = insert(Profile.YUBIKEY_5_7);
    byte[] challenge = HexFormat.of().parseHex("0000000000000001");
    String answer = "75a48a19d4cbe100644e8ac1397eea747a2d33ab";
    ykman("otp", "chalresp", "-f", "2", HexFormat.of().formatHex(SEED));
    OtpSlots slots = reader.tokens().find(TokenUri.of("otp")).require(OtpSlots.class);
    assertThat(slots.status().slots()).extracting("programmed").isEqualTo(List.of(false, true));
    // [RFC4226] appendix D: the HMAC of counter 1
    assertThat(HexFormat.of().formatHex(slots.challenge(2, challenge))).isEqualTo(answer);
    try (Secret key = Secret.copyOf(SEED)) {
      slots.program(1, new SlotConfiguration.ChallengeResponse(key, false), AccessCodes.none());
    }
    assertThat(ykman("otp", "calculate", "1", HexFormat.of().formatHex(challenge)).text())
        .isEqualTo(answer + "\n");
    assertThat(ykman("otp", "info").text()).contains("Slot 1: programmed");
    slots.delete(2, AccessCodes.none());
    assertThat(ykman("otp", "info").text()).contains("Slot 2: empty");
  }
}
