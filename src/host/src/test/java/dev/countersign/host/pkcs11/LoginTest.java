package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.device.HeldPins;
import dev.countersign.device.Login;
import dev.countersign.device.PinEntry;
import dev.countersign.device.Presence;
import dev.countersign.device.Secret;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.Ckr;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** PINs: right, wrong, locked, expired, on a pad; how often each is sent. */
@NeedsSoftHsm
class LoginTest extends ShimCase {
  LoginTest() {
    super("logins");
  }

  private static PinEntry entry(String pin) {
    return request -> Secret.copyOf(pin.toCharArray());
  }

  private static TokenException fails(SigningKey key) {
    return catchThrowableOfType(
        TokenException.class, () -> key.sign(ShimToken.ALGORITHM, new byte[1]));
  }

  @Test
  void wrongPinCostsOneTryForAsLongAsTheTokenIsOpen() {
    try (Tokens tokens = shim.tokens(entry("00000000"))) {
      SigningKey key = token.key(tokens);
      assertThat(fails(key)).isInstanceOf(TokenException.WrongPin.class);
      for (int i = 0; i < 5; i++) {
        assertThat(fails(key)).isInstanceOf(TokenException.PinNotGiven.class);
      }
      assertThat(shim.calls("C_Login")).isEqualTo(1);

      PublicKey half = key.publicKey();
      ShimToken.signs(key.with(Shim.right()), half, "with the right one");
      shim.drop();
      assertThat(fails(key))
          .as("still known as wrong")
          .isInstanceOf(TokenException.PinNotGiven.class);
      assertThat(shim.calls("C_Login")).isEqualTo(2);
    }
  }

  @Test
  void manyThreadsWithAWrongPinCostOneTry() throws Exception {
    AtomicInteger wrong = new AtomicInteger();
    CyclicBarrier together = new CyclicBarrier(16);
    try (Tokens tokens = shim.tokens(entry("11111111"))) {
      SigningKey key = token.key(tokens);
      ShimToken.inThreads(
          16,
          () -> {
            together.await();
            TokenException e = fails(key);
            assertThat(e)
                .isInstanceOfAny(TokenException.WrongPin.class, TokenException.PinNotGiven.class);
            if (e instanceof TokenException.WrongPin) {
              wrong.incrementAndGet();
            }
            return null;
          });
    }
    assertThat(wrong).hasValue(1);
    assertThat(shim.calls("C_Login")).isEqualTo(1);
  }

