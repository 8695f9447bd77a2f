package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Login;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import dev.countersign.device.pool.PoolHealth;
import dev.countersign.device.pool.PoolHealth.State;
import dev.countersign.device.pool.PoolLimits;
import dev.countersign.device.pool.SigningPool;
import dev.countersign.host.cryptoki.Ckr;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool of one key behind two modules, of which one fails. */
@NeedsSoftHsm
@Timeout(120)
class PoolFaultTest extends ShimCase {
  private static final int THREADS = 8;
  private static final int EACH = 25;

  /** A code of a vendor's own: an operation that is not allowed with one, anything with others. */
  private static final long VENDOR = 0x80000030L;

  private Tokens failing;
  private Tokens sound;
  private SigningPool pool;

  PoolFaultTest() {
    super("pool");
  }

  @BeforeEach
  void open() {
    failing = shim.tokens();
    sound = SoftHsm.tokens();
    pool = pool(Duration.ofMillis(5));
  }

  private SigningPool pool(Duration rest) {
    return SigningPool.builder()
        .member(failing, token.uri())
        .member(sound, token.uri())
        .limits(PoolLimits.USUAL.rests(rest, rest.multipliedBy(4)))
        .open();
  }

  @AfterEach
  void close() {
    pool.close();
    shim.behave();
    failing.close();
    sound.close();
  }

  private void sign(int times) throws Exception {
    ShimToken.inThreads(
        THREADS,
        () -> {
          for (int i = 0; i < times; i++) {
            ShimToken.signs(pool, pool.publicKey(), "message " + i);
          }
          return null;
        });
  }

  private PoolHealth.Member member(int index) {
    return pool.health().members().get(index);
  }

  private void awaitServing() {
    while (member(0).state() != State.SERVING) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Ckr.class,
      names = {
        "CKR_DEVICE_ERROR",
        "CKR_DEVICE_REMOVED",
        "CKR_TOKEN_NOT_PRESENT",
        "CKR_SESSION_HANDLE_INVALID",
        "CKR_GENERAL_ERROR",
        "CKR_FUNCTION_FAILED"
      })
  void signaturesGoOnWhileOneModuleFailsAndItComesBack(Ckr code) throws Exception {
    sign(2);
    shim.fails("C_Sign", Integer.MAX_VALUE, code);
    sign(EACH);
    assertThat(member(0).failed()).isPositive();
    shim.behave();
    awaitServing();
    long before = member(0).signed();
    sign(EACH);
    assertThat(member(0).signed()).isGreaterThan(before);
    assertThat(pool.health().members())
        .allMatch(member -> member.state() == State.SERVING && member.signing() == 0);
  }

  @Test
  void failingModuleIsNotAskedByEveryCaller() throws Exception {
    pool.close();
    pool = pool(Duration.ofMinutes(10));
    sign(2);
    shim.fails("C_Sign", Integer.MAX_VALUE, Ckr.CKR_DEVICE_ERROR);
    long before = shim.calls("C_Sign");
    sign(EACH);
    // Those that were on their way, each with the one repetition that a token has.
    assertThat(shim.calls("C_Sign") - before).isBetween(1L, 2L * PoolLimits.USUAL.perMember());
    assertThat(member(0).state()).isEqualTo(State.RESTING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C_SignInit", "C_Sign"})
  void moduleThatFailsInItsVendorsWordsIsSpared(String function) throws Exception {
    sign(2);
    shim.fails(function, 0, Integer.MAX_VALUE, VENDOR, false);
    sign(EACH);
    assertThat(member(0).failed()).isPositive();
    assertThat(member(0).problem()).hasValueSatisfying(said -> assertThat(said).contains("0x8"));
    shim.behave();
    awaitServing();
    long before = member(0).signed();
    sign(EACH);
    assertThat(member(0).signed()).isGreaterThan(before);
  }

  @Test
  void whatBothModulesAnswerInTheirVendorsWordsIsToldAndTakesNoneOut() throws Exception {
    pool.close();
    Shim other = new Shim("other");
    try (Tokens second = other.tokens();
        SigningPool both =
            SigningPool.builder().member(failing, token.uri()).member(second, token.uri()).open()) {
      ShimToken.signs(both, both.publicKey(), "before");
      shim.fails("C_Sign", 0, 1, VENDOR, false);
      other.fails("C_Sign", 0, 1, VENDOR, false);
      assertThatThrownBy(() -> both.sign(ShimToken.ALGORITHM, new byte[1]))
          .isInstanceOf(TokenException.Unexplained.class)
          .hasMessageContaining("0x80000030");
      assertThat(both.health().members())
          .allMatch(member -> member.state() == State.SERVING && member.signing() == 0);
      ShimToken.signs(both, both.publicKey(), "after");
    }
  }

  @Test
  void moduleThatLetsNobodyInForItsVendorsReasonIsAskedOnce() throws Exception {
    pool.close();
    sound.find(token.uri()).require(Login.class).logout();
    failing.find(token.uri()).require(Login.class).logout();
    pool = pool(Duration.ofMillis(5));
    shim.behave();
    shim.fails("C_Login", 0, Integer.MAX_VALUE, VENDOR, false);
    assertThatThrownBy(() -> pool.sign(ShimToken.ALGORITHM, new byte[1]))
        .isInstanceOf(TokenException.PinNotGiven.class);
    sign(EACH);
    assertThat(member(0).state()).isEqualTo(State.LEFT_ALONE);
    assertThat(shim.calls("C_Login")).isEqualTo(1);
  }

  @Test
  void pinThatIsWrongAtOneModuleIsTriedOnce() throws Exception {
    pool.close();
    failing.close();
    failing = shim.tokens(request -> Secret.copyOf("0000".toCharArray()));
    sound.find(token.uri()).require(Login.class).logout();
    pool = pool(Duration.ofMillis(5));
    assertThatThrownBy(() -> pool.sign(ShimToken.ALGORITHM, new byte[1]))
        .isInstanceOf(TokenException.WrongPin.class);
    sign(EACH);
    assertThat(member(0).state()).isEqualTo(State.LEFT_ALONE);
    assertThat(shim.calls("C_Login")).isEqualTo(1);
    assertThat(member(1).signed()).isEqualTo(THREADS * EACH);
  }
}
