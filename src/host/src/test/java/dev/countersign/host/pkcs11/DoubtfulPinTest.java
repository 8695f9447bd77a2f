package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.device.HeldPins;
import dev.countersign.device.Login;
import dev.countersign.device.PinEntry;
import dev.countersign.device.Secret;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckr;
import java.security.PublicKey;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logins that a token refuses without a word of the PIN: it may be wrong, and is not sent again.
 */
@NeedsSoftHsm
class DoubtfulPinTest extends ShimCase {
  /** Of a vendor's own. */
  private static final long VENDOR = 0x80000042L;

  private static final PinEntry WRONG = request -> Secret.copyOf("27182818".toCharArray());

  DoubtfulPinTest() {
    super("doubts");
  }

  private static TokenException fails(SigningKey key) {
    return catchThrowableOfType(
        TokenException.class, () -> key.sign(ShimToken.ALGORITHM, new byte[1]));
  }

  // a vendor's, CKR_KEY_HANDLE_INVALID, CKR_ENCRYPTED_DATA_INVALID, one of a later version
  @ParameterizedTest
  @ValueSource(longs = {VENDOR, 0x60, 0x40, 0x1234})
  void pinThatWasRefusedForNoKnownReasonIsNotSentAgain(long code) {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = token.key(tokens);
      shim.fails("C_Login", 0, 1, code, false);
      TokenException first = fails(key);
      assertThat(first)
          .isInstanceOf(TokenException.PinNotGiven.class)
          .hasMessageContaining("let nobody in")
          .hasMessageContaining(Ckr.name(code));
      assertThat(first.remedy()).contains("does not send it again");
      for (int i = 0; i < 3; i++) {
        TokenException next = fails(key);
        assertThat(next)
            .isInstanceOf(TokenException.PinNotGiven.class)
            .hasMessageContaining(Ckr.name(code))
            .hasMessageContaining("may be wrong and is not tried again");
        assertThat(next.remedy()).contains("start the program anew");
      }
      assertThat(shim.calls("C_Login")).isEqualTo(1);

      assertThat(fails(key.with(WRONG)))
          .as("another PIN is another matter")
          .isInstanceOf(TokenException.WrongPin.class);
      assertThat(shim.calls("C_Login")).isEqualTo(2);
    }
    try (Tokens anew = shim.tokens()) {
      SigningKey key = token.key(anew);
      ShimToken.signs(key, key.publicKey(), "in a program that was started anew");
    }
  }

  @Test
  void pinThatWasTakenBeforeIsInDoubtToo() {
    AtomicInteger asked = new AtomicInteger();
    PinEntry counting =
        request -> {
          asked.incrementAndGet();
          return Shim.right().enter(request);
        };
    try (HeldPins held = new HeldPins(counting);
        Tokens tokens = shim.tokens(held)) {
      SigningKey key = used(tokens);
      shim.behave();
      shim.drop();
      shim.fails("C_Login", 0, 1, VENDOR, false);
      assertThat(fails(key)).hasMessageContaining("0x80000042");
      assertThat(fails(key)).hasMessageContaining("not tried again");
      assertThat(shim.calls("C_Login")).isEqualTo(1);
      assertThat(asked).as("it is not held any more").hasValue(2);
    }
  }

  @Test
  void pinThatALoginFoundLockedIsNotSentWhenItIsUnlocked() {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = token.key(tokens);
      shim.fails("C_Login", 1, Ckr.CKR_PIN_LOCKED);
      assertThat(fails(key)).isInstanceOf(TokenException.PinBlocked.class);
      assertThat(fails(key))
          .isInstanceOf(TokenException.PinNotGiven.class)
          .hasMessageContaining("CKR_PIN_LOCKED");
      assertThat(shim.calls("C_Login")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CKR_DEVICE_ERROR", "CKR_GENERAL_ERROR", "CKR_FUNCTION_FAILED"})
  void pinThatTheTokenCountedAsWrongIsWrongWhateverItReturned(String code) {
    try (Tokens tokens = shim.tokens()) {
      // Only a token whose last login was good tells of the next wrong PIN.
      SigningKey key = used(tokens);
      tokens.find(token.uri()).require(Login.class).logout();
      shim.behave();
      shim.fails("C_Login", 0, 1, Ckr.valueOf(code).value(), true);
      SigningKey wrong = key.with(WRONG);
      assertThat(fails(wrong)).isInstanceOf(TokenException.WrongPin.class);
      assertThat(fails(wrong)).hasMessageContaining("was wrong before");
      assertThat(shim.calls("C_Login")).isEqualTo(1);
      ShimToken.signs(key, key.publicKey(), "with the right one");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CKR_DEVICE_ERROR", "CKR_GENERAL_ERROR", "CKR_FUNCTION_FAILED"})
  void tokenThatFailedAndCountedNothingIsTriedAgain(String code) {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = token.key(tokens);
      PublicKey half = key.publicKey();
      shim.fails("C_Login", 1, Ckr.valueOf(code));
      assertThat(fails(key)).isInstanceOf(TokenException.Unavailable.class);
      ShimToken.signs(key, half, "it works again");
      assertThat(shim.calls("C_Login")).isEqualTo(2);
    }
  }
}
