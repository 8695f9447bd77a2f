package dev.countersign.simulator.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SettableClock;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import dev.countersign.wire.oath.Modhex;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What touched slots type. */
class TypingTest {
  private static final String UID = "8792EBFE26CC";
  private static final String KEY = "ECDE18DBE76FBD0C33330F1C354871DB";
  private static final String HOTP_KEY = "3132333435363738393031323334353637383930";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final World world = World.builder().seed(1).clock(clock).build();
  private final TokenStorage storage = TokenStorage.memory();
  private final OtpCase otp = open();

  private OtpCase open() {
    return OtpCase.of(Profile.YUBIKEY_5_7, world, storage);
  }

  private static String hotp(String fixed, int seed, int tkt, int cfg) {
    return OtpCase.configuration(
        fixed,
        HOTP_KEY.substring(32) + "%04X".formatted(seed),
        HOTP_KEY.substring(0, 32),
        "",
        0x34,
        0x40 | tkt,
        cfg);
  }

  /** The block inside a one-time password of 32 letters. */
  private static String block(String typed) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < typed.length(); i++) {
      hex.append("%X".formatted("cbdefghijklnrtuv".indexOf(typed.charAt(i))));
    }
    String block = TestCard.crypt(Cipher.DECRYPT_MODE, "08", KEY, hex.toString());
    assertThat(Crc16.holds(TestCard.bytes(block))).isTrue();
    return block;
  }

  /** Use counter and session counter, in the order in which a server compares them. */
  private static int counters(String typed) {
    String block = block(typed);
    return Integer.parseInt(
        block.substring(14, 16) + block.substring(12, 14) + block.substring(22, 24), 16);
  }

  private static int timestamp(String typed) {
    String block = block(typed);
    return Integer.parseInt(
        block.substring(20, 22) + block.substring(18, 20) + block.substring(16, 18), 16);
  }

  private void program(int slot) {
    otp.write(slot == 1 ? "01" : "03", OtpCase.configuration("", UID, KEY, "", 0x34, 0, 0));
  }

  /** The test vectors of Yubico's C library: a block, its encryption, and both as letters. */
  @Test
  void thePublishedOneTimePassword() {
    YubicoOtp password = new YubicoOtp(TestCard.bytes(UID), 19, 0xC230, 0x11, 0x9FC8);
    assertThat(TestCard.hex(password.block())).isEqualTo(UID + "130030C20011C89F23C8");
    assertThat(Crc16.holds(password.block())).isTrue();
    byte[] encrypted = password.encrypted(TestCard.bytes(KEY));
    assertThat(TestCard.hex(encrypted)).isEqualTo("69B6481C8BABA2B60E8F22179B58CD56");
    assertThat(Modhex.encode(TestCard.bytes("2D344E83")) + Modhex.encode(encrypted))
        .isEqualTo("dteffujehknhfjbrjnlnldnhcujvddbikngjrtgh");
    assertThat(Modhex.encode(TestCard.bytes("74657374"))).isEqualTo("ifhgieif");
  }

  @Test
  void aYubicoOneTimePassword() {
    otp.write("01", OtpCase.configuration("2D344E83", UID, KEY, "", 0x34, 0x20, 0));
    String typed = otp.token().touchSlot(1);
    assertThat(typed).matches("dteffuje[cbdefghijklnrtuv]{32}\n");
    assertThat(block(typed.substring(8, 40))).startsWith(UID + "0100");
    assertThat(otp.token().touchSlot(1)).startsWith("dteffuje").isNotEqualTo(typed);
  }

  @Test
  void tabsAndTheReferenceText() {
    otp.write("03", OtpCase.configuration("2D", UID, KEY, "", 0x34, 0x27, 1));
    assertThat(otp.token().touchSlot(2))
        .matches("\tcbdefghijklnrtuvdt\t[cbdefghijklnrtuv]{32}\t\n");
  }

  @Test
  void countersRiseFromUseToUseAndFromPlugToPlug() {
    program(1);
    List<Integer> counters = new ArrayList<>();
    counters.add(counters(otp.token().touchSlot(1)));
    counters.add(counters(otp.token().touchSlot(1)));
    assertThat(counters).containsExactly(0x000100, 0x000101);
    otp.token().reset();
    assertThat(counters(otp.token().touchSlot(1))).isEqualTo(0x000102);
    otp.token().attached();
    assertThat(counters(otp.token().touchSlot(1))).isEqualTo(0x000200);
    otp.token().powerOff();
    assertThat(counters(otp.token().touchSlot(1))).as("a reader's doing").isEqualTo(0x000201);
    otp.token().powerOn();
    assertThat(counters(otp.token().touchSlot(1))).isEqualTo(0x000202);
    otp.token().attached();
    otp.token().attached();
    assertThat(counters(otp.token().touchSlot(1))).isEqualTo(0x000300);
    assertThat(counters(open().token().touchSlot(1))).isEqualTo(0x000400);
  }

  @Test
  void theSessionCounterRunsIntoTheUseCounter() {
    program(2);
    int last = 0;
    for (int i = 0; i < 600; i++) {
      int counters = counters(otp.token().touchSlot(2));
      assertThat(counters).isGreaterThan(last);
      last = counters;
    }
    assertThat(last).isEqualTo(0x000300 + 600 - 2 * 256 - 1);
  }

  @Test
  void noPairOfCountersComesTwiceWhereSlotsAreSwapped() {
    program(1);
    int first = counters(otp.token().touchSlot(1));
    otp.request("06", OtpCase.NO_CODE);
    int second = counters(otp.token().touchSlot(2));
    otp.request("06", OtpCase.NO_CODE);
    assertThat(second).isGreaterThan(first);
    assertThat(counters(otp.token().touchSlot(1))).isGreaterThan(second);
  }

  @Test
  void aUseCounterThatIsFullTypesNothingMore() throws Exception {
    program(1);
    Slot full = OtpStateCodec.decode(storage.read("otp").orElseThrow()).slot(1).orElseThrow();
    storage.write("otp", OtpStateCodec.encode(OtpState.FACTORY.with(1, full.withCounter(0x7FFE))));
    VirtualToken token = open().token();
    assertThat(counters(token.touchSlot(1))).isEqualTo(0x7FFF00);
    assertThat(counters(token.touchSlot(1))).isEqualTo(0x7FFF01);
    token.attached();
    assertThat(token.touchSlot(1)).isEmpty();
  }

  @Test
  void theTimestampCountsEighthsOfASecond() {
    program(1);
    int first = timestamp(otp.token().touchSlot(1));
    clock.advance(Duration.ofSeconds(10));
    int second = timestamp(otp.token().touchSlot(1));
    assertThat((second - first) & 0xFFFFFF).isEqualTo(80);
    clock.advance(Duration.ofDays(30));
    assertThat((timestamp(otp.token().touchSlot(1)) - second) & 0xFFFFFF)
        .isEqualTo((30 * 86400 * 8) & 0xFFFFFF);
  }

  /** [RFC4226] appendix D. */
  @Test
  void countedCodes() {
    otp.write("01", hotp("", 0, 0x20, 0x40));
    assertThat(otp.token().touchSlot(1)).isEqualTo("755224\n");
    assertThat(otp.token().touchSlot(1)).isEqualTo("287082\n");
    assertThat(open().token().touchSlot(1)).as("the counter is kept").isEqualTo("359152\n");
    otp.write("01", hotp("", 0, 0, 0x42));
    assertThat(otp.token().touchSlot(1)).isEqualTo("84755224");
  }

  @Test
  void aCounterThatBeginsLater() {
    OtpCase reference = OtpCase.of(Profile.YUBIKEY_4_3);
    reference.write("01", hotp("", 0, 0, 0));
    List<String> codes = new ArrayList<>();
    for (int i = 0; i <= 16; i++) {
      codes.add(reference.token().touchSlot(1));
    }
    otp.write("01", hotp("", 1, 0, 0));
    assertThat(otp.token().touchSlot(1)).isEqualTo(codes.get(16));
  }

  @ParameterizedTest
  @CsvSource({"0x00, 0102030405", "0x10, cb02030405", "0x40, cbcd030405", "0x50, cbcdcecfcg"})
  void tokenIdsInLettersAndDigits(String cfg, String typed) {
    otp.write("01", hotp("0102030405", 0, 0, Integer.decode(cfg)));
    assertThat(otp.token().touchSlot(1)).isEqualTo(typed + "755224");
  }

  @Test
  void staticPasswords() {
    String codes = "04" + "84" + "1E" + "9E" + "2D" + "AD" + "2C" + "32" + "38" + "B8" + "27";
    String all = codes + "00".repeat(38 - codes.length() / 2);
    otp.write(
        "03",
        OtpCase.configuration(
            all.substring(0, 32), all.substring(32, 44), all.substring(44), "", 0x34, 0x20, 2));
    assertThat(otp.token().touchSlot(2)).isEqualTo("aA1!-_ \\/?0\n");
    assertThat(otp.token().touchSlot(2)).isEqualTo("aA1!-_ \\/?0\n");
    assertThat(ScanCodes.text(TestCard.bytes("0129FF03FE39"))).isEmpty();
  }

  @Test
  void staticTicketsNeverChange() {
    otp.write("01", OtpCase.configuration("2D", UID, KEY, "", 0x34, 0, 0x20));
    String typed = otp.token().touchSlot(1);
    assertThat(typed).hasSize(34).startsWith("dt");
    assertThat(block(typed.substring(2))).startsWith(UID + "0000");
    assertThat(otp.token().touchSlot(1)).isEqualTo(typed);
    otp.write("01", OtpCase.configuration("2D", UID, KEY, "", 0x34, 0, 0x22));
    assertThat(otp.token().touchSlot(1)).isEqualTo(typed.substring(0, 18));
  }

  @Test
  void aScanCodeMapChangesWhatIsTyped() {
    // every letter becomes x, every digit y, tab and Enter stay
    String map = "1B".repeat(32) + "1C".repeat(10) + "9E" + "2B" + "28";
    assertThat(OtpCase.told(otp.write("12", map))).startsWith("01");
    otp.write("01", hotp("01AF", 0, 0x21, 0x10));
    assertThat(otp.token().touchSlot(1)).isEqualTo("\txxaxyyyyyy\n");
    assertThat(open().token().touchSlot(1)).isEqualTo("\txxaxyyyyyy\n");
  }

  @Test
  void othersTypeNothing() {
    assertThat(otp.token().touchSlot(1)).isEmpty();
    otp.write("01", OtpCase.hmac(OtpCase.HMAC_KEY, "", 0x26));
    otp.write("03", OtpCase.configuration("", UID, KEY, "", 0x24, 0x40, 0x20));
    assertThat(otp.token().touchSlot(1)).isEmpty();
    assertThat(otp.token().touchSlot(2)).isEmpty();
    otp.write("01", OtpCase.configuration("", UID, KEY, "", 0x74, 0x20, 0));
    assertThat(otp.token().touchSlot(1)).as("it sleeps").isEmpty();
    VirtualToken plain = VirtualToken.builder(Profile.NIST_PIV).build();
    assertThat(plain.touchSlot(1)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> plain.touchSlot(3));
    assertThatIllegalArgumentException().isThrownBy(() -> plain.touchSlot(0));
  }
}
