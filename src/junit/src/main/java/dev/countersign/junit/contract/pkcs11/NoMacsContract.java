package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.countersign.device.CodeAccounts;
import dev.countersign.device.MacKeyManagement;
import dev.countersign.device.MacKeys;
import dev.countersign.device.TokenException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A token that makes no MACs has neither keys for them nor accounts whose codes are MACs. */
public interface NoMacsContract extends ModuleContract {

  @TestFactory
  default Stream<DynamicTest> nothingIsThereThatNeedsMacs() {
    return Stream.of(MacKeys.class, MacKeyManagement.class, CodeAccounts.class)
        .map(type -> dynamicTest(type.getSimpleName(), () -> isNotThere(type)));
  }

  private void isNotThere(Class<?> capability) {
    assertEquals(Optional.empty(), bench().token().capability(capability));
    TokenException.Unsupported problem =
        assertThrows(TokenException.Unsupported.class, () -> bench().token().require(capability));
    assertFalse(problem.remedy().isBlank());
  }
}
