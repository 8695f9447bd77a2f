package dev.countersign.device;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MacCodeAccountsTest {
  private static final TokenUri TOKEN = TokenUri.parse("otp:serial=1");
  private static final Instant T59 = Instant.ofEpochSecond(59);

  private final List<MacKey> held = new ArrayList<>();
  private final List<String> uses = new ArrayList<>();
  private final FakeKeys keys = new FakeKeys();
  private final CodeAccounts accounts = new MacCodeAccounts(TOKEN, keys, Optional.of(keys));

  private record FakeKey(
      String label,
      Digest digest,
      byte[] key,
      int maxMessageBytes,
      Optional<TouchPolicy> touchPolicy,
      List<String> uses)
      implements MacKey {
    @Override
    public TokenUri uri() {
      return TOKEN;
    }

    @Override
    public MacKey with(PinEntry pinEntry) {
      return this;
    }

    @Override
    public byte[] mac(byte[] message) {
      uses.add(label);
      String name = "Hmac" + digest.name();
      try {
        Mac mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(key, name));
        return mac.doFinal(message);
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }

  private final class FakeKeys implements MacKeys, MacKeyManagement {
    @Override
    public List<MacKey> list() {
      return held;
    }

    @Override
    public MacKey find(TokenUri uri) {
      throw new AssertionError("not by URI");
    }

    @Override
    public MacKey store(String label, Digest digest, Secret key, boolean replace, boolean touch) {
      return hold(label, digest, key.bytes(), touch ? TouchPolicy.ALWAYS : TouchPolicy.NEVER);
    }

    @Override
    public MacKey rename(MacKey key, String label) {
      FakeKey old = (FakeKey) key;
      held.remove(key);
      return hold(label, old.digest, old.key, TouchPolicy.NEVER);
    }

    @Override
    public void remove(MacKey key) {
      held.remove(key);
    }
  }

  private MacKey hold(String label, Digest digest, byte[] key, TouchPolicy touch) {
    MacKey made = new FakeKey(label, digest, key, 63, Optional.of(touch), uses);
    held.add(made);
    return made;
  }

  private static CodeAccount account(String name, OptionalInt digits) {
    return new CodeAccount(
        TOKEN,
        AccountId.parse(CodeKind.TOTP, name),
        CodeKind.TOTP,
        Optional.empty(),
        digits,
        Optional.empty());
  }

  /** [RFC6238] appendix B. */
  @ParameterizedTest
  @CsvSource({
    "SHA1, 12345678901234567890, 59, 94287082",
    "SHA256, 12345678901234567890123456789012, 59, 46119246",
    "SHA512, 1234567890123456789012345678901234567890123456789012345678901234, 59, 90693936",
    "SHA1, 12345678901234567890, 20000000000, 65353130"
  })
  void vectorsOfTheStandard(Digest digest, String seed, long time, String code) {
    hold("a", digest, seed.getBytes(US_ASCII), TouchPolicy.NEVER);
    Code made = accounts.code(account("a", OptionalInt.of(8)), Instant.ofEpochSecond(time));
    assertThat(made.text()).isEqualTo(code);
  }

  @Test
  void sixDigitsUnlessTold() {
    hold("a", Digest.SHA1, "12345678901234567890".getBytes(US_ASCII), TouchPolicy.NEVER);
    assertThat(accounts.code(account("a", OptionalInt.empty()), T59).text()).isEqualTo("287082");
    AccountCode byName = accounts.code("a", T59).orElseThrow();
    assertThat(byName.code().orElseThrow().text()).isEqualTo("287082");
    assertThat(byName.code().orElseThrow().validUntil()).contains(Instant.ofEpochSecond(60));
    CodeAccounts eight = new MacCodeAccounts(TOKEN, keys, Optional.empty(), 8);
    assertThat(eight.code("a", T59).orElseThrow().code().orElseThrow().text())
        .isEqualTo("94287082");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MacCodeAccounts(TOKEN, keys, Optional.empty(), 9));
  }

  @Test
  void thePeriodIsThatOfTheLabelAndSteamHasItsCharacters() {
    hold("60/a", Digest.SHA1, "12345678901234567890".getBytes(US_ASCII), TouchPolicy.NEVER);
    hold("Steam:b", Digest.SHA1, "12345678901234567890".getBytes(US_ASCII), TouchPolicy.NEVER);
    Code slow = accounts.code("60/a", T59).orElseThrow().code().orElseThrow();
    assertThat(slow.text()).as("HOTP value 0 of the same key").isEqualTo("755224");
    assertThat(slow.validFrom()).contains(Instant.EPOCH);
    assertThat(accounts.code("Steam:b", T59).orElseThrow().code().orElseThrow().text())
        .hasSize(5)
        .doesNotContainPattern("[01]");
  }

  @Test
  void allCodesLeaveOutWhatWantsATouchOrMayWantOne() {
    hold("free", Digest.SHA1, new byte[20], TouchPolicy.NEVER);
    hold("touch", Digest.SHA1, new byte[20], TouchPolicy.ALWAYS);
    held.add(new FakeKey("unknown", Digest.SHA1, new byte[20], 63, Optional.empty(), uses));
    List<AccountCode> codes = accounts.codes(T59);
    assertThat(codes)
        .extracting(code -> code.code().isPresent())
        .containsExactly(true, false, false);
    assertThat(codes.get(1).account().touch()).contains(true);
    assertThat(codes.get(2).account().touch()).isEmpty();
    assertThat(uses).containsExactly("free");
  }

  @Test
  void keysThatAreForSomethingElseAreNoAccounts() {
    String signing = "_hidden:aws4/AKIAIOSFODNN7EXAMPLE";
    hold(signing, Digest.SHA256, new byte[36], TouchPolicy.NEVER);
    hold("sha384", Digest.SHA384, new byte[36], TouchPolicy.NEVER);
    held.add(new FakeKey("short", Digest.SHA1, new byte[20], 7, Optional.empty(), uses));
    assertThat(accounts.list()).isEmpty();
    assertThat(accounts.code("sha384", T59)).isEmpty();
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(() -> accounts.code(signing, T59));
    assertThatExceptionOfType(TokenException.Refused.class)
        .isThrownBy(() -> accounts.code(account(signing, OptionalInt.empty()), T59));
    assertThat(uses).isEmpty();
  }

  @Test
  void whatIsNotThereIsEmptyOrNoKey() {
    assertThat(accounts.code("a", T59)).isEmpty();
    assertThatExceptionOfType(TokenException.NoKey.class)
        .isThrownBy(() -> accounts.code(account("a", OptionalInt.empty()), T59));
    assertThatExceptionOfType(TokenException.NoKey.class)
        .isThrownBy(() -> accounts.remove(account("a", OptionalInt.empty())));
  }

  private static NewAccount totp(String name) {
    AccountId id = AccountId.parse(CodeKind.TOTP, name);
    return new NewAccount(id, CodeKind.TOTP, OathHash.SHA256, 8, 0, true);
  }

  @Test
  void accountsAreStoredRenamedAndRemovedWhereKeysAre() {
    try (Secret seed = Secret.copyOf(new byte[20])) {
      CodeAccount added = accounts.add(totp("a"), seed, false);
      assertThat(added.hash()).contains(OathHash.SHA256);
      assertThat(added.digits()).hasValue(8);
      assertThat(added.touch()).contains(true);
      CodeAccount renamed = accounts.rename(added, AccountId.parse(CodeKind.TOTP, "b"));
      assertThat(renamed.id().text()).isEqualTo("b");
      assertThat(renamed.digits()).hasValue(8);
      accounts.remove(renamed);
    }
    assertThat(held).isEmpty();
  }

  @Test
  void whereKeysComeAboutElsewhereNothingIsChanged() {
    hold("a", Digest.SHA1, new byte[20], TouchPolicy.NEVER);
    CodeAccounts fixed = new MacCodeAccounts(TOKEN, keys, Optional.empty());
    CodeAccount there = fixed.list().get(0);
    try (Secret seed = Secret.copyOf(new byte[20])) {
      assertThatExceptionOfType(TokenException.Unsupported.class)
          .isThrownBy(() -> fixed.add(totp("b"), seed, false));
      assertThatExceptionOfType(TokenException.Unsupported.class)
          .isThrownBy(() -> fixed.rename(there, there.id()));
      assertThatExceptionOfType(TokenException.Unsupported.class)
          .isThrownBy(() -> fixed.remove(there));
      AccountId counter = AccountId.parse(CodeKind.HOTP, "h");
      NewAccount hotp = new NewAccount(counter, CodeKind.HOTP, OathHash.SHA1, 6, 0, false);
      assertThatExceptionOfType(TokenException.Unsupported.class)
          .isThrownBy(() -> accounts.add(hotp, seed, false))
          .withMessageContaining("no counter");
    }
    assertThat(held).hasSize(1);
  }
}
