package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import org.junit.jupiter.api.Test;

/** The PIN is given when it is wanted, and a wrong one is tried once. */
public interface LoginContract extends ModuleContract {

  @Test
  default void loginLastsUntilLogout() {
    assertTrue(login().required());
    assertFalse(login().active());
    login().login();
    assertTrue(login().active());
    login().login();
    assertEquals(1, bench().pins().asked(Kind.PIN));
    login().logout();
    assertFalse(login().active());
    login().logout();
    login().login();
    assertEquals(2, bench().pins().asked(Kind.PIN));
  }

  @Test
  default void keyLogsInAgainAfterALogout() {
    MadeKey made = anySigning();
    SigningKey key = bench().tokens().signingKey(made.uri());
    ModuleContract.assertSigns(made, key);
    login().logout();
    ModuleContract.assertSigns(made, key);
  }

  @Test
  default void loginEndsWithTheTokens() {
    login().login();
    bench().tokens().close();
    assertFalse(login().active());
    login().login();
    assertEquals(2, bench().pins().asked(Kind.PIN));
  }

  @Test
  default void wrongPinIsNotTriedAgain() {
    bench().pins().answer(Kind.PIN, bench().wrongPin());
    TokenException.WrongPin problem =
        assertThrows(TokenException.WrongPin.class, () -> login().login());
    assertEquals(Kind.PIN, problem.kind());
    assertEquals(1, bench().pins().asked(Kind.PIN));
    assertFalse(login().active());
    assertFalse((problem + problem.remedy()).contains(bench().wrongPin()), problem::toString);
    assertThrows(TokenException.class, () -> login().login());
    assertThrows(
        TokenException.class,
        () -> ModuleContract.assertSigns(anySigning(), signingKeys().find(anySigning().uri())));
  }

  @Test
  default void wrongPinOfAKeyStopsManyThreads() throws Exception {
    assertWrongPinStopsManyThreads();
  }

  @Test
  default void rightPinAfterAWrongOneIsTaken() {
    bench().pins().answer(Kind.PIN, bench().wrongPin());
    assertThrows(TokenException.WrongPin.class, () -> login().login());
    bench().pins().answer(Kind.PIN, bench().rightPin());
    ModuleContract.assertSigns(anySigning(), bench().tokens().signingKey(anySigning().uri()));
  }

  @Test
  default void noPinGivenIsNoLogin() {
    assertThrows(TokenException.PinNotGiven.class, () -> login().login(PinEntry.none()));
    assertFalse(login().active());
  }
}
