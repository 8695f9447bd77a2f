package dev.countersign.card.oath;

import static dev.countersign.card.oath.OathScript.OPEN;
import static dev.countersign.card.oath.OathScript.OTHER;
import static dev.countersign.card.oath.OathScript.SALT;
import static dev.countersign.card.oath.OathScript.SELECT;
import static dev.countersign.card.oath.OathScript.command;
import static dev.countersign.card.oath.OathScript.hex;
import static dev.countersign.card.oath.OathScript.secret;
import static dev.countersign.card.oath.OathScript.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.card.apdu.ScriptedChannel;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.NewAccount;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PUT, RENAME and DELETE in exact bytes, and tokens that refuse or would overwrite. */
class OathChangeTest {
  private static final String LIST = "00A10000 00";
  private static final AccountId ALICE = AccountId.totp(Optional.of("AWS"), "alice");
  private static final NewAccount TOTP =
      new NewAccount(ALICE, CodeKind.TOTP, OathHash.SHA1, 6, 0, false);
  private static final String SEED = "3132333435363738393031323334353637383930";
  private static final String PUT =
      command("00010000", text("71", "AWS:alice") + "7316 21 06" + SEED);

  private static ScriptedChannel card() {
    return new ScriptedChannel(OTHER, true).on(SELECT, OPEN);
  }

  private static ScriptedChannel card(String version) {
    return new ScriptedChannel(OTHER, true).on(SELECT, "7903" + version + "7108" + SALT + "9000");
  }

  private static CodeAccounts accounts(ScriptedChannel card) {
    return new OathScript(card).accounts();
  }

