package dev.countersign.fido;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.fido.Assertion;
import dev.countersign.device.fido.Cancellation;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyPins;
import dev.countersign.device.fido.Verification;
import dev.countersign.fido.SimulatedKeys.Way;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The driver and the simulated keys, over NFC and over USB. */
class SimulatedKeyTest {
  private static final Ceremony CEREMONY = Ceremony.of("sign in to example.org");

  /** The common pool has one thread on two processors, where one waits for the other. */
  private static final Executor EACH_ON_ITS_OWN = work -> new Thread(work).start();

  private final SimulatedKeys keys = new SimulatedKeys();

  @AfterEach
  void close() {
    keys.close();
  }

  static List<Arguments> everyKeyEveryWay() {
    return List.of(
        Arguments.of(Profile.YUBIKEY_5_7, Way.READER),
        Arguments.of(Profile.YUBIKEY_5_7, Way.USB),
        Arguments.of(Profile.SECURITY_KEY, Way.READER),
        Arguments.of(Profile.SECURITY_KEY, Way.USB),
        Arguments.of(Profile.FIDO_2_0, Way.READER),
        Arguments.of(Profile.FIDO_2_0, Way.USB),
        Arguments.of(Profile.U2F_ONLY, Way.USB));
  }

  @ParameterizedTest
  @MethodSource("everyKeyEveryWay")
  void aKeyMakesACredentialAndProvesIt(Profile profile, Way way) {
    keys.plugIn(profile, way);
    Token token = keys.found().get(0);
    boolean pin = profile != Profile.U2F_ONLY;
    if (pin) {
      WiredKey.setPin(token);
    }
    Verification verification = pin ? Verification.REQUIRED : Verification.DISCOURAGED;
    SecurityKey key = token.require(SecurityKey.class);
    MadeCredential made = key.make(Requests.make(verification), CEREMONY);
    Assertion proved = key.prove(Requests.prove(verification, made.id()), CEREMONY).get(0);
    assertThat(Requests.flags(proved.authenticatorData())).isEqualTo(pin ? 0x05 : 0x01);
    assertThat(Requests.verifies(made, proved.authenticatorData(), proved.signature())).isTrue();
    assertThat(keys.pinsAsked()).isEqualTo(pin ? 2 : 0);
    assertThat(token.simulated()).isTrue();
    assertThat(token.identity().kind()).isEqualTo("fido");
  }

