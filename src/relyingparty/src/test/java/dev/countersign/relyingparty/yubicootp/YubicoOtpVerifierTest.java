package dev.countersign.relyingparty.yubicootp;

import static dev.countersign.relyingparty.yubicootp.OtpMaker.KEY;
import static dev.countersign.relyingparty.yubicootp.OtpMaker.PRIVATE_ID;
import static dev.countersign.relyingparty.yubicootp.OtpMaker.PUBLIC_ID;
import static dev.countersign.relyingparty.yubicootp.OtpMaker.otp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.relyingparty.Stores;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.relyingparty.store.StateStore;
import dev.countersign.relyingparty.store.StoreException;
import dev.countersign.relyingparty.store.StoredState;
import dev.countersign.relyingparty.yubicootp.YubicoOtpResult.Accepted;
import dev.countersign.relyingparty.yubicootp.YubicoOtpResult.Reason;
import dev.countersign.relyingparty.yubicootp.YubicoOtpResult.Refused;
import dev.countersign.wire.oath.Modhex;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class YubicoOtpVerifierTest {
  private final YubicoOtpVerifier verifier = new YubicoOtpVerifier(new InMemoryStateStore());

  private YubicoOtpResult verify(String otp) {
    try (YubicoOtpCredential credential = OtpMaker.credential()) {
      return verifier.verify("token", credential, otp);
    }
  }

  private static Refused refused(Reason reason) {
    return new Refused(reason);
  }

  /**
   * The vector of [YK-YOTP] test-vectors.txt; those of three other programs: the gem yubikey,
   * node-yubikeyotp and the Python package YubiOTP.
   */
  @ParameterizedTest
  @CsvSource({
    "dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh, ecde18dbe76fbd0c33330f1c354871db, 8792ebfe26cc, "
        + "19, 17, 49712",
    "enrlucvketdlfeknvrdggingjvrggeffenhevendbvgd, 4013a2c719c4e9734bbc63048b00e16b, "
        + "912a644bbc7b, 1, 0, 688051",
    "khdnrutkdendbrbghdjcidkhveuhbrcuublkdjfttcrk, e6cdae77f55ac1db4acd3b7fd8151334, "
        + "4e8308389518, 7, 0, 1768874",
    "cclngiuvttkhthcilurtkerbjnnkljfkjccklkhl, 30313233343536373839616263646566, "
        + "0123456789ab, 5, 0, 87032"
  })
  void acceptsPublishedOtpsOnce(
      String otp, String key, String privateId, int useCounter, int sessionUse, int timestamp) {
    String publicId = otp.substring(0, otp.length() - 32);
    HexFormat hex = HexFormat.of();
    try (YubicoOtpCredential credential =
        new YubicoOtpCredential(
            Modhex.decode(publicId), hex.parseHex(privateId), hex.parseHex(key))) {
      assertThat(YubicoOtp.parse(otp).publicIdModhex()).isEqualTo(publicId);
      assertThat(verifier.verify(publicId, credential, otp))
          .isEqualTo(new Accepted(useCounter, sessionUse, timestamp));
      assertThat(verifier.verify(publicId, credential, otp)).isEqualTo(refused(Reason.REPLAYED));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "5, 3, true",
    "5, 255, true",
    "6, 0, true",
    "32767, 0, true",
    "5, 2, false",
    "5, 1, false",
    "5, 0, false",
    "4, 255, false",
    "0, 0, false"
  })
  void acceptsWhatIsStrictlyNewer(int useCounter, int sessionUse, boolean newer) {
    assertThat(verify(otp(5, 2))).isEqualTo(new Accepted(5, 2, 0x030201));
    assertThat(verify(otp(useCounter, sessionUse)))
        .isEqualTo(
            newer ? new Accepted(useCounter, sessionUse, 0x030201) : refused(Reason.REPLAYED));
    assertThat(verify(otp(useCounter, sessionUse))).isEqualTo(refused(Reason.REPLAYED));
  }

  @Test
  void firstOfAllOtpsIsAccepted() {
    assertThat(verify(otp(0, 0)).accepted()).isTrue();
    assertThat(verify(otp(0, 0))).isEqualTo(refused(Reason.REPLAYED));
  }

  @Test
  void highestBitOfTheUseCounterIsNoPartOfIt() {
    assertThat(verify(otp(0x8005, 1))).isEqualTo(new Accepted(5, 1, 0x030201));
    assertThat(verify(otp(5, 1))).isEqualTo(refused(Reason.REPLAYED));
    assertThat(verify(otp(6, 0)).accepted()).isTrue();
  }

  @Test
  void capitalsAreTheSameLetters() {
    assertThat(verify(otp(1, 1).toUpperCase(Locale.ROOT)).accepted()).isTrue();
    assertThat(verify(otp(1, 1))).isEqualTo(refused(Reason.REPLAYED));
  }

  @Test
  void whatOtherKeysAndIdentitiesMadeIsWrong() {
    byte[] otherKey = KEY.clone();
    otherKey[15] ^= 1;
    byte[] otherId = PRIVATE_ID.clone();
    otherId[5] ^= 1;
    byte[] otherToken = PUBLIC_ID.clone();
    otherToken[0] ^= 1;
    assertThat(verify(otp(PUBLIC_ID, PRIVATE_ID, otherKey, 9, 9, 0)))
        .isEqualTo(refused(Reason.WRONG));
    assertThat(verify(otp(PUBLIC_ID, otherId, KEY, 9, 9, 0))).isEqualTo(refused(Reason.WRONG));
    for (int bit = 0; bit < 16; bit++) {
      assertThat(verify(otp(PUBLIC_ID, PRIVATE_ID, KEY, 9, 9, 1 << bit)))
          .isEqualTo(refused(Reason.WRONG));
    }
    assertThat(verify(otp(otherToken, PRIVATE_ID, KEY, 9, 9, 0)))
        .isEqualTo(refused(Reason.OTHER_TOKEN));
    assertThat(verify(otp(new byte[0], PRIVATE_ID, KEY, 9, 9, 0)))
        .isEqualTo(refused(Reason.OTHER_TOKEN));
    assertThat(verify(otp(0, 0)).accepted()).as("none of them counts").isTrue();
  }

  @Test
  void everyLetterMatters() {
    String right = otp(1, 1);
    for (int i = 0; i < right.length(); i++) {
      char other = right.charAt(i) == 'c' ? 'b' : 'c';
      String wrong = right.substring(0, i) + other + right.substring(i + 1);
      assertThat(verify(wrong)).isEqualTo(refused(i < 12 ? Reason.OTHER_TOKEN : Reason.WRONG));
    }
    assertThat(verify(right).accepted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 16})
  void publicIdentityHasUpToSixteenBytes(int length) {
    byte[] publicId = new byte[length];
    try (YubicoOtpCredential credential = new YubicoOtpCredential(publicId, PRIVATE_ID, KEY)) {
      String otp = otp(publicId, PRIVATE_ID, KEY, 1, 1, 0);
      assertThat(otp).hasSize(2 * length + 32);
      assertThat(YubicoOtp.parse(otp).publicId()).isEqualTo(publicId);
      assertThat(verifier.verify("token", credential, otp).accepted()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "123456",
        "hknhfjbrjnlnldnhcujvddbikngjrtg",
        "chknhfjbrjnlnldnhcujvddbikngjrtgh",
        "aknhfjbrjnlnldnhcujvddbikngjrtgh",
        "hknhfjbrjnlnldnhcujvddbikngjrtg ",
        "hknhfjbrjnlnldnhcujvddbikngjrtgİ",
        "hknhfjbrjnlnldnhcujvddbikngjrtg\n"
      })
  void somethingElseIsMalformed(String otp) {
    assertThat(verify(otp)).isEqualTo(refused(Reason.MALFORMED));
    assertThatThrownBy(() -> YubicoOtp.parse(otp))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hknhf");
  }

  @Test
  void moreThanThirtyTwoBytesAreMalformed() {
    assertThat(verify("c".repeat(66))).isEqualTo(refused(Reason.MALFORMED));
    assertThat(verify("c".repeat(1_000_000))).isEqualTo(refused(Reason.MALFORMED));
  }

  @ParameterizedTest
  @CsvSource({"17, 6, 16", "6, 5, 16", "6, 7, 16", "6, 6, 15", "6, 6, 24", "6, 6, 0"})
  void credentialHasFixedLengths(int publicId, int privateId, int key) {
    assertThatThrownBy(
            () -> new YubicoOtpCredential(new byte[publicId], new byte[privateId], new byte[key]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void closedCredentialAcceptsNothingAndSaysNothing() {
    YubicoOtpCredential credential = OtpMaker.credential();
    assertThat(credential).hasToString("Yubico OTP credential cccccccbcdce");
    assertThat(YubicoOtp.parse(otp(1, 1))).hasToString("Yubico OTP of cccccccbcdce");
    credential.close();
    assertThat(verifier.verify("token", credential, otp(1, 1))).isEqualTo(refused(Reason.WRONG));
  }

  @Test
  void tokensAreForgottenWhenTheyGetAnotherKey() {
    assertThat(verify(otp(7, 7)).accepted()).isTrue();
    verifier.forget("token");
    verifier.forget("never seen");
    assertThat(verify(otp(1, 0)).accepted()).isTrue();
  }

  @Test
  void storeThatFailsAcceptsNothing() {
    StateStore broken =
        new StateStore() {
          @Override
          public Optional<StoredState> load(String device) {
            return Optional.empty();
          }

          @Override
          public boolean compareAndSet(String device, long expectedVersion, byte[] state) {
            throw new StoreException("gone");
          }
        };
    try (YubicoOtpCredential credential = OtpMaker.credential()) {
      assertThatThrownBy(() -> new YubicoOtpVerifier(broken).verify("token", credential, otp(1, 1)))
          .isInstanceOf(StoreException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eightThreadsOneOtpOneSuccess(Stores stores) throws Exception {
    YubicoOtpVerifier shared = new YubicoOtpVerifier(stores.open());
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (YubicoOtpCredential credential = OtpMaker.credential()) {
      for (int round = 0; round < 100; round++) {
        String otp = otp(round / 10, round % 10);
        CyclicBarrier start = new CyclicBarrier(8);
        Callable<YubicoOtpResult> call =
            () -> {
              start.await();
              return shared.verify("token", credential, otp);
            };
        List<YubicoOtpResult> results = new ArrayList<>();
        for (Future<YubicoOtpResult> result :
            threads.invokeAll(List.of(call, call, call, call, call, call, call, call))) {
          results.add(result.get());
        }
        assertThat(results).filteredOn(YubicoOtpResult::accepted).hasSize(1);
        assertThat(results)
            .filteredOn(result -> !result.accepted())
            .containsOnly(refused(Reason.REPLAYED));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Whatever order they come in: accepted is what is greater than the greatest so far. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void acceptsWhatAMaximumWould(long seed) {
    Random random = new Random(seed);
    int greatest = -1;
    for (int i = 0; i < 1000; i++) {
      int number = Math.max(0, greatest - 300 + random.nextInt(320));
      boolean newer = number > greatest;
      assertThat(verify(otp(number >> 8, number & 0xFF)).accepted()).isEqualTo(newer);
      greatest = Math.max(greatest, number);
    }
  }

  /** [YK-YOTP] test-vectors.txt, Modhex. */
  @ParameterizedTest
  @CsvSource({
    "dteffuje, 2d344e83",
    "hknhfjbrjnlnldnhcujvddbikngjrtgh, 69b6481c8baba2b60e8f22179b58cd56",
    "urtubjtnuihvntcreeeecvbregfjibtn, ecde18dbe76fbd0c33330f1c354871db",
    "ifhgieif, 74657374",
    "cbdefghijklnrtuv, 0123456789abcdef",
    "'', ''"
  })
  void modhexIsHexadecimalInOtherLetters(String modhex, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(Modhex.decode(modhex)).isEqualTo(bytes);
    assertThat(Modhex.encode(bytes)).isEqualTo(modhex);
  }
}
