package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.ConfirmationCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PinTest {
  private static PinRequest request(PinRequest.Kind kind, Object attachment, int attemptsLeft) {
    return new PinRequest(
        kind,
        attachment,
        () -> "piv:serial=1",
        "sign",
        () -> attemptsLeft < 0 ? OptionalInt.empty() : OptionalInt.of(attemptsLeft));
  }

  private static PinRequest pin(Object attachment, int attemptsLeft) {
    return request(PinRequest.Kind.PIN, attachment, attemptsLeft);
  }

  private static String text(Secret secret) {
    return new String(secret.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aGivenPinIsForThePinOnly() {
    GivenPin given = new GivenPin("123456".toCharArray());
    assertThat(text(given.enter(pin(this, 3)))).isEqualTo("123456");
    assertThat(text(given.enter(pin(this, -1)))).isEqualTo("123456");
    for (PinRequest.Kind kind : List.of(PinRequest.Kind.PUK, PinRequest.Kind.MANAGEMENT_KEY)) {
      assertThatThrownBy(() -> given.enter(request(kind, this, 3)))
          .isInstanceOf(TokenException.PinNotGiven.class)
          .hasMessageContaining(kind.label());
    }
  }

  @Test
  void aGivenPinIsNotSpentOnTheLastTry() {
    GivenPin given = new GivenPin("123456".toCharArray());
    assertThatThrownBy(() -> given.enter(pin(this, 1)))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("one try is left");
  }

  @Test
  void aGivenPinThatWasRefusedIsForOtherTokensOnly() {
    GivenPin given = new GivenPin("123456".toCharArray());
    given.rejected(pin(this, 2));
    assertThatThrownBy(() -> given.enter(pin(this, 2)))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("not tried again");
    PinRequest replugged = pin(new Object(), 2);
    assertThatThrownBy(() -> given.enter(replugged)).isInstanceOf(TokenException.PinNotGiven.class);
    PinRequest other =
        new PinRequest(
            PinRequest.Kind.PIN, new Object(), () -> "piv:serial=2", "sign", OptionalInt::empty);
    assertThat(text(given.enter(other))).isEqualTo("123456");
  }

  @Test
  void aGivenPinKnowsItselfAndTellsNobody() {
    GivenPin given = new GivenPin("123456".toCharArray());
    assertThat(given.holds("123456".toCharArray())).isTrue();
    assertThat(given.holds("123457".toCharArray())).isFalse();
    assertThat(given.holds("12345".toCharArray())).isFalse();
    assertThat(given.toString()).doesNotContain("123456");
  }

  @Test
  void aCallbackIsAskedByTokenPurposeAndTriesLeft() {
    List<String> prompts = new ArrayList<>();
    CallbackPin pin =
        new CallbackPin(
            callbacks -> {
              PasswordCallback question = (PasswordCallback) callbacks[0];
              prompts.add(question.getPrompt());
              assertThat(question.isEchoOn()).isFalse();
              question.setPassword("123456".toCharArray());
            });
    assertThat(text(pin.enter(pin(this, 3)))).isEqualTo("123456");
    assertThat(text(pin.enter(pin(this, -1)))).isEqualTo("123456");
    assertThat(prompts)
        .containsExactly(
            "PIN of piv:serial=1, to sign, tries left: 3: ", "PIN of piv:serial=1, to sign: ");
  }

  @Test
  void theLastTryWantsConsent() {
    List<Class<?>> asked = new ArrayList<>();
    int[] answer = {ConfirmationCallback.NO};
    CallbackPin pin =
        new CallbackPin(
            callbacks -> {
              Callback question = callbacks[0];
              asked.add(question.getClass());
              if (question instanceof ConfirmationCallback consent) {
                consent.setSelectedIndex(answer[0]);
              } else {
                ((PasswordCallback) question).setPassword("123456".toCharArray());
              }
            });
    assertThatThrownBy(() -> pin.enter(pin(this, 1)))
        .isInstanceOf(TokenException.PinNotGiven.class);
    assertThat(asked).containsExactly(ConfirmationCallback.class);
    answer[0] = ConfirmationCallback.YES;
    assertThat(text(pin.enter(pin(this, 1)))).isEqualTo("123456");
  }

  @Test
  void aCallbackThatDoesNotAnswerGivesNoPin() {
    CallbackPin silent = new CallbackPin(callbacks -> {});
    assertThatThrownBy(() -> silent.enter(pin(this, 3)))
        .isInstanceOf(TokenException.PinNotGiven.class);
    CallbackPin unsupported =
        new CallbackPin(
            callbacks -> {
              throw new UnsupportedCallbackException(callbacks[0]);
            });
    assertThatThrownBy(() -> unsupported.enter(pin(this, 3)))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("PasswordCallback");
    CallbackPin failing =
        new CallbackPin(
            callbacks -> {
              throw new IOException("gone");
            });
    assertThatThrownBy(() -> failing.enter(pin(this, 1)))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("ConfirmationCallback");
  }

  @Test
  @Timeout(60)
  void aCallbackIsAskedForOneThreadAfterTheOther() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch types = new CountDownLatch(1);
    AtomicInteger questions = new AtomicInteger();
    CallbackPin pin =
        new CallbackPin(
            callbacks -> {
              questions.incrementAndGet();
              asked.countDown();
              try {
                types.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              ((PasswordCallback) callbacks[0]).setPassword("123456".toCharArray());
            });
    Thread one = new Thread(() -> pin.enter(pin(this, 3)).close());
    one.start();
    asked.await();
    Thread other = new Thread(() -> pin.enter(pin(this, 3)).close());
    other.start();
    while (other.getState() != Thread.State.BLOCKED) {
      Thread.onSpinWait();
    }
    assertThat(questions).hasValue(1);
    types.countDown();
    one.join();
    other.join();
    assertThat(questions).hasValue(2);
  }
}
