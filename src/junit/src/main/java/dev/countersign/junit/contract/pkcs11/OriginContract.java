package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.countersign.device.KeyAudit.Protection;
import dev.countersign.device.KeyAudit.Verdict;
import dev.countersign.device.KeyOrigin;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Of the keys that the token made beforehand it says that it did, and that they never left. */
public interface OriginContract extends AuditContract {

  @TestFactory
  default Stream<DynamicTest> keyThatWasMadeThereSaysSo() {
    return signing().stream()
        .map(made -> dynamicTest(made.uri().toString(), () -> saysThatItWasMadeThere(made)));
  }

  private void saysThatItWasMadeThere(MadeKey made) {
    login().login();
    assertEquals(
        Optional.of(KeyOrigin.GENERATED), bench().tokens().signingKey(made.uri()).origin());
    Protection key =
        audit().stream().filter(one -> made.uri().matches(one.key())).findFirst().orElseThrow();
    assertEquals(Optional.of(true), key.generated(), key::toString);
    assertEquals(Optional.of(true), key.alwaysSensitive(), key::toString);
    assertEquals(Optional.of(true), key.neverExtractable(), key::toString);
    assertEquals(Verdict.NEVER_LEFT, key.verdict());
  }
}