  private static CodeAccount alice() {
    return new CodeAccount(
        TokenUri.parse("oath:"),
        ALICE,
        CodeKind.TOTP,
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }

  private static void add(ScriptedChannel card, NewAccount account, String seed) {
    try (Secret secret = secret(seed)) {
      accounts(card).add(account, secret, false);
    }
  }

  @Test
  void anAccountIsLookedForAndStored() {
    ScriptedChannel card = card().on(LIST, text("72", "!AWS:bob") + "9000").on(PUT, "9000");
    try (Secret seed = secret(SEED)) {
      CodeAccount stored = accounts(card).add(TOTP, seed, false);
      assertThat(stored.uri()).isEqualTo(TokenUri.parse("oath:reader=Script;account=AWS:alice"));
      assertThat(seed.length()).isEqualTo(20);
    }
    card.assertDone();
  }

  /** The command of other people's tools for the same account, but for its Le. */
  @Test
  void hotpAsMeasured() {
    ScriptedChannel card =
        card()
            .on(LIST, "9000")
            .on(
                "00010000 20 7106 6973733A6831 7310 1106 0102030405060708090A0B0C0D0E"
                    + "7A04 00000005 00",
                "9000");
    AccountId id = AccountId.parse(CodeKind.HOTP, "iss:h1");
    add(
        card,
        new NewAccount(id, CodeKind.HOTP, OathHash.SHA1, 6, 5, false),
        "0102030405060708090A0B0C0D0E");
    card.assertDone();
  }

  @Test
  void thePropertyHasNoLengthAndAShortSeedIsPadded() {
    ScriptedChannel card =
        card()
            .on(LIST, "9000")
            .on(
                command(
                    "00010000",
                    text("71", "60/a") + "7310 22 08 0102030000000000000000000000 7802"),
                "9000");
    AccountId id = new AccountId(Optional.of(Duration.ofSeconds(60)), Optional.empty(), "a");
    add(card, new NewAccount(id, CodeKind.TOTP, OathHash.SHA256, 8, 0, true), "010203");
    card.assertDone();
  }

  @ParameterizedTest
  @CsvSource({"SHA1, SHA-1, 65, 21", "SHA256, SHA-256, 65, 22", "SHA512, SHA-512, 129, 23"})
  void aSeedLongerThanTheBlockIsHashed(OathHash hash, String digest, int length, String type)
      throws Exception {
    byte[] seed = new byte[length];
    byte[] sent = MessageDigest.getInstance(digest).digest(seed);
    ScriptedChannel card =
        card()
            .on(LIST, "9000")
            .on(
                command(
                    "00010000",
                    text("71", "a")
                        + "73%02X".formatted(2 + sent.length)
                        + type
                        + "06"
                        + hex(sent)),
                "9000");
    AccountId id = AccountId.totp(Optional.empty(), "a");
    add(card, new NewAccount(id, CodeKind.TOTP, hash, 6, 0, false), hex(seed));
    card.assertDone();
  }

  @ParameterizedTest
  @CsvSource({"SHA1, 64, 21", "SHA512, 128, 23"})
  void aSeedAsLongAsTheBlockIsNot(OathHash hash, int length, String type) {
    String seed = "5E".repeat(length);
    ScriptedChannel card =
        card()
            .on(LIST, "9000")
            .on(
                command(
                    "00010000",
                    text("71", "a")
                        + "73"
                        + (length + 2 < 128 ? "%02X" : "81%02X").formatted(2 + length)
                        + type
                        + "06"
                        + seed),
                "9000");
    AccountId id = AccountId.totp(Optional.empty(), "a");
    add(card, new NewAccount(id, CodeKind.TOTP, hash, 6, 0, false), seed);
    card.assertDone();
  }

  @Test
  void aTakenNameIsRefusedAndNothingIsWritten() {
    ScriptedChannel card = card().on(LIST, text("72", "!AWS:alice") + "9000");
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(() -> add(card, TOTP, SEED))
        .withMessageContaining("of that name already");
    card.assertDone();
  }

  @Test
  void aTakenNameGivesWayWhereThatIsWanted() {
    ScriptedChannel card = card().on(LIST, text("72", "!AWS:alice") + "9000").on(PUT, "9000");
    try (Secret seed = secret(SEED)) {
      accounts(card).add(TOTP, seed, true);
    }
    card.assertDone();
  }

  @Test
  void aTokenThatDoesNotReplaceKeepsTheOldOne() {
    ScriptedChannel card = card().on(LIST, text("72", "!AWS:alice") + "9000").on(PUT, "6985");
    try (Secret seed = secret(SEED)) {
      CodeAccounts accounts = accounts(card);
      assertThatExceptionOfType(TokenException.Refused.class)
          .isThrownBy(() -> accounts.add(TOTP, seed, true))
          .withMessageContaining("kept the old one")
          .satisfies(e -> assertThat(e.remedy()).contains("mfa remove"));
    }
  }

  @Test
  void aFullTokenSaysHowManyItHolds() {
    ScriptedChannel card =
        card().on(LIST, (text("72", "!a") + text("72", "!b")) + "9000").on(PUT, "6A84");
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(() -> add(card, TOTP, SEED))
        .withMessageContaining("it holds 2 accounts")
        .satisfies(e -> assertThat(e.remedy()).contains("mfa list").contains("mfa remove"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"6A80", "6581", "6985", "6982"})
  void otherRefusalsAreTold(String status) {
    ScriptedChannel card = card().on(LIST, "9000").on(PUT, status);
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(() -> add(card, TOTP, SEED))
        .satisfies(e -> assertThat(e.status().orElseThrow()).startsWith(status))
        .satisfies(e -> assertThat(e.toString()).doesNotContain(SEED));
  }

  @ParameterizedTest
  @CsvSource({"RESET, Unavailable", "SERVICE, Unavailable", "REMOVED, Removed"})
  void anAccountIsNotStoredTwice(ChannelException.Kind kind, String problem) {
    ScriptedChannel card = card().on(LIST, "9000").lost(PUT, kind);
    assertThatExceptionOfType(TokenException.class)
        .isThrownBy(() -> add(card, TOTP, SEED))
        .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(problem));
    card.assertDone();
  }

  @ParameterizedTest
  @CsvSource({"040205, SHA1, true", "040300, SHA512, false", "000201, SHA1, true"})
  void whatAnOldVersionLacksIsNotSent(String version, OathHash hash, boolean touch) {
    ScriptedChannel card = card(version);
    NewAccount account = new NewAccount(ALICE, CodeKind.TOTP, hash, 6, 0, touch);
    assertThatExceptionOfType(TokenException.Unsupported.class)
        .isThrownBy(() -> add(card, account, SEED));
    assertThat(card.commands()).hasSize(1);
  }

  @Test
  void countersHaveFourBytes() {
    ScriptedChannel card = card();
    AccountId id = AccountId.parse(CodeKind.HOTP, "h");
    NewAccount account = new NewAccount(id, CodeKind.HOTP, OathHash.SHA1, 6, 0x100000000L, false);
    assertThatExceptionOfType(TokenException.Unsupported.class)
        .isThrownBy(() -> add(card, account, SEED));
    assertThatIllegalArgumentException().isThrownBy(() -> add(card(), TOTP, ""));
    assertThat(card.commands()).hasSize(1);
  }

  private static final String RENAME =
      command("00050000", text("71", "AWS:alice") + text("71", "AWS:eve"));
  private static final AccountId EVE = AccountId.totp(Optional.of("AWS"), "eve");

  @Test
  void rename() {
    ScriptedChannel card = card().on(LIST, text("72", "!AWS:alice") + "9000").on(RENAME, "9000");
    assertThat(accounts(card).rename(alice(), EVE).uri())
        .isEqualTo(TokenUri.parse("oath:reader=Script;account=AWS:eve"));
    card.assertDone();
  }

  @Test
  void renamingDoesNotOverwrite() {
    ScriptedChannel card =
        card().on(LIST, text("72", "!AWS:alice") + text("72", "\u0011AWS:eve") + "9000");
    CodeAccounts accounts = accounts(card);
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(() -> accounts.rename(alice(), EVE))
        .withMessageContaining("of that name already");
    card.assertDone();
  }

  @Test
  void renamingWhatIsNotThere() {
    ScriptedChannel card = card().on(LIST, "9000").on(RENAME, "6984");
    CodeAccounts accounts = accounts(card);
    assertThatExceptionOfType(TokenException.NoKey.class)
        .isThrownBy(() -> accounts.rename(alice(), EVE));
  }

  @Test
  void renamingKeepsThePeriodAndNeedsAVersion() {
    CodeAccounts accounts = accounts(card());
    AccountId slow = new AccountId(Optional.of(Duration.ofSeconds(60)), Optional.empty(), "a");
    assertThatIllegalArgumentException().isThrownBy(() -> accounts.rename(alice(), slow));
    AccountId tooLong = AccountId.totp(Optional.empty(), "x".repeat(65));
    assertThatIllegalArgumentException().isThrownBy(() -> accounts.rename(alice(), tooLong));
    ScriptedChannel old = card("050300");
    CodeAccounts oldAccounts = accounts(old);
    assertThatExceptionOfType(TokenException.Unsupported.class)
        .isThrownBy(() -> oldAccounts.rename(alice(), EVE))
        .withMessageContaining("5.3.1");
    assertThat(old.commands()).hasSize(1);
  }

  @Test
  void remove() {
    String delete = command("00020000", text("71", "AWS:alice"));
    ScriptedChannel card = card().on(delete, "9000").on(delete, "6984");
    CodeAccounts accounts = accounts(card);
    accounts.remove(alice());
    assertThatExceptionOfType(TokenException.NoKey.class)
        .isThrownBy(() -> accounts.remove(alice()))
        .withMessageContaining("no account of that name");
    card.assertDone();
    ScriptedChannel reset = card().lost(delete, ChannelException.Kind.RESET);
    CodeAccounts others = accounts(reset);
    assertThatExceptionOfType(TokenException.Unavailable.class)
        .isThrownBy(() -> others.remove(alice()));
    reset.assertDone();
  }
}
