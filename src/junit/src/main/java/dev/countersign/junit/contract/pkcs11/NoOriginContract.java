package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.countersign.device.KeyAudit.Protection;
import dev.countersign.device.KeyAudit.Verdict;
import dev.countersign.device.KeyOrigin;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Where a token does not say that it made its keys, nobody says it for the token, although it did.
 */
public interface NoOriginContract extends AuditContract {

  @TestFactory
  default Stream<DynamicTest> nobodySaysThatTheTokenMadeAKey() {
    return signing().stream()
        .map(made -> dynamicTest(made.uri().toString(), () -> nobodySaysIt(made)));
  }

  private void nobodySaysIt(MadeKey made) {
    login().login();
    assertNotEquals(
        Optional.of(KeyOrigin.GENERATED), bench().tokens().signingKey(made.uri()).origin());
    Protection key =
        audit().stream().filter(one -> made.uri().matches(one.key())).findFirst().orElseThrow();
    assertFalse(key.generated().orElse(false), key::toString);
    assertNotEquals(Verdict.NEVER_LEFT, key.verdict());
  }
}
