package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
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

  private static void isWiped(Secret secret) {
    assertThatThrownBy(secret::bytes).isInstanceOf(IllegalStateException.class);
  }
}
