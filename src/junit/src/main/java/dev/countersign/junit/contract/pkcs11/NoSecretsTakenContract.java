package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.countersign.device.Digest;
import dev.countersign.device.Secret;
import dev.countersign.device.SecretKeyKind;
import dev.countersign.device.SecretKeyManagement;
import dev.countersign.device.TokenException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A token that takes no secret keys says so, and shows none. */
public interface NoSecretsTakenContract extends AuditContract {

  @TestFactory
  default Stream<DynamicTest> secretKeysAreRefused() {
    return Stream.of(
            new SecretKeyKind.Aes(),
            new SecretKeyKind.Generic(),
            new SecretKeyKind.Hmac(Digest.SHA256))
        .map(kind -> dynamicTest(kind.toString(), () -> isRefused(kind)));
  }

  private void isRefused(SecretKeyKind kind) {
    SecretKeyManagement management = bench().token().require(SecretKeyManagement.class);
    try (Secret value = Secret.copyOf(new byte[32])) {
      TokenException problem =
          assertThrows(
              TokenException.class,
              () -> management.importSecret(bench().uri().with("object", "new"), kind, value));
      assertTrue(
          problem instanceof TokenException.Unsupported
              || problem instanceof TokenException.Refused,
          problem::toString);
      assertFalse(problem.remedy().isBlank(), problem::toString);
    }
    assertIsNotThere("new");
    assertThrows(
        TokenException.NoKey.class,
        () -> management.deleteSecret(bench().uri().with("object", "new")));
  }
}
