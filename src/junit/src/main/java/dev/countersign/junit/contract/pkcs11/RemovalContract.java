package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A token that was taken away is reported, and works again when it is back. */
public interface RemovalContract extends ModuleContract {

  @Test
  default void keyOfATokenThatWasTakenAwayFailsAndSignsWhenItIsBack() throws Exception {
    ModuleBench.Plug plug = bench().plug().orElseThrow();
    MadeKey made = anySigning();
    SigningKey key = bench().tokens().signingKey(made.uri());
    ModuleContract.assertSigns(made, key);
    plug.pull();
    try {
      assertThrows(TokenException.class, () -> key.sign(ModuleContract.usual(made), MESSAGE));
      assertThrows(
          TokenException.class, () -> bench().tokens().signingKey(made.uri()), "another look");
    } finally {
      plug.insert();
    }
    ModuleContract.assertSigns(made, key);
    assertEquals(2, bench().pins().asked(Kind.PIN), "one login before, one after");
    ModuleContract.assertSigns(made, bench().tokens().signingKey(made.uri()));
  }

  @TestFactory
  default Stream<DynamicTest> tokenThatWasTakenAwayAndBroughtBackUnnoticedSigns() {
    return signing().stream()
        .map(made -> dynamicTest(made.uri().toString(), () -> takenAwayUnnoticed(made)));
  }

  private void takenAwayUnnoticed(MadeKey made) throws Exception {
    ModuleBench.Plug plug = bench().plug().orElseThrow();
    SigningKey key = bench().tokens().signingKey(made.uri());
    ModuleContract.assertSigns(made, key);
    plug.pull();
    plug.insert();
    ModuleContract.assertSigns(made, key);
  }
}
