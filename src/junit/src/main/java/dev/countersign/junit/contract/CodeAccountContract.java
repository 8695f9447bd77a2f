package dev.countersign.junit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.countersign.device.AccountCode;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.NewAccount;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Accounts are stored, listed, renamed and removed, and never lost by a slip. */
public interface CodeAccountContract extends AccountsContract {
  /** The time of the tests. */
  Instant NOW = Instant.ofEpochSecond(1_234_567_890);

  @Test
  default void tokenForCodesHasAName() {
    Token token = bench().token();
    assertEquals(bench().uri().scheme(), token.kind());
    assertTrue(bench().uri().matches(token.uri()), () -> token.uri().toString());
    assertFalse(token.identity().label().isBlank());
    assertEquals(token.uri(), bench().tokens().find(token.uri()).uri());
  }

  @Test
  default void freshTokenHoldsNoAccounts() {
    assertEquals(List.of(), accounts().list());
    assertEquals(List.of(), accounts().codes(NOW));
    assertEquals(Optional.empty(), accounts().code("nobody", NOW));
    assertEquals(List.of(), bench().pins().asked());
  }

  @Test
  default void accountsAreListedWithTheirKindAndHash() {
    Stream.of("AWS:alice", "60/Bücher:bob", "a:b:c", "no issuer", "x".repeat(64))
        .forEach(name -> addTotp(name, STANDARD_SEED));
    add(account("iss:h1", CodeKind.HOTP, OathHash.SHA256, 8), STANDARD_SEED, false);
    List<CodeAccount> accounts = accounts().list();
    assertEquals(
        List.of("AWS:alice", "60/Bücher:bob", "a:b:c", "no issuer", "x".repeat(64), "iss:h1"),
        accounts.stream().map(account -> account.id().text()).toList());
    assertEquals(CodeKind.HOTP, accounts.get(5).kind());
    assertEquals(Optional.of(OathHash.SHA256), accounts.get(5).hash());
    for (CodeAccount account : accounts) {
      assertEquals(account.id().text(), account.uri().attribute("account").orElseThrow());
    }
  }

  @Test
  default void allCodesAtOnceAreThoseOfEachAccount() {
    for (int i = 0; i < 20; i++) {
      byte[] seed = STANDARD_SEED.clone();
      seed[0] = (byte) i;
      addTotp("issuer " + i + ":a name that takes some room", seed);
    }
    List<AccountCode> codes = accounts().codes(NOW);
    assertEquals(20, codes.size());
    for (AccountCode coded : codes) {
      assertEquals(coded.code(), Optional.of(accounts().code(coded.account(), NOW)));
    }
    assertEquals(
        20, codes.stream().map(coded -> coded.code().orElseThrow().text()).distinct().count());
  }

  @Test
  default void listingMovesNoCounter() {
    CodeAccount counter =
        add(account("hotp", CodeKind.HOTP, OathHash.SHA1, 6), STANDARD_SEED, false);
    assertEquals(Optional.empty(), accounts().codes(NOW).get(0).code());
    accounts().list();
    assertEquals("755224", accounts().code(counter, NOW).text());
  }

  @Test
  default void aCounterBeginsWhereItIsTold() {
    AccountId id = AccountId.parse(CodeKind.HOTP, "hotp");
    NewAccount account = new NewAccount(id, CodeKind.HOTP, OathHash.SHA1, 6, 5, false);
    assertEquals("254676", accounts().code(add(account, STANDARD_SEED, false), NOW).text());
  }

  @Test
  default void aCodeThatWantsATouchIsMadeOnlyWhenItIsAskedFor() {
    AccountId id = AccountId.totp(Optional.empty(), "touchy");
    NewAccount account = new NewAccount(id, CodeKind.TOTP, OathHash.SHA1, 6, 0, true);
    CodeAccount stored;
    try {
      stored = add(account, STANDARD_SEED, false);
    } catch (TokenException.Unsupported e) {
      return;
    }
    AccountCode listed = accounts().codes(NOW).get(0);
    assertEquals(Optional.empty(), listed.code());
    assertEquals(Optional.of(true), listed.account().touch());
    assertEquals("005924", accounts().code(stored, NOW).text());
  }

  @Test
  default void aTakenNameIsKeptUnlessItShallGiveWay() {
    CodeAccount old = addTotp("AWS:alice", STANDARD_SEED);
    byte[] other = new byte[20];
    assertThrows(TokenException.Refused.class, () -> addTotp("AWS:alice", other));
    assertEquals("005924", accounts().code(old, NOW).text());
    add(account("AWS:alice", CodeKind.TOTP, OathHash.SHA1, 6), other, true);
    assertEquals(1, accounts().list().size());
    assertNotEquals("005924", accounts().code(old, NOW).text());
  }

  @Test
  default void renamedAccountKeepsItsSeed() {
    CodeAccount old = addTotp("AWS:alice", STANDARD_SEED);
    addTotp("AWS:bob", new byte[20]);
    AccountId name = AccountId.totp(Optional.of("AWS"), "eve");
    CodeAccount renamed;
    try {
      renamed = accounts().rename(old, name);
    } catch (TokenException.Unsupported e) {
      assertEquals("005924", accounts().code(old, NOW).text());
      return;
    }
    assertEquals("005924", accounts().code(renamed, NOW).text());
    assertEquals(Optional.empty(), accounts().code("AWS:alice", NOW));
    AccountId taken = AccountId.totp(Optional.of("AWS"), "bob");
    assertThrows(TokenException.Refused.class, () -> accounts().rename(renamed, taken));
    assertThrows(TokenException.NoKey.class, () -> accounts().rename(old, old.id()));
    assertEquals(2, accounts().list().size());
  }

  @Test
  default void removedAccountIsGone() {
    CodeAccount alice = addTotp("AWS:alice", STANDARD_SEED);
    CodeAccount bob = addTotp("AWS:bob", STANDARD_SEED);
    accounts().remove(alice);
    assertEquals(List.of(bob.id()), accounts().list().stream().map(CodeAccount::id).toList());
    assertThrows(TokenException.NoKey.class, () -> accounts().remove(alice));
    assertThrows(TokenException.NoKey.class, () -> accounts().code(alice, NOW));
    assertEquals("005924", accounts().code(bob, NOW).text());
  }

  @Test
  default void fullTokenSaysSoAndKeepsWhatItHas() {
    int capacity = accounts().capacity().orElse(0);
    for (int i = 0; i < capacity; i++) {
      addTotp("account " + i, STANDARD_SEED);
    }
    if (capacity > 0) {
      TokenException.Refused problem =
          assertThrows(TokenException.Refused.class, () -> addTotp("one more", STANDARD_SEED));
      assertTrue(
          String.valueOf(problem.getMessage()).contains(capacity + " accounts"),
          problem::getMessage);
    }
    assertEquals(capacity, accounts().list().size());
    assertEquals(capacity, accounts().codes(NOW).size());
  }

  @Test
  default void aSigningKeyIsNeverShownAsACode() {
    String name = "_hidden:aws4/AKIAIOSFODNN7EXAMPLE";
    CodeAccount key = add(account(name, CodeKind.TOTP, OathHash.SHA256, 6), new byte[44], false);
    assertEquals(List.of(), accounts().list());
    assertEquals(List.of(), accounts().codes(NOW));
    assertThrows(TokenException.Refused.class, () -> accounts().code(name, NOW));
    assertThrows(TokenException.Refused.class, () -> accounts().code(key, NOW));
  }
}
