package dev.countersign.host.pin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.PinRequest;
import dev.countersign.device.TokenException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalPinTest {

  private static TerminalPin at(FakeTerminal terminal) {
    return new TerminalPin(() -> Optional.of(terminal));
  }

  @Test
  void saysWhichTokenWhatForAndHowManyTriesAndShowsNothingTyped() {
    FakeTerminal terminal = new FakeTerminal("123456");
    assertThat(Requests.text(at(terminal).enter(Requests.of(PinRequest.Kind.PIN))))
        .isEqualTo("123456");
    assertThat(terminal.screen.toString())
        .contains("piv:serial=12345678", "PIN to sign with slot 9c", "3 tries left")
        .doesNotContain("123456\n");
  }

  @Test
  void wipesWhatWasTyped() {
    FakeTerminal terminal = new FakeTerminal("654321", "654321");
    at(terminal).enter(Requests.of(PinRequest.Kind.NEW_PIN)).close();
    assertThat(terminal.handedOut).hasSize(2).allMatch(TerminalPinTest::isWiped);
  }

  private static boolean isWiped(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  @Test
  void asksForConsentBeforeTheLastTry() {
    FakeTerminal terminal = new FakeTerminal("yes", "123456");
    PinRequest last = Requests.of(PinRequest.Kind.PIN, OptionalInt.of(1));
    assertThat(Requests.text(at(terminal).enter(last))).isEqualTo("123456");
    assertThat(terminal.screen.toString()).contains("1 try left", "the PIN is blocked");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "y", "", "YES", "123456"})
  void takesNothingButYesForConsent(String answer) {
    FakeTerminal terminal = new FakeTerminal(answer, "123456");
    PinRequest last = Requests.of(PinRequest.Kind.PIN, OptionalInt.of(1));
    assertThatThrownBy(() -> at(terminal).enter(last))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("not consented");
    assertThat(terminal.handedOut).hasSize(1);
  }

  @Test
  void asksForNoConsentWhenTheTokenDoesNotCount() {
    FakeTerminal terminal = new FakeTerminal("123456");
    PinRequest uncounted = Requests.of(PinRequest.Kind.PIN, OptionalInt.empty());
    assertThat(Requests.text(at(terminal).enter(uncounted))).isEqualTo("123456");
    assertThat(terminal.screen.toString()).doesNotContain("left");
  }

  @Test
  void newPasswordMayHaveAnyLengthAndIsAskedForTwice() {
    FakeTerminal terminal = new FakeTerminal("p\u0007", "a long one", "b", "x", "x");
    assertThat(Requests.text(at(terminal).enter(Requests.of(PinRequest.Kind.NEW_PASSWORD))))
        .isEqualTo("x");
    assertThat(terminal.screen.toString())
        .contains("at least one character", "It must have", "not the same", "New password again")
        .doesNotContain("6 to 8");
  }

  @Test
  void newPinOfAPkcs11TokenMayHaveAnyLengthAndIsAskedForTwice() {
    for (PinRequest.Kind kind :
        new PinRequest.Kind[] {PinRequest.Kind.NEW_USER_PIN, PinRequest.Kind.NEW_SO_PIN}) {
      FakeTerminal terminal = new FakeTerminal("0001 a password", "0001 a password");
      assertThat(Requests.text(at(terminal).enter(Requests.of(kind)))).isEqualTo("0001 a password");
      assertThat(terminal.screen.toString()).contains("PIN again").doesNotContain("6 to 8");
    }
  }

  @Test
  void passwordIsNotCounted() {
    FakeTerminal terminal = new FakeTerminal("correct horse");
    PinRequest request = Requests.of(PinRequest.Kind.PASSWORD, OptionalInt.empty());
    assertThat(Requests.text(at(terminal).enter(request))).isEqualTo("correct horse");
    assertThat(terminal.screen.toString()).contains("password to").doesNotContain("left");
  }

  @Test
  void asksForANewPinTwiceAndSaysTheRule() {
    FakeTerminal terminal = new FakeTerminal("12345", "123456", "123457", "876543", "876543");
    assertThat(Requests.text(at(terminal).enter(Requests.of(PinRequest.Kind.NEW_PIN))))
        .isEqualTo("876543");
    assertThat(terminal.screen.toString())
        .contains("6 to 8 characters", "It must have", "not the same")
        .doesNotContain("876543");
  }

  @Test
  void givesUpAfterThreeRoundsOfANewPuk() {
    FakeTerminal terminal = new FakeTerminal("1", "123456789", "2");
    assertThatThrownBy(() -> at(terminal).enter(Requests.of(PinRequest.Kind.NEW_PUK)))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("new PUK")
        .hasMessageNotContaining("123456789");
  }

  @Test
  void readsAManagementKeyInHexadecimal() {
    FakeTerminal terminal = new FakeTerminal("0102030405060708");
    assertThat(Requests.hex(at(terminal).enter(Requests.of(PinRequest.Kind.MANAGEMENT_KEY))))
        .isEqualTo("0102030405060708");
    FakeTerminal wrong = new FakeTerminal("0102zz");
    assertThatThrownBy(() -> at(wrong).enter(Requests.of(PinRequest.Kind.MANAGEMENT_KEY)))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("hexadecimal")
        .hasMessageNotContaining("0102zz");
  }

  @Test
  void takesEndOfInputAndAnEmptyLineForNoPin() {
    for (FakeTerminal terminal : new FakeTerminal[] {new FakeTerminal(), new FakeTerminal("")}) {
      assertThatThrownBy(() -> at(terminal).enter(Requests.of(PinRequest.Kind.PIN)))
          .isInstanceOf(TokenException.PinNotGiven.class);
    }
  }

  @Test
  void saysWhatToDoWithoutATerminal() {
    TerminalPin entry = new TerminalPin(Optional::empty);
    assertThatThrownBy(() -> entry.enter(Requests.of(PinRequest.Kind.PIN)))
        .isInstanceOfSatisfying(
            TokenException.PinNotGiven.class,
            e -> assertThat(e.remedy()).contains("--pin-file", "COUNTERSIGN_PINENTRY"));
  }

  @Test
  void saysThatTheTerminalIsGone() {
    FakeTerminal terminal = new FakeTerminal("123456");
    terminal.broken = true;
    assertThatThrownBy(() -> at(terminal).enter(Requests.of(PinRequest.Kind.PIN)))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("hung up");
  }

  @Test
  void letsNoNameSteerTheTerminal() {
    FakeTerminal terminal = new FakeTerminal("123456");
    PinRequest hostile =
        new PinRequest(
            PinRequest.Kind.PIN,
            new Object(),
            () -> "piv:reader=\u001B[2Jx\u202E",
            "sign\r\nPIN accepted",
            OptionalInt::empty);
    at(terminal).enter(hostile).close();
    assertThat(terminal.screen.toString())
        .doesNotContain("\u001B", "\r", "\u202E")
        .contains("sign??PIN accepted");
  }

  /** A terminal whose person reads one prompt and then waits. */
  private static final class SlowPerson implements Terminal {
    private final FakeTerminal terminal = new FakeTerminal("111111", "yes", "222222");
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch types = new CountDownLatch(1);

    @Override
    public void print(String text) throws IOException {
      terminal.print(text);
    }

    @Override
    public byte[] readLine(String prompt, boolean echo, int maxBytes) throws IOException {
      asked.countDown();
      try {
        types.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return terminal.readLine(prompt, echo, maxBytes);
    }

    @Override
    public boolean erasable() {
      return true;
    }
  }

  @Test
  @Timeout(60)
  void promptsOfTwoThreadsDoNotMixAndTheSecondKnowsTheTriesThatAreLeftThen() throws Exception {
    SlowPerson person = new SlowPerson();
    AtomicInteger left = new AtomicInteger(2);
    PinRequest first = Requests.of(PinRequest.Kind.PIN, OptionalInt.of(2));
    PinRequest second =
        new PinRequest(
            PinRequest.Kind.PIN,
            new Object(),
            () -> "pkcs11:token=second",
            "sign",
            () -> OptionalInt.of(left.get()));
    List<String> entered = new CopyOnWriteArrayList<>();
    Thread one = asking(person, first, entered);
    person.asked.await();
    Thread other = asking(person, second, entered);
    while (other.getState() != Thread.State.BLOCKED) {
      Thread.onSpinWait();
    }
    assertThat(person.terminal.screen.toString()).doesNotContain("second");
    left.set(1);
    person.types.countDown();
    one.join();
    other.join();
    assertThat(entered).containsExactly("111111", "222222");
    assertThat(person.terminal.screen.toString()).contains("pkcs11:token=second", "1 try left");
  }

  private static Thread asking(Terminal terminal, PinRequest request, List<String> entered) {
    TerminalPin pin = new TerminalPin(() -> Optional.of(terminal));
    Thread thread = new Thread(() -> entered.add(Requests.text(pin.enter(request))));
    thread.start();
    return thread;
  }
}
