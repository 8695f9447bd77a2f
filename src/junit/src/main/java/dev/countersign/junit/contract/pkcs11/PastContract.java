package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.countersign.device.KeyAudit.Protection;
import dev.countersign.device.SecretKeyKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Of a key that came from outside a token says that others may know it. */
public interface PastContract extends SecretKeysContract {

  @Test
  default void keyFromOutsideWasNotAlwaysProtected() {
    imported("known", new SecretKeyKind.Aes(), 32);
    login().login();
    Protection key = audited("known");
    assertEquals(Optional.of(true), key.sensitive());
    assertEquals(Optional.of(false), key.alwaysSensitive());
    assertEquals(Optional.of(false), key.extractable());
    assertEquals(Optional.of(false), key.neverExtractable());
  }
}
