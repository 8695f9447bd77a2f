package dev.countersign.junit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A token has a name, says what it holds, and is found by it. */
public interface InventoryContract extends TokenContract {

  @Test
  default void tokenHasAName() {
    Token token = bench().token();
    assertEquals("piv", token.kind());
    assertEquals("piv", token.identity().kind());
    assertTrue(bench().uri().matches(token.uri()), () -> token.uri().toString());
    assertFalse(token.identity().label().isBlank());
    assertEquals(token.simulated(), token.identity().simulated());
  }

  @Test
  default void listingTwiceShowsTheSameTokens() {
    List<TokenUri> first = bench().tokens().list().stream().map(Token::uri).toList();
    List<TokenUri> second = bench().tokens().list().stream().map(Token::uri).toList();
    assertEquals(first, second);
    assertTrue(first.contains(bench().token().uri()));
  }

  @Test
  default void unknownSerialIsNoToken() {
    TokenUri other = bench().uri().with("serial", "99999999");
    assertThrows(TokenException.NoToken.class, () -> bench().tokens().find(other));
  }

  @Test
  default void freshTokenHoldsNoKeys() {
    SigningKeys keys = bench().token().require(SigningKeys.class);
    assertEquals(List.of(), keys.list());
    assertThrows(TokenException.NoKey.class, () -> keys.find(place("9c")));
  }

  @Test
  default void lookingAroundAsksForNothing() {
    bench().token().require(SigningKeys.class).list();
    assertEquals(List.of(), bench().pins().asked());
  }

  @Test
  default void keysAreListedWithTheirNames() {
    PublicKey first = generate("9a", KeyAlgorithm.P256);
    PublicKey second = generate("9d", KeyAlgorithm.P384);
    List<SigningKey> keys = bench().token().require(SigningKeys.class).list();
    assertEquals(List.of(first, second), keys.stream().map(SigningKey::publicKey).toList());
    assertEquals(
        List.of(KeyAlgorithm.P256, KeyAlgorithm.P384),
        keys.stream().map(SigningKey::algorithm).toList());
    for (SigningKey key : keys) {
      SigningKey found = bench().tokens().signingKey(key.uri());
      assertEquals(key.publicKey(), found.publicKey());
      assertEquals(1, key.certificateChain().size());
    }
  }

  @Test
  default void uriThatLeavesOpenWhichKeyIsAmbiguous() {
    generate("9a", KeyAlgorithm.P256);
    generate("9c", KeyAlgorithm.P256);
    TokenException.Ambiguous problem =
        assertThrows(
            TokenException.Ambiguous.class, () -> bench().tokens().signingKey(bench().uri()));
    assertEquals(2, problem.candidates().size(), problem::getMessage);
  }

  @Test
  default void generatedKeyIsNotCalledImported() {
    Optional<KeyOrigin> origin = signingKey("9a", KeyAlgorithm.P256).origin();
    assertTrue(origin.isEmpty() || origin.get() == KeyOrigin.GENERATED);
  }

  @Test
  default void keyWithoutCertificateIsListedWhereTheTokenNamesIt() {
    PublicKey made = management().generate(place("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
    if (bench().namesKeysWithoutCertificate()) {
      SigningKey key = bench().tokens().signingKey(place("9a"));
      assertEquals(made, key.publicKey());
      assertEquals(List.of(), key.certificateChain());
    }
  }

  @Test
  default void newKeyTakesThePlaceOfTheOldOne() {
    PublicKey old = generate("9a", KeyAlgorithm.P256);
    PublicKey made = generate("9a", KeyAlgorithm.P256);
    assertFalse(old.equals(made));
    assertEquals(made, bench().tokens().signingKey(place("9a")).publicKey());
  }

  @Test
  default void keyThatTheTokenCannotMakeIsUnsupportedAndTheOldOneStays() {
    KeyManagement management = management();
    PublicKey old = generate("9a", KeyAlgorithm.P256);
    for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
      if (!management.generates().contains(algorithm)) {
        assertThrows(
            TokenException.Unsupported.class,
            () -> management.generate(place("9a"), algorithm, KeyPolicies.UNKNOWN),
            algorithm::externalName);
      }
    }
    assertEquals(old, bench().tokens().signingKey(place("9a")).publicKey());
  }
}
