package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.TokenException;
import org.junit.jupiter.api.Test;

/** A wrong PIN costs one of the tries that the token counts, and no more. */
public interface TriesContract extends ModuleContract {

  private int triesLeft() {
    return bench().attemptsLeft().orElseThrow();
  }

  @Test
  default void wrongPinCostsOneTryHoweverOftenItIsGiven() {
    int before = triesLeft();
    bench().pins().answer(Kind.PIN, bench().wrongPin());
    for (int i = 0; i < 3; i++) {
      assertThrows(TokenException.class, () -> login().login());
    }
    assertEquals(before - 1, triesLeft());
  }

  @Test
  default void wrongPinCostsOneTryInManyThreads() throws Exception {
    int before = triesLeft();
    assertWrongPinStopsManyThreads();
    assertEquals(before - 1, triesLeft());
  }

  @Test
  default void noPinGivenCostsNoTry() {
    int before = triesLeft();
    assertThrows(TokenException.PinNotGiven.class, () -> login().login(PinEntry.none()));
    assertEquals(before, triesLeft());
  }
}
