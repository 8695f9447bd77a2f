package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.HeldPins;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckr;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Keys that want the PIN for each use: how often it is asked for, and sent. */
@NeedsSoftHsm
class EachTimeTest extends ShimCase {
  private final ShimToken each = new ShimToken("each-time", "--always-auth");

  EachTimeTest() {
    super("each");
  }

  /** Logged in, so that what is counted is for the key's own sake. */
  private SigningKey loggedIn(Tokens tokens) {
    SigningKey key = each.key(tokens);
    ShimToken.signs(key, key.publicKey(), "before");
    shim.behave();
    return key;
  }

  @Test
  void keyThatWantsThePinEachTimeGetsItEachTime() {
    AtomicInteger asked = new AtomicInteger();
    PinEntry counting =
        new PinEntry() {
          @Override
          public Secret enter(PinRequest request) {
            asked.incrementAndGet();
            return Shim.right().enter(request);
          }
        };
    try (HeldPins held = new HeldPins(counting);
        Tokens tokens = shim.tokens(held)) {
      SigningKey key = each.key(tokens);
      PublicKey half = key.publicKey();
      for (int i = 0; i < 3; i++) {
        ShimToken.signs(key, half, "message " + i);
      }
    }
    assertThat(shim.calls("C_Login")).isEqualTo(4);
    assertThat(asked).as("it was held").hasValue(1);
  }

  @Test
  void manyThreadsUseAKeyThatWantsThePinEachTime() throws Exception {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = each.key(tokens);
      PublicKey half = key.publicKey();
      ShimToken.inThreads(
          8,
          () -> {
            for (int i = 0; i < 20; i++) {
              ShimToken.signs(key, half, "message " + i);
            }
            return null;
          });
    }
    assertThat(shim.calls("C_Login")).isEqualTo(1 + 8 * 20);
  }

  @Test
  void modulesThatKnowNoLoginForOneUseAreUsedWithoutIt() {
    for (Ckr habit :
        List.of(
            Ckr.CKR_OPERATION_NOT_INITIALIZED,
            Ckr.CKR_USER_ALREADY_LOGGED_IN,
            Ckr.CKR_USER_TYPE_INVALID)) {
      behave();
      try (Tokens tokens = shim.tokens()) {
        SigningKey key = each.key(tokens);
        // The login of the user is good, that for one use works and says so.
        shim.fails("C_Login", 1, 1, habit.value(), true);
        ShimToken.signs(key, key.publicKey(), habit.name());
      }
    }
  }

  @Test
  void oneEntryIsAskedByOneThreadAtATime() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    PinEntry entry =
        request -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          Thread.yield();
          inside.decrementAndGet();
          return Shim.right().enter(request);
        };
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = loggedIn(tokens).with(entry);
      PublicKey half = key.publicKey();
      ShimToken.inThreads(
          8,
          () -> {
            for (int i = 0; i < 10; i++) {
              ShimToken.signs(key, half, "message " + i);
            }
            return null;
          });
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void entryThatHoldsWhatWasTakenIsAskedOnceByManyThreads() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    PinEntry counting =
        request -> {
          asked.incrementAndGet();
          return Shim.right().enter(request);
        };
    try (HeldPins held = new HeldPins(counting);
        Tokens tokens = shim.tokens()) {
      SigningKey key = loggedIn(tokens).with(held);
      PublicKey half = key.publicKey();
      ShimToken.inThreads(
          8,
          () -> {
            ShimToken.signs(key, half, "together");
            return null;
          });
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void pinOfEachUseIsTypedOnThePad() {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = loggedIn(tokens).with(PinEntry.none());
      shim.pinPad(SoftHsm.PIN);
      ShimToken.signs(key, key.publicKey(), "from the pad");
      ShimToken.signs(key, key.publicKey(), "again");
      assertThat(shim.calls("C_Login")).isEqualTo(2);
    }
  }

  @Test
  void wrongPinOnThePadIsToldAsOne() {
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = loggedIn(tokens).with(PinEntry.none());
      shim.pinPad("31415926");
      assertThatThrownBy(() -> key.sign(ShimToken.ALGORITHM, new byte[1]))
          .isInstanceOf(TokenException.WrongPin.class);
      assertThat(shim.calls("C_Login")).isEqualTo(1);
    }
  }

  @Test
  void keyThatWantsThePinEachTimeSinceItWasMadeAnewGetsIt() {
    TokenUri uri = each.uri().with("object", "remade");
    each.addKey("a3", "remade");
    try (Tokens tokens = shim.tokens()) {
      SigningKey key = tokens.signingKey(uri);
      ShimToken.signs(key, key.publicKey(), "as an ordinary key");
      each.deleteKey("a3");
      each.addKey("a3", "remade", "--always-auth");
      PublicKey half = tokens.signingKey(uri).publicKey();
      shim.behave();
      ShimToken.signs(key, half, "with the PIN");
      ShimToken.signs(key, half, "and again");
      assertThat(shim.calls("C_Login")).isEqualTo(2);
    }
    each.deleteKey("a3");
  }
}
