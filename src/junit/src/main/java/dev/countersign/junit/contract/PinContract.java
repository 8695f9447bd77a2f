package dev.countersign.junit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinManagement;
import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.Secret;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.junit.ScriptedPins;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Wrong secrets cost what they cost and no more; nothing is tried twice. */
public interface PinContract extends TokenContract {
  /** A PIN that the token does not have. */
  String WRONG_PIN = "654321";

  /** A PUK that the token does not have. */
  String WRONG_PUK = "87654321";

  private PinManagement pinManagement() {
    return bench().token().require(PinManagement.class);
  }

  private static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] sign(SigningKey key) {
    return key.sign(SignatureAlgorithm.ecdsa(Digest.SHA256), new byte[10]);
  }

  private static void assertTellsNothing(TokenException problem) {
    for (String hidden : new String[] {WRONG_PIN, WRONG_PUK, ScriptedPins.FACTORY_PIN}) {
      assertFalse((problem + problem.remedy()).contains(hidden), problem::toString);
    }
  }

  @Test
  default void wrongPinCostsOneTryAndIsNotTriedAgain() {
    SigningKey key = signingKey("9a", KeyAlgorithm.P256);
    OptionalInt before = pinManagement().pinAttemptsLeft();
    bench().pins().answer(Kind.PIN, WRONG_PIN);
    TokenException.WrongPin problem = assertThrows(TokenException.WrongPin.class, () -> sign(key));
    assertEquals(Kind.PIN, problem.kind());
    assertEquals(1, bench().pins().asked(Kind.PIN));
    assertTellsNothing(problem);
    if (before.isPresent()) {
      assertEquals(OptionalInt.of(before.getAsInt() - 1), problem.attemptsLeft());
      assertEquals(problem.attemptsLeft(), pinManagement().pinAttemptsLeft());
    }
  }

  @Test
  default void rightPinAfterAWrongOneRestoresTheTries() {
    SigningKey key = signingKey("9a", KeyAlgorithm.P256);
    bench().pins().answer(Kind.PIN, WRONG_PIN);
    TokenException.WrongPin first = assertThrows(TokenException.WrongPin.class, () -> sign(key));
    bench().pins().answer(Kind.PIN, ScriptedPins.FACTORY_PIN);
    sign(key);
    try (Secret wrong = secret(WRONG_PIN);
        Secret replacement = secret("424242")) {
      PinManagement management = pinManagement();
      TokenException.WrongPin second =
          assertThrows(
              TokenException.WrongPin.class, () -> management.changePin(wrong, replacement));
      assertEquals(first.attemptsLeft(), second.attemptsLeft());
    }
  }

  @Test
  default void noPinGivenCostsNoTry() {
    SigningKey key = signingKey("9a", KeyAlgorithm.P256).with(PinEntry.none());
    OptionalInt before = pinManagement().pinAttemptsLeft();
    assertThrows(TokenException.PinNotGiven.class, () -> sign(key));
    assertEquals(before, pinManagement().pinAttemptsLeft());
  }

  /** Gives wrong PINs until the token has enough. */
  private void blockPin(SigningKey key) {
    bench().pins().answer(Kind.PIN, WRONG_PIN);
    for (int i = 0; i < 20; i++) {
      TokenException problem = assertThrows(TokenException.class, () -> sign(key));
      assertTellsNothing(problem);
      if (problem instanceof TokenException.PinBlocked) {
        return;
      }
      assertTrue(problem instanceof TokenException.WrongPin, problem::toString);
    }
    throw new AssertionError("20 wrong PINs did not block the token");
  }

  @Test
  default void blockedPinIsBlockedForTheRightOneToo() {
    SigningKey key = signingKey("9a", KeyAlgorithm.P256);
    blockPin(key);
    bench().pins().answer(Kind.PIN, ScriptedPins.FACTORY_PIN);
    TokenException.PinBlocked problem =
        assertThrows(TokenException.PinBlocked.class, () -> sign(key));
    assertEquals(Kind.PIN, problem.kind());
    assertFalse(problem.remedy().isBlank());
  }

  @Test
  default void pukUnblocksThePin() {
    SigningKey key = signingKey("9a", KeyAlgorithm.P256);
    blockPin(key);
    try (Secret puk = secret(ScriptedPins.FACTORY_PUK);
        Secret pin = secret("112233")) {
      pinManagement().unblockPin(puk, pin);
    }
    bench().pins().answer(Kind.PIN, "112233");
    sign(key);
  }

  @Test
  default void wrongPukLeavesThePinBlockedAndCostsATry() {
    SigningKey key = signingKey("9a", KeyAlgorithm.P256);
    blockPin(key);
    try (Secret puk = secret(WRONG_PUK);
        Secret pin = secret("112233")) {
      PinManagement management = pinManagement();
      TokenException.WrongPin problem =
          assertThrows(TokenException.WrongPin.class, () -> management.unblockPin(puk, pin));
      assertEquals(Kind.PUK, problem.kind());
      assertTellsNothing(problem);
    }
    assertThrows(TokenException.PinBlocked.class, () -> sign(key));
  }

  @Test
  default void changedPinTakesThePlaceOfTheOldOne() {
    SigningKey key = signingKey("9c", KeyAlgorithm.P256);
    try (Secret old = secret(ScriptedPins.FACTORY_PIN);
        Secret replacement = secret("424242")) {
      pinManagement().changePin(old, replacement);
    }
    assertThrows(TokenException.WrongPin.class, () -> sign(key));
    bench().pins().answer(Kind.PIN, "424242");
    sign(key);
  }

  @Test
  default void changeWithTheWrongPinChangesNothing() {
    SigningKey key = signingKey("9a", KeyAlgorithm.P256);
    try (Secret old = secret(WRONG_PIN);
        Secret replacement = secret("424242")) {
      PinManagement management = pinManagement();
      assertThrows(TokenException.WrongPin.class, () -> management.changePin(old, replacement));
    }
    sign(key);
  }

  @Test
  default void changedPukTakesThePlaceOfTheOldOne() {
    try (Secret old = secret(ScriptedPins.FACTORY_PUK);
        Secret replacement = secret("42424242");
        Secret pin = secret("112233")) {
      PinManagement management = pinManagement();
      management.changePuk(old, replacement);
      assertThrows(TokenException.WrongPin.class, () -> management.unblockPin(old, pin));
      management.unblockPin(replacement, pin);
    }
  }

  /** A token that says itself that its management key is the factory's is not asked for it. */
  @Test
  default void wrongManagementKeyChangesNothing() {
    bench().pins().answer(Kind.MANAGEMENT_KEY, "11".repeat(24));
    try {
      management().generate(place("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
      assertEquals(0, bench().pins().asked(Kind.MANAGEMENT_KEY));
    } catch (TokenException.WrongPin problem) {
      assertEquals(Kind.MANAGEMENT_KEY, problem.kind());
      assertEquals(1, bench().pins().asked(Kind.MANAGEMENT_KEY));
      assertThrows(TokenException.NoKey.class, () -> bench().tokens().signingKey(place("9a")));
    }
  }
}
