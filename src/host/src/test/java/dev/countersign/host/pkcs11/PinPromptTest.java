package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.device.HeldPins;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.Ckr;
import java.security.PublicKey;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that want the PIN each time, while a person takes their time to type it. */
@NeedsSoftHsm
@Timeout(300)
class PinPromptTest extends ShimCase {
  private static final String WRONG = "31415926";

  private final ShimToken each = new ShimToken("prompted", "--always-auth");
  private ExecutorService threads;
  private Tokens tokens;
  private SigningKey key;
  private PublicKey half;

  PinPromptTest() {
    super("prompts");
    each.addKey("a2", "plain");
  }

  /** A person who is asked, and types when the test wants it. */
  private static final class Person implements PinEntry {
    private final String pin;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch types = new CountDownLatch(1);
    private final Queue<Secret> given = new ConcurrentLinkedQueue<>();

    Person(String pin) {
      this.pin = pin;
    }

    @Override
    public Secret enter(PinRequest request) {
      asked.countDown();
      await(types);
      Secret secret = Secret.copyOf(pin.toCharArray());
      given.add(secret);
      return secret;
    }

    Person awaitAsked() {
      await(asked);
      return this;
    }

    void type() {
      types.countDown();
    }

    private static void await(CountDownLatch latch) {
      try {
        if (!latch.await(60, TimeUnit.SECONDS)) {
          throw new AssertionError("it did not come to that");
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Logged in, so that the PIN is asked for the key's own sake. */
  @BeforeEach
  void logIn() {
    threads = Executors.newCachedThreadPool();
    tokens = shim.tokens();
    key = each.key(tokens);
    half = key.publicKey();
    ShimToken.signs(plain(), plain().publicKey(), "before");
    shim.behave();
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    tokens.close();
  }

  private SigningKey plain() {
    return tokens.signingKey(each.uri().with("object", "plain"));
  }

  private Future<?> signing(SigningKey with) {
    return threads.submit(() -> ShimToken.signs(with, half, "in another thread"));
  }

  private Future<TokenException> failing(PinEntry entry) {
    return threads.submit(() -> fails(entry));
  }

  private TokenException fails(PinEntry entry) {
    return catchThrowableOfType(
        TokenException.class, () -> key.with(entry).sign(ShimToken.ALGORITHM, new byte[1]));
  }

  private static <T> T result(Future<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  @Test
  void othersUseTheTokenWhileAPersonTypes() throws Exception {
    ShimToken.signs(key, half, "the first of such a key");
    Person person = new Person(SoftHsm.PIN);
    Future<?> prompted = signing(key.with(person));
    try {
      person.awaitAsked();
      SigningKey other = plain();
      result(threads.submit(() -> ShimToken.signs(other, other.publicKey(), "meanwhile")));
      result(signing(key.with(Shim.right())));
      assertThat(prompted).isNotDone();
    } finally {
      person.type();
    }
    result(prompted);
  }

  @Test
  void pinThatTurnsOutWrongWhileAnotherIsAskedForItIsSentOnce() throws Exception {
    Person one = new Person(WRONG);
    Person other = new Person(WRONG);
    Future<TokenException> first = failing(one);
    Future<TokenException> second = failing(other);
    one.awaitAsked();
    other.awaitAsked().type();
    assertThat(result(second)).isInstanceOf(TokenException.WrongPin.class);
    one.type();
    assertThat(result(first))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("was wrong before");
    assertThat(shim.calls("C_Login")).isEqualTo(1);
    assertThat(one.given).hasSize(1).allSatisfy(PinPromptTest::isWiped);
    assertThat(other.given).hasSize(1).allSatisfy(PinPromptTest::isWiped);
  }

  @Test
  void lastTryThatCameUpMeanwhileIsNotUsedWithoutConsent() throws Exception {
    Person person = new Person(WRONG);
    Future<TokenException> prompted = failing(person);
    person.awaitAsked();
    shim.flags(Ckf.USER_PIN_FINAL_TRY, 0);
    person.type();
    assertThat(result(prompted))
        .isInstanceOf(TokenException.PinNotGiven.class)
        .hasMessageContaining("one try is left")
        .extracting(e -> e.remedy())
        .asString()
        .contains("consent");
    assertThat(shim.calls("C_Login")).isZero();
    assertThat(person.given).hasSize(1).allSatisfy(PinPromptTest::isWiped);
  }

  @Test
  void lastTryThatWasToldBeforeTheAnswerIsUsed() throws Exception {
    PinEntry consenting =
        request -> {
          assertThat(request.lastAttempt()).isFalse();
          shim.flags(Ckf.USER_PIN_FINAL_TRY, 0);
          assertThat(request.lastAttempt()).isTrue();
          return Shim.right().enter(request);
        };
    ShimToken.signs(key.with(consenting), half, "consented");
    assertThat(shim.calls("C_Login")).isEqualTo(1);
  }

  @Test
  void pinThatWasLockedMeanwhileIsNotSent() throws Exception {
    Person person = new Person(SoftHsm.PIN);
    Future<TokenException> prompted = failing(person);
    person.awaitAsked();
    shim.flags(Ckf.USER_PIN_LOCKED, 0);
    person.type();
    assertThat(result(prompted)).isInstanceOf(TokenException.PinBlocked.class);
    assertThat(shim.calls("C_Login")).isZero();
    assertThat(person.given).hasSize(1).allSatisfy(PinPromptTest::isWiped);
  }

  @Test
  void pinThatWasTakenIsWiped() {
    Person person = new Person(SoftHsm.PIN);
    person.type();
    ShimToken.signs(key.with(person), half, "once");
    assertThat(person.given).hasSize(1).allSatisfy(PinPromptTest::isWiped);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C_SignInit", "C_Login", "C_Sign"})
  void pinIsWipedWhenTheUseFails(String function) {
    Person person = new Person(SoftHsm.PIN);
    person.type();
    shim.fails(function, 100, Ckr.CKR_DEVICE_ERROR);
    assertThat(fails(person)).isInstanceOf(TokenException.Unavailable.class);
    assertThat(person.given).isNotEmpty().allSatisfy(PinPromptTest::isWiped);
  }

  @Test
  void sessionsThatWereDroppedWhileAPersonTypedCostNoSecondPromptForTheUse() throws Exception {
    Person person = new Person(SoftHsm.PIN);
    Future<?> prompted = signing(key.with(person));
    person.awaitAsked();
    shim.drop();
    person.type();
    result(prompted);
    assertThat(person.given).as("for the use, and for the login that was lost").hasSize(2);
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
    SigningKey with = key.with(entry);
    ShimToken.inThreads(
        8,
        () -> {
          for (int i = 0; i < 10; i++) {
            ShimToken.signs(with, half, "message " + i);
          }
          return null;
        });
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
    try (HeldPins held = new HeldPins(counting)) {
      SigningKey with = key.with(held);
      ShimToken.inThreads(
          8,
          () -> {
            ShimToken.signs(with, half, "together");
            return null;
          });
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void pinOfEachUseIsTypedOnThePad() {
    shim.pinPad(SoftHsm.PIN);
    SigningKey with = key.with(PinEntry.none());
    ShimToken.signs(with, half, "from the pad");
    ShimToken.signs(with, half, "again");
    assertThat(shim.calls("C_Login")).isEqualTo(2);
  }

  @Test
  void wrongPinOnThePadIsToldAsOne() {
    shim.pinPad(WRONG);
    assertThat(fails(PinEntry.none())).isInstanceOf(TokenException.WrongPin.class);
    assertThat(shim.calls("C_Login")).isEqualTo(1);
  }

  @Test
  void keyThatWantsThePinEachTimeSinceItWasMadeAnewGetsIt() {
    TokenUri uri = each.uri().with("object", "remade");
    each.addKey("a3", "remade");
    SigningKey remade = tokens.signingKey(uri);
    ShimToken.signs(remade, remade.publicKey(), "as an ordinary key");
    each.deleteKey("a3");
    each.addKey("a3", "remade", "--always-auth");
    PublicKey anew = tokens.signingKey(uri).publicKey();
    shim.behave();
    ShimToken.signs(remade, anew, "with the PIN");
    ShimToken.signs(remade, anew, "and again");
    assertThat(shim.calls("C_Login")).isEqualTo(2);
    each.deleteKey("a3");
  }

  private static void isWiped(Secret secret) {
    assertThatThrownBy(secret::bytes).isInstanceOf(IllegalStateException.class);
  }
}
