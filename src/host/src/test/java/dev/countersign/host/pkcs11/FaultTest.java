package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.device.Login;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A module that fails at any call of a signature: no wrong result, and no restart. */
@NeedsSoftHsm
class FaultTest extends ShimCase {
  /** What is called between the URI and the signature. */
  private static final List<String> CALLED =
      List.of(
          "C_GetSlotList",
          "C_GetTokenInfo",
          "C_OpenSession",
          "C_GetSessionInfo",
          "C_Login",
          "C_FindObjectsInit",
          "C_FindObjects",
          "C_FindObjectsFinal",
          "C_GetAttributeValue",
          "C_SignInit",
          "C_Sign",
          "C_CloseSession");

  /** A code of a vendor's own. */
  private static final long VENDOR = 0x80000042L;

  FaultTest() {
    super("faults");
  }

  static Stream<Arguments> everyFailure() {
    List<Arguments> all = new ArrayList<>();
    for (String function : CALLED) {
      for (Ckr code :
          List.of(
              Ckr.CKR_SESSION_HANDLE_INVALID,
              Ckr.CKR_SESSION_CLOSED,
              Ckr.CKR_DEVICE_ERROR,
              Ckr.CKR_DEVICE_REMOVED,
              Ckr.CKR_DEVICE_MEMORY,
              Ckr.CKR_TOKEN_NOT_PRESENT,
              Ckr.CKR_TOKEN_NOT_RECOGNIZED,
              Ckr.CKR_SLOT_ID_INVALID,
              Ckr.CKR_CRYPTOKI_NOT_INITIALIZED,
              Ckr.CKR_GENERAL_ERROR,
              Ckr.CKR_FUNCTION_FAILED,
              Ckr.CKR_HOST_MEMORY,
              Ckr.CKR_KEY_HANDLE_INVALID,
              Ckr.CKR_OBJECT_HANDLE_INVALID,
              Ckr.CKR_USER_NOT_LOGGED_IN,
              Ckr.CKR_OPERATION_ACTIVE,
              Ckr.CKR_OPERATION_NOT_INITIALIZED,
              Ckr.CKR_BUFFER_TOO_SMALL,
              Ckr.CKR_SESSION_COUNT)) {
        all.add(Arguments.of(function, code.value()));
      }
      all.add(Arguments.of(function, VENDOR));
    }
    return all.stream();
  }

  /** Every place in the first two signatures where a function can fail once. */
  @ParameterizedTest
  @MethodSource("everyFailure")
  void anyFailureIsAnErrorOrMendedAndNeverAWrongSignature(String function, long code) {
    for (int good = 0; good < 4; good++) {
      for (boolean done : new boolean[] {false, true}) {
        behave();
        try (Tokens tokens = shim.tokens()) {
          SigningKey key = token.key(tokens);
          PublicKey half = key.publicKey();
          shim.fails(function, good, 1, code, done);
          for (int i = 0; i < 2; i++) {
            try {
              ShimToken.signs(key, half, "message " + i);
            } catch (TokenException e) {
              assertThat(e.getMessage()).isNotBlank();
              assertThat(e.remedy()).isNotBlank();
            }
          }
          shim.fails(function, 0, 0, 0, false);
          if (good == 0 && !done && leavesPinInDoubt(function, code)) {
            assertThat(catchToken(() -> key.sign(ShimToken.ALGORITHM, new byte[1])))
                .isInstanceOf(TokenException.PinNotGiven.class);
          } else {
            ShimToken.signs(key, half, "it is over");
          }
          assertThat(shim.calls("C_Login"))
              .as("logins after %d good calls", good)
              .isBetween(1L, 2L);
        }
        if (!leaks(function, code, done)) {
          assertThat(shim.sessions()).as("sessions left").isZero();
        }
      }
    }
  }

  /** Whether it is a login that is refused, and not for a reason that a login has. */
  private static boolean leavesPinInDoubt(String function, long code) {
    return function.equals("C_Login")
        && LoginRefusals.isUnknown(new CryptokiException(function, code));
  }

  /** Where a module fails at closing, or says that no session is left to close, one may stay. */
  private static boolean leaks(String function, long code, boolean done) {
    return function.equals("C_CloseSession")
        || (function.equals("C_OpenSession") && done)
        || code == Ckr.CKR_CRYPTOKI_NOT_INITIALIZED.value();
  }

  @ParameterizedTest
  @EnumSource(
      value = Ckr.class,
      names = {
        "CKR_SESSION_HANDLE_INVALID",
        "CKR_SESSION_CLOSED",
        "CKR_DEVICE_ERROR",
        "CKR_DEVICE_REMOVED",
        "CKR_TOKEN_NOT_PRESENT",
        "CKR_CRYPTOKI_NOT_INITIALIZED",
        "CKR_GENERAL_ERROR",
        "CKR_FUNCTION_FAILED",
        "CKR_KEY_HANDLE_INVALID",
        "CKR_USER_NOT_LOGGED_IN",
        "CKR_OPERATION_ACTIVE"
      })
  void whatAnotherSessionMendsIsNotNoticed(Ckr code) {
    for (String function : List.of("C_SignInit", "C_Sign")) {
      shim.behave();
      try (Tokens tokens = shim.tokens()) {
        SigningKey key = used(tokens);
        PublicKey half = key.publicKey();
        shim.fails(function, 1, code);
        ShimToken.signs(key, half, function);
        assertThat(shim.calls("C_Login")).isLessThanOrEqualTo(2);
      }
    }
  }

