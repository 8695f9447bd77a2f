package dev.countersign.card.otp;

import static dev.countersign.card.otp.OtpScript.BOTH;
import static dev.countersign.card.otp.OtpScript.NONE;
import static dev.countersign.card.otp.OtpScript.OTHER;
import static dev.countersign.card.otp.OtpScript.SELECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.card.apdu.ScriptedChannel;
import dev.countersign.device.AccountCode;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.Digest;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeyManagement;
import dev.countersign.device.MacKeys;
import dev.countersign.device.NewAccount;
import dev.countersign.device.Secret;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenDriver;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.TouchPolicy;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.time.Instant;
import java.util.HexFormat;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The slots as MAC keys, and as accounts for codes. */
class SlotKeysTest {
  private static ScriptedChannel card(String status) {
    return new ScriptedChannel(OTHER, true).on(SELECT, status);
  }

  private static MacKeys keys(ScriptedChannel card) {
    return new OtpScript(card).token().require(MacKeys.class);
  }

  @Test
  void slotsThatAreProgrammedAreKeys() {
    MacKeys keys = keys(card(BOTH));
    assertThat(keys.list()).extracting(MacKey::label).containsExactly("slot 1", "slot 2");
    assertThat(keys.list())
        .extracting(key -> key.touchPolicy().orElseThrow())
        .containsExactly(TouchPolicy.NEVER, TouchPolicy.ALWAYS);
    MacKey second = keys.find(TokenUri.parse("otp:slot=2"));
    assertThat(second.uri()).isEqualTo(TokenUri.parse("otp:reader=Script;slot=2"));
    assertThat(second.digest()).isEqualTo(Digest.SHA1);
    assertThat(second.maxMessageBytes()).isEqualTo(63);
    assertThatExceptionOfType(TokenException.Ambiguous.class)
        .isThrownBy(() -> keys.find(TokenUri.parse("otp:")));
    assertThatExceptionOfType(TokenException.NoKey.class)
        .isThrownBy(() -> keys.find(TokenUri.parse("otp:slot=3")));
    assertThat(keys(card(NONE)).list()).isEmpty();
  }

  @Test
  void aMessageOf64BytesWouldLoseItsEnd() {
    MacKey key = keys(card(BOTH)).list().get(0);
    assertThatIllegalArgumentException().isThrownBy(() -> key.mac(new byte[64]));
    assertThatIllegalArgumentException().isThrownBy(() -> key.mac(new byte[0]));
  }

  /** The counter of second 59 ends with 01, so zeros are the padding. */
  @Test
  void aCodeIsTheTruncatedMac() {
    String mac = "1f8698690e02ca16618550ef7f19da8e945b555a";
    String command = "00013000 40 0000000000000001" + "00".repeat(56) + "00";
    ScriptedChannel card = card(BOTH).on(command, mac + "9000").on(command, mac + "9000");
    CodeAccounts accounts = new OtpScript(card).token().require(CodeAccounts.class);
    AccountCode coded = accounts.code("slot 1", Instant.ofEpochSecond(59)).orElseThrow();
    assertThat(coded.code().orElseThrow().text())
        .as("[RFC4226] 5.4, the example")
        .isEqualTo("872921");
    assertThat(accounts.codes(Instant.EPOCH.plusSeconds(59)).get(1).code()).isEmpty();
    card.assertDone();
  }

  private static CodeAccount add(Token token, String name, OathHash hash, int seedBytes) {
    AccountId id = AccountId.parse(CodeKind.TOTP, name);
    try (Secret seed = Secret.copyOf(new byte[seedBytes])) {
      return token
          .require(CodeAccounts.class)
          .add(new NewAccount(id, CodeKind.TOTP, hash, 8, 0, true), seed, false);
    }
  }

  @Test
  void addingAnAccountProgramsASlot() {
    byte[] record =
        SlotRecord.of(
            new SlotConfiguration.ChallengeResponse(Secret.copyOf(new byte[20]), true),
            AccessCodes.none());
    ScriptedChannel card =
        card(NONE)
            .on("00010300 3A" + HexFormat.of().formatHex(record) + "00", "050704 01 0A00 9000");
    CodeAccount added = add(new OtpScript(card).token(), "slot 2", OathHash.SHA1, 20);
    assertThat(added.uri()).isEqualTo(TokenUri.parse("otp:reader=Script;slot=2"));
    assertThat(added.digits()).hasValue(8);
    assertThat(added.touch()).contains(true);
    card.assertDone();
  }

  @Test
  void whatDoesNotFitIsRefusedAndNothingIsWritten() {
    ScriptedChannel card = card(BOTH);
    Token token = new OtpScript(card).token();
    assertThatExceptionOfType(TokenException.Unsupported.class)
        .isThrownBy(() -> add(token, "slot 1", OathHash.SHA1, 40))
        .withMessageContaining("40 bytes")
        .satisfies(e -> assertThat(e.remedy()).contains("OATH"));
    assertThatExceptionOfType(TokenException.Unsupported.class)
        .isThrownBy(() -> add(token, "slot 1", OathHash.SHA256, 20));
    assertThatExceptionOfType(TokenException.Unsupported.class)
        .isThrownBy(() -> add(token, "AWS:alice", OathHash.SHA1, 20))
        .withMessageContaining("keeps no name");
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(() -> add(token, "slot 1", OathHash.SHA1, 20))
        .withMessageContaining("programmed already");
    MacKeyManagement management = token.require(MacKeyManagement.class);
    MacKey first = token.require(MacKeys.class).list().get(0);
    assertThatExceptionOfType(TokenException.Unsupported.class)
        .isThrownBy(() -> management.rename(first, "other"));
    assertThat(token.capability(SigningKeys.class)).isEmpty();
    assertThat(card.commands()).hasSize(1);
  }

  @Test
  void removingAnAccountEmptiesTheSlot() {
    ScriptedChannel card =
        card(BOTH).on("00010100 3A" + "00".repeat(58) + "00", "050704 04 0A00 9000");
    CodeAccounts accounts = new OtpScript(card).token().require(CodeAccounts.class);
    accounts.remove(accounts.list().get(0));
    assertThat(accounts.list()).extracting(a -> a.id().text()).containsExactly("slot 2");
    card.assertDone();
  }

  @Test
  void driverIsFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(TokenDriver.class).stream().map(ServiceLoader.Provider::type))
        .contains(OtpDriver.class);
  }
}
