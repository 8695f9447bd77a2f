package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A token that takes no keys from its user says so, and stays as it was. */
public interface NoKeysTakenContract extends ModuleContract {

  private KeyManagement management() {
    return bench().token().require(KeyManagement.class);
  }

  private TokenUri place() {
    return bench().uri().with("object", "new");
  }

  private void assertRefused(Executable attempt) {
    TokenException problem = assertThrows(TokenException.class, attempt);
    assertTrue(
        problem instanceof TokenException.Unsupported || problem instanceof TokenException.Refused,
        problem::toString);
    assertFalse(problem.remedy().isBlank(), problem::toString);
    assertThrows(TokenException.NoKey.class, () -> bench().tokens().signingKey(place()));
    MadeKey made = anySigning();
    ModuleContract.assertSigns(made, bench().tokens().signingKey(made.uri()));
  }

  @Test
  default void generatingIsRefused() {
    assertRefused(() -> management().generate(place(), KeyAlgorithm.P256, KeyPolicies.UNKNOWN));
  }

  @Test
  default void importingIsRefused() {
    assertRefused(
        () ->
            management()
                .importKey(
                    place(), AgreementContract.onCurve(KeyAlgorithm.P256), KeyPolicies.UNKNOWN));
  }
}
