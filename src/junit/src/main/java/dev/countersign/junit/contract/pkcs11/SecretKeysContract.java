package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.countersign.device.KeyAudit.Protection;
import dev.countersign.device.KeyAudit.Verdict;
import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.Secret;
import dev.countersign.device.SecretKeyKind;
import dev.countersign.device.SecretKeyKind.Aes;
import dev.countersign.device.SecretKeyKind.Generic;
import dev.countersign.device.SecretKeyManagement;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Secret keys come from outside, are seen for what they are, do not leave, and are destroyed. */
public interface SecretKeysContract extends AuditContract {

  /** The token's way of putting secret keys on it. */
  default SecretKeyManagement secretKeys() {
    return bench().token().require(SecretKeyManagement.class);
  }

  /** The place of that label. */
  default TokenUri secret(String label) {
    return bench().uri().with("object", label);
  }

  /** Bytes that are no zeros and not the same. */
  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 7 + 1);
    }
    return bytes;
  }

  /** Brings a key of that length there; its whole name. */
  default TokenUri imported(String label, SecretKeyKind kind, int length) {
    return imported(secret(label), kind, length);
  }

  /** The same at a place with an id. */
  default TokenUri imported(TokenUri place, SecretKeyKind kind, int length) {
    try (Secret value = Secret.copyOf(bytes(length))) {
      TokenUri key = secretKeys().importSecret(place, kind, value);
      assertArrayEquals(bytes(length), value.bytes(), "the caller's");
      return key;
    }
  }

  @TestFactory
  default Stream<DynamicTest> secretsAreImportedAuditedAndDestroyed() {
    return Stream.concat(
        IntStream.of(16, 24, 32)
            .mapToObj(
                length -> dynamicTest("AES " + length, () -> comesAndGoes(new Aes(), length))),
        IntStream.of(20, 32, 64)
            .mapToObj(
                length ->
                    dynamicTest("generic " + length, () -> comesAndGoes(new Generic(), length))));
  }

  private void comesAndGoes(SecretKeyKind kind, int length) {
    String label = "%s of %d & Ü".formatted(kind instanceof Aes ? "aes" : "generic", length);
    TokenUri key = imported(label, kind, length);
    assertTrue(secret(label).with("type", "secret-key").matches(key), key::toString);
    assertTrue(key.bytes("id").orElseThrow().length > 0, "it got an id");
    login().login();
    Protection told = audited(label);
    assertEquals(key, told.key());
    assertEquals(kind instanceof Aes ? "aes" : "generic secret", told.kind());
    assertCameFromOutside(told);
    login().logout();
    assertEquals(Optional.empty(), bench().readSecret(key).map(Arrays::toString), "its value");
    secretKeys().deleteSecret(key);
    assertIsNotThere(label);
    assertThrows(TokenException.NoKey.class, () -> secretKeys().deleteSecret(key));
  }

  /** What comes of a key that is as well protected as one from outside can be. */
  static void assertCameFromOutside(Protection key) {
    assertEquals(Optional.of(true), key.sensitive(), key::toString);
    assertEquals(Optional.of(false), key.extractable(), key::toString);
    assertFalse(key.generated().orElse(false), key::toString);
    assertEquals(Verdict.STAYS, key.verdict());
  }

  @Test
  default void keyThatAnotherProgramLeftOpenIsSeenToBeOpen() {
    bench().putSecret("open", false, true);
    bench().putSecret("wrappable", true, true);
    bench().putSecret("closed", true, false);
    assertEquals(Optional.empty(), bench().readSecret(secret("wrappable")));
    assertEquals(Optional.empty(), bench().readSecret(secret("closed")));
    login().login();
    assertEquals(Verdict.READABLE, audited("open").verdict());
    assertEquals(Verdict.WRAPPABLE, audited("wrappable").verdict());
    assertEquals(Verdict.STAYS, audited("closed").verdict());
  }

  @TestFactory
  default Stream<DynamicTest> lengthThatNoKeyHasIsRefusedAndNothingIsAsked() {
    return Stream.concat(
        IntStream.of(0, 1, 15, 17, 33, 64)
            .mapToObj(length -> dynamicTest("AES " + length, () -> isNoLength(new Aes(), length))),
        Stream.of(dynamicTest("generic 0", () -> isNoLength(new Generic(), 0))));
  }

  private void isNoLength(SecretKeyKind kind, int length) {
    login().logout();
    long before = bench().pins().asked(Kind.PIN);
    assertThrows(IllegalArgumentException.class, () -> imported("new", kind, length));
    assertEquals(before, bench().pins().asked(Kind.PIN));
    assertIsNotThere("new");
  }

  @Test
  default void placeThatIsNoneForASecretKeyIsRefusedAndNothingIsAsked() {
    for (TokenUri place : List.of(bench().uri(), secret("new").with("type", "private"))) {
      assertThrows(TokenException.NoKey.class, () -> imported(place, new Aes(), 16));
      assertThrows(TokenException.NoKey.class, () -> secretKeys().deleteSecret(place));
    }
    assertEquals(List.of(), bench().pins().asked());
  }

  @Test
  default void takenNameOfASecretKeyIsRefusedAndTheKeyStays() {
    TokenUri key = imported("taken", new Aes(), 32);
    assertThrows(TokenException.Refused.class, () -> imported("taken", new Generic(), 20));
    login().login();
    assertEquals(key, audited("taken").key());
    assertEquals("aes", audited("taken").kind());
  }

  @Test
  default void twoSecretKeysOfOneLabelAreToldApartByTheirIds() {
    TokenUri first = imported(secret("twins").with("id", new byte[] {'s', 1}), new Aes(), 16);
    TokenUri second = imported(secret("twins").with("id", new byte[] {'s', 2}), new Aes(), 16);
    assertNotEquals(first, second);
    TokenException.Ambiguous problem =
        assertThrows(
            TokenException.Ambiguous.class, () -> secretKeys().deleteSecret(secret("twins")));
    assertEquals(2, problem.candidates().size());
    secretKeys().deleteSecret(first);
    login().login();
    assertEquals(second, audited("twins").key());
  }

  @Test
  default void privateKeyIsNotDestroyedAsASecretOne() {
    MadeKey made = anySigning();
    assertThrows(TokenException.NoKey.class, () -> secretKeys().deleteSecret(made.uri()));
    ModuleContract.assertSigns(made, bench().tokens().signingKey(made.uri()));
  }
}
