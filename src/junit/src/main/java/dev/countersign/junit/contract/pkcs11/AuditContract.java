package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.countersign.device.KeyAudit;
import dev.countersign.device.KeyAudit.Protection;
import dev.countersign.device.KeyAudit.Verdict;
import dev.countersign.device.TokenUri;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A token says of each key whether it can leave; those made beforehand cannot. */
public interface AuditContract extends ModuleContract {

  /** What the token says of its keys. */
  default List<Protection> audit() {
    return bench().token().require(KeyAudit.class).audit();
  }

  /** What it says of the only key of that label. */
  default Protection audited(String label) {
    List<Protection> all =
        audit().stream()
            .filter(one -> one.key().attribute("object").filter(label::equals).isPresent())
            .toList();
    assertEquals(1, all.size(), all::toString);
    return all.get(0);
  }

  /** Logs in to see it. */
  default void assertIsNotThere(String label) {
    login().login();
    List<Protection> all = audit();
    assertTrue(
        all.stream()
            .noneMatch(one -> one.key().attribute("object").filter(label::equals).isPresent()),
        all::toString);
  }

  @Test
  default void auditAsksForNothingAndShowsNoMoreThanAfterALogin() {
    List<TokenUri> before = audit().stream().map(Protection::key).toList();
    assertEquals(List.of(), bench().pins().asked());
    assertFalse(login().active());
    login().login();
    List<TokenUri> all = audit().stream().map(Protection::key).toList();
    assertTrue(all.containsAll(before), all::toString);
    assertEquals(all.size(), Set.copyOf(all).size(), "one entry for each key");
  }

  @TestFactory
  default Stream<DynamicTest> keyThatWasMadeThereCannotLeave() {
    login().login();
    List<Protection> all = audit();
    return bench().keys().stream()
        .map(made -> dynamicTest(made.uri().toString(), () -> cannotLeave(all, made)));
  }

  private static void cannotLeave(List<Protection> all, MadeKey made) {
    List<Protection> own = all.stream().filter(one -> made.uri().matches(one.key())).toList();
    assertEquals(1, own.size(), all::toString);
    Protection key = own.get(0);
    assertEquals(made.algorithm().externalName(), key.kind());
    assertEquals(Optional.of(true), key.sensitive(), key::toString);
    assertEquals(Optional.of(false), key.extractable(), key::toString);
    assertTrue(Set.of(Verdict.NEVER_LEFT, Verdict.STAYS).contains(key.verdict()), key::toString);
  }
}
