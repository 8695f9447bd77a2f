package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import org.junit.jupiter.api.Test;

/** A token that was taken away is reported, and works again when it is back. */
public interface RemovalContract extends ModuleContract {

  @Test
  default void keyOfATokenThatWasTakenAwayFailsAndSignsWhenItIsBack() throws Exception {
    if (bench().plug().isEmpty()) {
      return;
    }
    ModuleBench.Plug plug = bench().plug().get();
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

  @Test
  default void tokenThatWasTakenAwayAndBroughtBackUnnoticedSigns() throws Exception {
    takenAwayUnnoticed(anySigning());
  }

  @Test
  default void soDoesAKeyThatWantsThePinEachTime() throws Exception {
    for (MadeKey made : signing()) {
      if (made.eachTime()) {
        takenAwayUnnoticed(made);
      }
    }
  }

  private void takenAwayUnnoticed(MadeKey made) throws Exception {
    if (bench().plug().isPresent()) {
      ModuleBench.Plug plug = bench().plug().get();
      SigningKey key = bench().tokens().signingKey(made.uri());
      ModuleContract.assertSigns(made, key);
      plug.pull();
      plug.insert();
      ModuleContract.assertSigns(made, key);
    }
  }
}