  @Test
  void manyThreadsLogInOnce() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CyclicBarrier together = new CyclicBarrier(16);
    PinEntry counting =
        request -> {
          asked.incrementAndGet();
          return Shim.right().enter(request);
        };
    try (Tokens tokens = shim.tokens(counting)) {
      SigningKey key = token.key(tokens);
      PublicKey half = key.publicKey();
      ShimToken.inThreads(
          16,
          () -> {
            together.await();
            ShimToken.signs(key, half, "together");
            return null;
          });
    }
    assertThat(asked).hasValue(1);
    assertThat(shim.calls("C_Login")).isEqualTo(1);
  }

  @Test
  void lastTryAndLockedPinAreTold() {
    try (Tokens tokens = shim.tokens(entry("22222222"))) {
      SigningKey key = token.key(tokens);
      shim.flags(Ckf.USER_PIN_FINAL_TRY, 0);
      assertThat(fails(key))
          .isInstanceOfSatisfying(
              TokenException.WrongPin.class, e -> assertThat(e.attemptsLeft()).hasValue(1));
      shim.flags(Ckf.USER_PIN_LOCKED, 0);
      assertThat(fails(key.with(Shim.right()))).isInstanceOf(TokenException.PinBlocked.class);
      assertThat(shim.calls("C_Login")).as("a locked PIN is not given").isEqualTo(1);
    }
  }

  @Test
  void tokenWithoutPinIsNotGivenOne() {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = token.key(tokens);
      shim.flags(0, Ckf.USER_PIN_INITIALIZED);
      assertThat(fails(key)).hasMessageContaining("no PIN yet");
      assertThat(shim.calls("C_Login")).isZero();
    }
  }

  @Test
  void whatTheLoginReturnsIsTold() {
    record Case(Ckr code, Class<? extends TokenException> kind) {}
    for (Case one :
        List.of(
            new Case(Ckr.CKR_PIN_LOCKED, TokenException.PinBlocked.class),
            new Case(Ckr.CKR_PIN_EXPIRED, TokenException.Refused.class),
            new Case(Ckr.CKR_PIN_LEN_RANGE, TokenException.WrongPin.class),
            new Case(Ckr.CKR_USER_PIN_NOT_INITIALIZED, TokenException.Refused.class),
            new Case(Ckr.CKR_USER_ANOTHER_ALREADY_LOGGED_IN, TokenException.Refused.class),
            new Case(Ckr.CKR_FUNCTION_CANCELED, TokenException.PinNotGiven.class))) {
      behave();
      try (Tokens tokens = shim.tokens()) {
        SigningKey key = token.key(tokens);
        shim.fails("C_Login", 100, one.code);
        assertThat(fails(key)).as(one.code.name()).isInstanceOf(one.kind);
        assertThat(shim.calls("C_Login")).as(one.code.name()).isEqualTo(1);
      }
    }
  }

  @Test
  void pinIsNotGivenAgainWhenItIsUnknownWhetherItWasLookedAt() {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = token.key(tokens);
      shim.fails("C_Login", 1, Ckr.CKR_DEVICE_ERROR);
      assertThat(fails(key)).isInstanceOf(TokenException.Unavailable.class);
      assertThat(shim.calls("C_Login")).isEqualTo(1);

      PublicKey half = key.publicKey();
      ShimToken.signs(key, half, "asked for once more");
      shim.drop();
      shim.fails("C_Login", 1, Ckr.CKR_DEVICE_ERROR);
      assertThat(fails(key)).as("the repetition is used up").isNotNull();
      ShimToken.signs(key, half, "known to be right");
    }
  }

  @Test
  void pinIsTypedOnThePadAfterANotice() {
    ConcurrentLinkedQueue<String> notices = new ConcurrentLinkedQueue<>();
    Presence presence =
        (name, purpose, certain) -> {
          notices.add("shown to " + purpose);
          return () -> notices.add("taken away");
        };
    shim.pinPad(SoftHsm.PIN);
    Pkcs11Source source = new Pkcs11Source(() -> List.of(shim.module()), List::of);
    try (Tokens tokens =
        Tokens.builder().source(source).pinEntry(PinEntry.none()).presence(presence).open()) {
      SigningKey key = token.key(tokens);
      ShimToken.signs(key, key.publicKey(), "from the pad");
    }
    assertThat(notices).hasSize(2).first().asString().startsWith("shown to sign with pkcs11:");
    assertThat(notices).last().isEqualTo("taken away");
  }

  @Test
  void wrongPinOnThePadEndsTheWaitOfAllThreads() throws Exception {
    shim.pinPad("00000000");
    CyclicBarrier together = new CyclicBarrier(8);
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = token.key(tokens);
      shim.hold("C_Login");
      AtomicInteger wrong = new AtomicInteger();
      ShimToken.inThreads(
          8,
          () -> {
            if (together.await() == 0) {
              shim.awaitHeld();
              shim.release();
              return null;
            }
            if (fails(key) instanceof TokenException.WrongPin) {
              wrong.incrementAndGet();
            }
            return null;
          });
      // Those that came after the refusal were asked on their own account.
      assertThat(shim.calls("C_Login")).isEqualTo(wrong.get());
      assertThat(wrong.get()).isPositive();
    }
  }

  @Test
  void pinThatWasNotLookedAtIsNotHeld() {
    AtomicInteger asked = new AtomicInteger();
    PinEntry counting =
        request -> {
          asked.incrementAndGet();
          return Shim.right().enter(request);
        };
    try (HeldPins held = new HeldPins(counting);
        Tokens tokens = shim.tokens(held)) {
      SigningKey key = token.key(tokens);
      PublicKey half = key.publicKey();
      shim.fails("C_Login", 0, 1, Ckr.CKR_USER_ALREADY_LOGGED_IN.value(), true);
      ShimToken.signs(key, half, "logged in already");
      shim.drop();
      ShimToken.signs(key, half, "after a loss");
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void loginThatAnotherPartOfTheProcessEndedIsMadeAgain() throws Exception {
    try (Tokens tokens = shim.tokens();
        Tokens others = shim.tokens()) {
      SigningKey key = used(tokens);
      PublicKey half = key.publicKey();
      Login login = others.find(token.uri()).require(Login.class);
      login.login();
      login.logout();
      ShimToken.inThreads(
          16,
          () -> {
            ShimToken.signs(key, half, "after");
            return null;
          });
      assertThat(shim.calls("C_Login")).isEqualTo(2);
    }
  }

  @Test
  void logoutOfWhatAnotherPartOfTheProcessEndedAsksForNoPin() {
    try (Tokens tokens = shim.tokens();
        Tokens others = shim.tokens()) {
      used(tokens);
      Login login = tokens.find(token.uri()).require(Login.class);
      Login theirs = others.find(token.uri()).require(Login.class);
      theirs.login();
      theirs.logout();
      assertThat(login.active()).as("as far as is known").isTrue();
      shim.behave();
      login.logout();
      assertThat(login.active()).isFalse();
      assertThat(shim.calls("C_Login")).isZero();
    }
  }
}