  @Test
  void whatFailsAgainIsAnErrorAfterTwoTries() {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = used(tokens);
      PublicKey half = key.publicKey();
      long before = shim.calls("C_Sign");
      shim.fails("C_Sign", 100, Ckr.CKR_DEVICE_ERROR);
      assertThat(catchToken(() -> key.sign(ShimToken.ALGORITHM, new byte[1])))
          .isInstanceOf(TokenException.Unavailable.class)
          .hasMessageContaining("CKR_DEVICE_ERROR")
          .hasMessageContaining("C_Sign");
      assertThat(shim.calls("C_Sign") - before).isEqualTo(2);
    }
  }

  @Test
  void codesOfVendorsAreShownByNumber() {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = token.key(tokens);
      shim.fails("C_Sign", 0, 100, VENDOR, false);
      assertThat(catchToken(() -> key.sign(ShimToken.ALGORITHM, new byte[1])))
          .isInstanceOf(TokenException.Unexplained.class)
          .hasMessageContaining("0x80000042")
          .hasMessageContaining("C_Sign");
    }
  }

  @Test
  void whatAVendorSaysOfALoginCostsNoSecondTryOfThePin() {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = token.key(tokens);
      shim.behave();
      tokens.find(token.uri()).require(Login.class).logout();
      shim.fails("C_Login", 0, 1, VENDOR, false);
      assertThat(catchToken(() -> key.sign(ShimToken.ALGORITHM, new byte[1])))
          .isInstanceOf(TokenException.PinNotGiven.class)
          .hasMessageContaining("0x80000042");
      assertThat(shim.calls("C_Login")).isEqualTo(1);
    }
  }

  @Test
  void keyThatAlwaysFailsDoesNotMakeOthersLogInAgainAndAgain() throws Exception {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = used(tokens);
      PublicKey half = key.publicKey();
      shim.behave();
      shim.fails("C_SignInit", 1000, Ckr.CKR_DEVICE_ERROR);
      for (int i = 0; i < 100; i++) {
        assertThat(catchToken(() -> key.sign(ShimToken.ALGORITHM, new byte[1])))
            .isInstanceOf(TokenException.Unavailable.class);
      }
      assertThat(shim.calls("C_SignInit")).isEqualTo(200);
      assertThat(shim.calls("C_Login")).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void loginThatTheTokenForgetsAgainAndAgainIsMadeEachTime() {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = token.key(tokens);
      PublicKey half = key.publicKey();
      for (int losses = 0; losses < 4; losses++) {
        ShimToken.signs(key, half, "before");
        assertThat(shim.calls("C_Login")).isEqualTo(1 + losses);
        shim.fails("C_SignInit", 1, Ckr.CKR_USER_NOT_LOGGED_IN);
        ShimToken.signs(key, half, "after");
      }
    }
  }

  @Test
  void manyThreadsOnDeadSessionsLogInOnceForEachLoss() throws Exception {
    int threads = 16;
    int rounds = 5;
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = used(tokens);
      PublicKey half = key.publicKey();
      shim.behave();
      CyclicBarrier barrier = new CyclicBarrier(threads, shim::drop);
      ShimToken.inThreads(
          threads,
          () -> {
            for (int round = 0; round < rounds; round++) {
              for (int i = 0; i < 20; i++) {
                ShimToken.signs(key, half, "round " + round + " message " + i);
              }
              barrier.await();
              ShimToken.signs(key, half, "after round " + round);
              barrier.await();
              ShimToken.signs(key, half, "after another drop " + round);
            }
            return null;
          });
      assertThat(shim.calls("C_Login")).isBetween(1L, 2L * rounds);
    }
    assertThat(shim.sessions()).isZero();
  }

  @Test
  void sessionsDroppedWhileManyThreadsSignCostNoStormOfLogins() throws Exception {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = used(tokens);
      PublicKey half = key.publicKey();
      shim.behave();
      AtomicInteger made = new AtomicInteger();
      AtomicInteger drops = new AtomicInteger();
      AtomicInteger unlucky = new AtomicInteger();
      ShimToken.inThreads(
          16,
          () -> {
            for (int i = 0; i < 100; i++) {
              try {
                ShimToken.signs(key, half, "message " + i);
              } catch (TokenException.Unavailable e) {
                // A thread that the machine keeps waiting may meet two drops with one signature.
                unlucky.incrementAndGet();
              }
              // In the midst of the work of the others.
              if (made.incrementAndGet() % 400 == 200) {
                drops.incrementAndGet();
                shim.drop();
              }
            }
            return null;
          });
      assertThat(drops).hasValue(4);
      assertThat(unlucky.get()).isLessThan(16);
      // A login whose session is dropped under it is made again.
      assertThat(shim.calls("C_Login")).isBetween(1L, 2L * drops.get());
    }
    assertThat(shim.sessions()).isZero();
  }

  private static TokenException catchToken(Runnable work) {
    return catchThrowableOfType(TokenException.class, work::run);
  }
}
