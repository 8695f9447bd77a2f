package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import java.security.PublicKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Modules that start in other ways than SoftHSM. */
@NeedsSoftHsm
class ModuleHabitsTest {

  @Test
  void moduleOfVersion3ThatHasTheNewerWayAloneSigns() {
    Shim shim = new Shim("version3", "-DINTERFACE_ONLY");
    ShimToken token = new ShimToken("version3");
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = token.key(tokens);
      ShimToken.signs(key, key.publicKey(), "by C_GetInterface");
      assertThat(LoadedModule.of(shim.module()).cryptoki().version()).isEqualTo("3.0");
      assertThat(shim.calls("C_Sign")).isEqualTo(1);
    }
  }

  /** Two tokens of such a module share it, and so do their threads. */
  @Test
  void moduleThatCannotLockIsCalledByOneThreadAtATime() throws Exception {
    Shim shim = new Shim("unlocked");
    shim.fails("C_Initialize", 1, Ckr.CKR_CANT_LOCK);
    ShimToken one = new ShimToken("unlocked-1");
    ShimToken two = new ShimToken("unlocked-2");
    try (Tokens tokens = shim.tokens()) {
      SigningKey first = one.key(tokens);
      SigningKey second = two.key(tokens);
      PublicKey half = first.publicKey();
      PublicKey other = second.publicKey();
      ShimToken.inThreads(
          8,
          () -> {
            for (int i = 0; i < 25; i++) {
              ShimToken.signs(first, half, "message " + i);
              ShimToken.signs(second, other, "message " + i);
            }
            return null;
          });
    }
    assertThat(shim.calls("C_Initialize")).isEqualTo(2);
    assertThat(shim.mostInside()).isEqualTo(1);
  }

  @Test
  void moduleThatLocksIsCalledByManyThreads() throws Exception {
    Shim shim = new Shim("locked");
    ShimToken token = new ShimToken("locked");
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = token.key(tokens);
      PublicKey half = key.publicKey();
      ShimToken.signs(key, half, "before");
      // Held inside, while the rest goes on: no lock of ours is around it.
      shim.hold("C_Sign");
      Thread held = new Thread(() -> ShimToken.signs(key, half, "held"));
      held.start();
      shim.awaitHeld();
      ShimToken.signs(key, half, "meanwhile");
      shim.release();
      held.join();
    }
    assertThat(shim.mostInside()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void moduleThatDoesNotStartIsAnErrorThatNamesIt() {
    Shim shim = new Shim("dead");
    shim.fails("C_Initialize", 1, Ckr.CKR_DEVICE_ERROR);
    assertThatThrownBy(() -> LoadedModule.of(shim.module()))
        .isInstanceOf(TokenException.Unavailable.class)
        .hasMessageContaining("dead.so")
        .hasMessageContaining("CKR_DEVICE_ERROR");
  }

  @Test
  void searchThatFailedIsToldAndNotThatItsEndFailedThen() {
    Shim shim = new Shim("searching");
    long slot = SoftHsm.create("searching");
    CryptokiSession session = LoadedModule.of(shim.module()).cryptoki().open(slot, false);
    shim.fails("C_FindObjects", 1, Ckr.CKR_DEVICE_REMOVED);
    shim.fails("C_FindObjectsFinal", 0, 1, Ckr.CKR_OPERATION_NOT_INITIALIZED.value(), true);
    assertThatThrownBy(() -> session.find(List.of(), 10))
        .isInstanceOfSatisfying(
            CryptokiException.class,
            e -> assertThat(e.is(Ckr.CKR_DEVICE_REMOVED)).as(e.getMessage()).isTrue());
    assertThat(session.find(List.of(), 10)).isEmpty();
    shim.fails("C_FindObjectsFinal", 0, 1, Ckr.CKR_DEVICE_ERROR.value(), true);
    assertThatThrownBy(() -> session.find(List.of(), 10))
        .hasMessageContaining("C_FindObjectsFinal");
    session.close();
  }

  @Test
  void slotWithATokenThatTheModuleDoesNotKnowIsNoneToMakeReady() {
    Shim shim = new Shim("foreign");
    SoftHsm.create("foreign");
    TokenSetup setup = new TokenSetup(shim.module(), LoadedModule.of(shim.module()));
    List<Long> free = setup.freeSlots();
    assertThat(free).isNotEmpty();
    shim.fails("C_GetTokenInfo", 1, Ckr.CKR_TOKEN_NOT_RECOGNIZED);
    assertThat(free).containsAll(setup.freeSlots());
    shim.fails("C_GetTokenInfo", 1, Ckr.CKR_DEVICE_ERROR);
    assertThatThrownBy(setup::freeSlots).isInstanceOf(TokenException.Unavailable.class);
  }
}
