package dev.countersign.relyingparty.code;

import static dev.countersign.relyingparty.code.Authenticator.SEED;
import static dev.countersign.relyingparty.code.Authenticator.code;
import static dev.countersign.relyingparty.code.Authenticator.wrong;
import static dev.countersign.relyingparty.code.CodeResult.Reason.MALFORMED;
import static dev.countersign.relyingparty.code.CodeResult.Reason.NOT_CONSECUTIVE;
import static dev.countersign.relyingparty.code.CodeResult.Reason.RATE_LIMITED;
import static dev.countersign.relyingparty.code.CodeResult.Reason.WRONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.relyingparty.Stores;
import dev.countersign.relyingparty.code.CodeResult.Accepted;
import dev.countersign.relyingparty.code.CodeResult.Reason;
import dev.countersign.relyingparty.code.CodeResult.Refused;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.relyingparty.store.StateStore;
import dev.countersign.relyingparty.store.StoreException;
import dev.countersign.wire.oath.OathHash;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HotpVerifierTest {
  private static final HotpDevice DEVICE = HotpDevice.usual("d");

  private final SettableClock clock = new SettableClock(1_700_000_100);
  private final StateStore store = new InMemoryStateStore();
  private final HotpVerifier verifier = new HotpVerifier(HotpProfile.STRICT, store, clock);

  private CodeResult verify(long counter) {
    clock.advance(300);
    return verifier.verify(DEVICE, SEED, code(counter));
  }

  private CodeResult pair(long first, long second) {
    clock.advance(300);
    return verifier.synchronise(DEVICE, SEED, code(first), code(second));
  }

  private static Refused refused(Reason reason) {
    return new Refused(reason);
  }

  /** [RFC4226] appendix D. */
  @ParameterizedTest
  @EnumSource
  void acceptsTheCodesOfTheStandardInTheirOrder(Stores stores) {
    HotpVerifier fresh = new HotpVerifier(HotpProfile.STRICT, stores.open(), clock);
    List<String> codes =
        List.of(
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489");
    for (int i = 0; i < codes.size(); i++) {
      clock.advance(300);
      assertThat(fresh.verify(DEVICE, SEED, codes.get(i))).isEqualTo(new Accepted(i, 0));
      assertThat(fresh.verify(DEVICE, SEED, codes.get(i))).isEqualTo(refused(WRONG));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "5, true", "6, false", "7, false"})
  void looksAFewCodesAhead(long counter, boolean accepted) {
    assertThat(verify(counter))
        .isEqualTo(accepted ? new Accepted(counter, counter) : refused(WRONG));
  }

  @Test
  void acceptedCodeUsesUpAllBeforeIt() {
    assertThat(verify(4)).isEqualTo(new Accepted(4, 4));
    for (long counter = 0; counter <= 4; counter++) {
      assertThat(verify(counter)).isEqualTo(refused(WRONG));
    }
    assertThat(verify(10)).isEqualTo(new Accepted(10, 5));
  }

  @Test
  void refusalMovesNothing() {
    clock.advance(300);
    assertThat(verifier.verify(DEVICE, SEED, wrong(0, 200))).isEqualTo(refused(WRONG));
    assertThat(verifier.verify(DEVICE, SEED, "12345")).isEqualTo(refused(MALFORMED));
    assertThat(pair(3, 5)).isEqualTo(refused(NOT_CONSECUTIVE));
    assertThat(verify(6)).isEqualTo(refused(WRONG));
    assertThat(verify(5)).isEqualTo(new Accepted(5, 5));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "50, true", "100, true", "101, false"})
  void pairIsFoundFurtherAhead(long first, boolean accepted) {
    assertThat(pair(first, first + 1).accepted()).isEqualTo(accepted);
    assertThat(verify(first)).isNotInstanceOf(Accepted.class);
    assertThat(verify(first + 1)).as("used up").isNotInstanceOf(Accepted.class);
    assertThat(verify(first + 2).accepted()).isEqualTo(accepted);
  }

  @Test
  void pairInAnyOtherOrderIsNone() {
    assertThat(pair(7, 7)).isEqualTo(refused(NOT_CONSECUTIVE));
    assertThat(pair(8, 7)).isEqualTo(refused(NOT_CONSECUTIVE));
    assertThat(pair(7, 9)).isEqualTo(refused(NOT_CONSECUTIVE));
    assertThat(pair(7, 5000)).isEqualTo(refused(WRONG));
    assertThat(pair(7, 8)).isEqualTo(new Accepted(8, 8));
    assertThat(pair(7, 8)).as("again").isEqualTo(refused(WRONG));
    assertThat(pair(8, 9)).as("overlapping").isEqualTo(refused(WRONG));
    assertThat(verifier.synchronise(DEVICE, SEED, "", code(9))).isEqualTo(refused(MALFORMED));
    assertThat(verifier.synchronise(DEVICE, SEED, code(9), "")).isEqualTo(refused(MALFORMED));
  }

  @Test
  void everyTryAndEveryPairSpendsTheBudget() {
    clock.set(1_700_000_100);
    assertThat(verifier.verify(DEVICE, SEED, code(0)).accepted()).isTrue();
    for (int i = 0; i < 2; i++) {
      assertThat(verifier.verify(DEVICE, SEED, "x")).isEqualTo(refused(MALFORMED));
      assertThat(verifier.synchronise(DEVICE, SEED, code(3), code(3)))
          .isEqualTo(refused(NOT_CONSECUTIVE));
    }
    assertThat(verifier.verify(DEVICE, SEED, code(1))).isEqualTo(refused(RATE_LIMITED));
    assertThat(verifier.synchronise(DEVICE, SEED, code(1), code(2)))
        .isEqualTo(refused(RATE_LIMITED));
    verifier.begin(DEVICE, 0);
    assertThat(verifier.verify(DEVICE, SEED, code(1))).isEqualTo(refused(RATE_LIMITED));
    assertThat(verify(1).accepted()).isTrue();
  }

  @Test
  void codesBeginWhereTheSeedSays() {
    verifier.begin(DEVICE, 1_000_000);
    assertThat(verify(999_999)).isEqualTo(refused(WRONG));
    assertThat(verify(1_000_002)).isEqualTo(new Accepted(1_000_002, 2));
    assertThatThrownBy(() -> verifier.begin(DEVICE, -1))
        .isInstanceOf(IllegalArgumentException.class);
    verifier.begin(DEVICE, Long.MAX_VALUE / 2);
    assertThatThrownBy(() -> verify(Long.MAX_VALUE / 2))
        .as("the last of all counters")
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void stateOfAnotherKindOfDeviceIsNotRead() {
    new TotpVerifier(TotpProfile.STRICT, store, clock)
        .verify(TotpDevice.usual(DEVICE.id()), SEED, "000000");
    assertThatThrownBy(() -> verify(0))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("the device d ");
  }

  @ParameterizedTest
  @CsvSource({"-1, 100", "101, 100", "5, -1", "5, 1001"})
  void refusesNumbersOutOfAllReason(int lookAhead, int pairAhead) {
    RateLimit limit = HotpProfile.STRICT.limit();
    assertThatThrownBy(() -> new HotpProfile(lookAhead, pairAhead, limit))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void digitsAndHashAreTheDevices() {
    HotpDevice device = new HotpDevice("e", OathHash.SHA512, 8);
    String code = Authenticator.code(OathHash.SHA512, 8, SEED, 1);
    assertThat(verifier.verify(device, SEED, code)).isEqualTo(new Accepted(1, 1));
    assertThatThrownBy(() -> new HotpDevice("", OathHash.SHA1, 6))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HotpDevice("x".repeat(257), OathHash.SHA1, 6))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