  @Test
  void aKeyThatIsInAReaderAndOnUsbIsOneTokenAndReachedOverUsb() {
    VirtualToken key = keys.plugIn(Profile.YUBIKEY_5_7, Way.READER);
    keys.usb().insert(key);
    List<Token> found = keys.found();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).reader()).isEqualTo("Countersign Simulator FIDO 00");
    assertThat(found.get(0).uri()).hasToString("fido:serial=1000");
    assertThat(keys.tokens().find(TokenUri.parse("fido:serial=1000"))).isSameAs(found.get(0));
  }

  @Test
  void twoKeysWithDifferentNumbersAreTwo() {
    keys.plugIn(Profile.YUBIKEY_5_7, Way.READER);
    keys.plugIn(Profile.YUBIKEY_5_7, Way.USB);
    assertThat(keys.found())
        .extracting(token -> token.uri().toString())
        .containsExactlyInAnyOrder("fido:serial=1000", "fido:serial=1001");
  }

  @Test
  void aKeyThatStaysIsTheSameTokenWhenItIsLookedForAgain() {
    keys.plugIn(Profile.SECURITY_KEY, Way.USB);
    assertThat(keys.found().get(0)).isSameAs(keys.found().get(0));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aPersonWhoDoesNotComeIsNotWaitedForLongerThanWasSaid(Way way) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    keys.plugIn(Profile.SECURITY_KEY, way, purpose -> awaits(never));
    SecurityKey key = keys.only();
    key.info();
    // On a busy machine the key may not get as far as its light in 300 ms.
    for (long millis = 300; keys.notices() == 0 && millis < 30_000; millis *= 4) {
      Ceremony brief = new Ceremony("sign in", Duration.ofMillis(millis), new Cancellation());
      assertThatThrownBy(() -> key.make(Requests.make(Verification.DISCOURAGED), brief))
          .isInstanceOf(TokenException.TouchNotGiven.class);
    }
    assertThat(keys.notices()).isEqualTo(1);
    never.countDown();
  }

  private static boolean awaits(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aCeremonyIsCancelledFromAnotherThreadAndTheKeyWorksOnAtOnce(Way way) {
    Cancellation cancellation = new Cancellation();
    AtomicBoolean comes = new AtomicBoolean();
    CountDownLatch never = new CountDownLatch(1);
    keys.plugIn(
        Profile.SECURITY_KEY,
        way,
        purpose -> {
          if (comes.get()) {
            return true;
          }
          cancellation.cancel();
          return awaits(never);
        });
    SecurityKey key = keys.only();
    Ceremony ceremony = new Ceremony("sign in", Duration.ofSeconds(20), cancellation);
    assertThatThrownBy(() -> key.make(Requests.make(Verification.DISCOURAGED), ceremony))
        .isInstanceOf(TokenException.Cancelled.class);
    comes.set(true);
    assertThat(key.make(Requests.make(Verification.DISCOURAGED), CEREMONY).id()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  @Timeout(60)
  void aCeremonyThatWaitsBehindAnotherOneIsCancelledToo(Way way) throws Exception {
    CountDownLatch blinking = new CountDownLatch(1);
    CountDownLatch touched = new CountDownLatch(1);
    keys.plugIn(
        Profile.SECURITY_KEY,
        way,
        purpose -> {
          blinking.countDown();
          return awaits(touched);
        });
    SecurityKey key = keys.only();
    Ceremony patient = new Ceremony("sign in", Duration.ofMinutes(5), new Cancellation());
    CompletableFuture<MadeCredential> first =
        CompletableFuture.supplyAsync(
            () -> key.make(Requests.make(Verification.DISCOURAGED), patient), EACH_ON_ITS_OWN);
    blinking.await();
    Cancellation cancellation = new Cancellation();
    Ceremony second = new Ceremony("sign in too", Duration.ofMinutes(5), cancellation);
    CompletableFuture<MadeCredential> waiting =
        CompletableFuture.supplyAsync(
            () -> key.make(Requests.make(Verification.DISCOURAGED), second), EACH_ON_ITS_OWN);
    cancellation.cancel();
    assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(TokenException.Cancelled.class);
    assertThat(first).isNotDone();
    while (keys.notices() == 0) {
      Thread.onSpinWait();
    }
    touched.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS).id()).isNotNull();
    assertThat(keys.notices()).as("told once, and for the first only").isEqualTo(1);
  }

  @Test
  void aCeremonyThatWasCancelledBeforehandTouchesNothing() {
    keys.plugIn(Profile.SECURITY_KEY, Way.USB);
    SecurityKey key = keys.only();
    WiredKey.setPin(keys.found().get(0));
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    Ceremony ceremony = new Ceremony("sign in", Duration.ofSeconds(20), cancellation);
    assertThatThrownBy(() -> key.make(Requests.make(Verification.REQUIRED), ceremony))
        .isInstanceOf(TokenException.Cancelled.class);
    assertThat(keys.found().get(0).require(SecurityKeyPins.class).state().attemptsLeft())
        .isEqualTo(8);
    assertThat(keys.pinsAsked()).isZero();
    assertThat(keys.notices()).isZero();
  }

  @Test
  void anOldKeyIsAskedUntilItIsTouchedAndThePersonIsToldOnce() {
    AtomicBoolean touched = new AtomicBoolean();
    keys.plugIn(
        Profile.U2F_ONLY,
        Way.USB,
        purpose -> {
          boolean now = touched.get();
          touched.set(true);
          return now;
        });
    MadeCredential made = keys.only().make(Requests.make(Verification.DISCOURAGED), CEREMONY);
    assertThat(Requests.attestation(made).get("fmt"))
        .contains(dev.countersign.wire.cbor.Cbor.text("fido-u2f"));
    assertThat(keys.notices()).isEqualTo(1);
  }

  @Test
  void ofTwoKeysTheOneThatIsTouchedIsMeantAndTheOtherStopsBlinking() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicBoolean comes = new AtomicBoolean();
    keys.plugIn(Profile.SECURITY_KEY, Way.USB, purpose -> comes.get() || awaits(never));
    keys.plugIn(Profile.YUBIKEY_5_7, Way.USB);
    keys.plugIn(Profile.FIDO_2_0, Way.USB, purpose -> comes.get() || awaits(never));
    Token meant = TouchedKey.among(keys.found(), CEREMONY);
    assertThat(meant.uri()).hasToString("fido:serial=1001");
    comes.set(true);
    for (Token token : keys.found()) {
      token
          .require(SecurityKey.class)
          .make(Requests.make(Verification.DISCOURAGED), Ceremony.of("go on"));
    }
  }

  @Test
  void whereNoKeyIsTouchedNoneIsMeant() {
    CountDownLatch never = new CountDownLatch(1);
    keys.plugIn(Profile.SECURITY_KEY, Way.USB, purpose -> awaits(never));
    keys.plugIn(Profile.YUBIKEY_5_7, Way.USB, purpose -> awaits(never));
    Ceremony brief = new Ceremony("sign in", Duration.ofMillis(300), new Cancellation());
    assertThatThrownBy(() -> TouchedKey.among(keys.found(), brief))
        .isInstanceOf(TokenException.TouchNotGiven.class);
    assertThatThrownBy(() -> TouchedKey.among(List.of(), brief))
        .isInstanceOf(TokenException.NoToken.class);
  }

  @Test
  void theOnlyKeyIsMeantWithoutATouch() {
    keys.plugIn(Profile.SECURITY_KEY, Way.USB);
    assertThat(TouchedKey.among(keys.found(), CEREMONY)).isSameAs(keys.found().get(0));
    assertThat(keys.notices()).isZero();
  }
}
