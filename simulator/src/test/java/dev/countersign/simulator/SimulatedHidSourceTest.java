package dev.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.HidChannel;
import dev.countersign.wire.HidDevice;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Security keys on USB in this process. */
@Timeout(60)
class SimulatedHidSourceTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String INIT = "ffffffff8600080102030405060708";
  private static final String GET_INFO = "90000104";
  private static final String MANAGEMENT = "00A4040008A000000527471117";

  private final SimulatedHidSource source = new SimulatedHidSource();
  private final CountDownLatch finger = new CountDownLatch(1);
  private final World world = World.builder().seed(1).presence(purpose -> touched()).build();
  private final VirtualToken token = token(Profile.SECURITY_KEY, "");

  private boolean touched() {
    try {
      return finger.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private VirtualToken token(Profile profile, String faults) {
    return VirtualToken.builder(profile)
        .serial(1)
        .world(world)
        .faults(FaultSchedule.parse(faults))
        .build();
  }

  @AfterEach
  void close() {
    source.close();
    finger.countDown();
  }

  private static byte[] report(String hex) {
    return Arrays.copyOf(HexFormat.of().parseHex(hex), HidChannel.REPORT_BYTES);
  }

  /** The next report's header and data; fails when there is none. */
  private static String next(HidChannel channel) throws ChannelException {
    Optional<byte[]> report = channel.receive(SOON);
    assertThat(report).as("a report").isPresent();
    byte[] bytes = report.get();
    int length = bytes[4] < 0 ? 7 + ((bytes[5] & 0xFF) << 8 | bytes[6] & 0xFF) : 64;
    return HexFormat.of().formatHex(bytes, 0, Math.min(64, length));
  }

  /** Sends a report; the answer, however often a busy machine says before that it takes longer. */
  private static String exchange(HidChannel channel, String hex) throws ChannelException {
    channel.send(report(hex));
    return answer(channel);
  }

  private static String answer(HidChannel channel) throws ChannelException {
    String report = next(channel);
    while (report.startsWith("bb", 8)) {
      report = next(channel);
    }
    return report;
  }

  /** A channel number. */
  private static String init(HidChannel channel) throws ChannelException {
    return exchange(channel, INIT).substring(30, 38);
  }

  /** Begins authenticatorSelection; returns when the host was told that a finger is missing. */
  private static void wantsTouch(HidChannel channel, String number) throws ChannelException {
    channel.send(report(number + "9000010b"));
    String report = next(channel);
    while (report.equals(number + "bb000101")) {
      report = next(channel); // a busy machine
    }
    assertThat(report).isEqualTo(number + "bb000102");
  }

  private static void assertKind(ChannelException.Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ChannelException.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
  }

  @Test
  void aKeySaysThatItIsSimulated() throws ChannelException {
    HidDevice device = source.insert(token);
    assertThat(source.name()).isEqualTo("simulator");
    assertThat(source.devices()).containsExactly(device);
    assertThat(device.name()).isEqualTo("Countersign Simulator FIDO 00");
    assertThat(device.product()).isEqualTo("Countersign Simulator security-key");
    assertThat(device.vendorId()).isEqualTo(0x1209);
    assertThat(device.productId()).isEqualTo(0x0001);
    assertThat(device.serial()).isEmpty();
    assertThat(device.simulated()).isTrue();
    source.remove(token);
    assertThat(source.devices()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_4_3", "NIST_PIV"})
  void notEveryTokenIsASecurityKey(Profile profile) {
    VirtualToken card = token(profile, "");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source.insert(card))
        .withMessageContaining("no security key over USB");
  }

  @Test
  void twinsHaveNamesOfTheirOwnAndNoneIsPluggedInTwice() {
    source.insert(token);
    VirtualToken twin = token(Profile.SECURITY_KEY, "");
    assertThat(source.insert(twin).name()).endsWith(" 01");
    assertThatIllegalArgumentException().isThrownBy(() -> source.insert(twin));
    source.remove(token);
    assertThat(source.insert(token).name()).endsWith(" 00");
  }

  @Test
  void theKeyAnswersAndItsMessagesAreCounted() throws ChannelException {
    try (HidChannel channel = source.insert(token).connect()) {
      String number = init(channel);
      assertThat(token.commands()).isZero();
      assertThat(exchange(channel, number + GET_INFO)).startsWith(number + "90").contains("00");
      assertThat(token.commands()).isEqualTo(1);
      assertThat(channel.receive(SOON)).as("the rest of it").isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "SECURITY_KEY", "FIDO_2_0", "U2F_ONLY"})
  void capabilitiesAreThoseOfTheProfile(Profile profile) throws ChannelException {
    HidChannel channel = source.insert(token(profile, "")).connect();
    String capabilities = profile == Profile.U2F_ONLY ? "01" : "05";
    assertThat(exchange(channel, INIT)).endsWith(capabilities);
    String number = init(channel);
    assertThat(exchange(channel, number + "83000700030000000000"))
        .isEqualTo(number + "830008" + "5532465f56329000");
    if (profile == Profile.U2F_ONLY) {
      assertThat(exchange(channel, number + GET_INFO)).isEqualTo(number + "bf000101");
      assertThat(exchange(channel, number + "8104b1")).isEqualTo(number + "bf000103");
    }
  }

  @Test
  void aYubiKeyTellsItsSerialNumberOverUsbToo() throws ChannelException {
    HidDevice device = source.insert(token(Profile.YUBIKEY_5_7, ""));
    assertThat(device.vendorId()).isEqualTo(0x1050);
    HidChannel channel = device.connect();
    String number = init(channel);
    assertThat(exchange(channel, number + "c2000100")).contains("020400000001");
    assertThat(next(channel)).startsWith(number + "00");
    assertThat(exchange(channel, number + "c2000107")).isEqualTo(number + "bf000102");
    HidChannel other = source.insert(token).connect();
    String another = init(other);
    assertThat(exchange(other, another + "c20000")).isEqualTo(another + "bf000101");
  }

  @Test
  void whatIsDisabledOverUsbIsNotThere() throws ChannelException {
    VirtualToken key = token(Profile.YUBIKEY_5_7, "");
    key.transmit(TestCard.bytes(MANAGEMENT));
    key.transmit(TestCard.bytes("001C0000050403020035")); // neither FIDO2 nor U2F
    assertThatIllegalArgumentException().isThrownBy(() -> source.insert(key));
    key.transmit(TestCard.bytes("001C0000050403020037")); // U2F
    HidChannel channel = source.insert(key).connect();
    assertThat(exchange(channel, INIT)).endsWith("01");
    key.transmit(TestCard.bytes("001C0000050403020235")); // FIDO2
    assertThat(exchange(channel, INIT)).endsWith("0d");
  }

  @Test
  void everyConnectionHearsEverything() throws ChannelException {
    HidDevice device = source.insert(token);
    HidChannel one = device.connect();
    HidChannel two = device.connect();
    one.send(report(INIT));
    assertThat(next(two)).isEqualTo(next(one)).startsWith("ffffffff86");
    two.close();
    one.send(report(INIT));
    assertThat(next(one)).startsWith("ffffffff86");
    assertKind(ChannelException.Kind.REMOVED, () -> two.send(report(INIT)));
    assertKind(ChannelException.Kind.REMOVED, () -> two.receive(Duration.ZERO));
  }

  @Test
  void nothingIsReceivedWhenNothingWasSent() throws ChannelException {
    HidChannel channel = source.insert(token).connect();
    assertThat(channel.receive(Duration.ZERO)).isEmpty();
    assertThat(channel.receive(Duration.ofMillis(-5))).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> channel.send(new byte[63]));
  }

  @Test
  void aPulledKeyIsGoneForGood() throws ChannelException {
    HidDevice device = source.insert(token);
    HidChannel channel = device.connect();
    String number = init(channel);
    source.remove(token);
    source.remove(token);
    assertKind(ChannelException.Kind.REMOVED, () -> channel.send(report(INIT)));
    assertKind(ChannelException.Kind.REMOVED, () -> channel.receive(SOON));
    assertKind(ChannelException.Kind.REMOVED, () -> channel.receive(SOON));
    assertKind(ChannelException.Kind.REMOVED, device::connect);
    HidChannel again = source.insert(token).connect();
    assertThat(exchange(again, number + GET_INFO)).isEqualTo(number + "bf00010b");
  }

  @Test
  void theHostHearsThatAFingerIsMissingAndMayCancel() throws ChannelException {
    HidChannel channel = source.insert(token).connect();
    String number = init(channel);
    wantsTouch(channel, number);
    assertThat(next(channel)).as("after 100 ms").isEqualTo(number + "bb000102");
    channel.send(report(number + "910000"));
    assertThat(answer(channel)).isEqualTo(number + "9000012d");
  }

  @Test
  void aFingerEndsTheWaiting() throws ChannelException {
    HidChannel channel = source.insert(token).connect();
    String number = init(channel);
    wantsTouch(channel, number);
    finger.countDown();
    assertThat(answer(channel)).isEqualTo(number + "90000100");
  }

  @Test
  void aKeyIsPulledWhileItWaits() throws ChannelException {
    HidChannel channel = source.insert(token).connect();
    wantsTouch(channel, init(channel));
    source.remove(token);
    assertKind(
        ChannelException.Kind.REMOVED,
        () -> {
          while (channel.receive(SOON).isPresent()) {
            assertThat(source.devices()).isEmpty();
          }
        });
    HidChannel again = source.insert(token).connect();
    assertThat(init(again)).isEqualTo("00000001");
  }

  @Test
  void comingAndGoingIsReported() throws InterruptedException {
    BlockingQueue<ChannelEvent> events = new LinkedBlockingQueue<>();
    ChannelSource.Watch watch = source.watch(events::add);
    String name = source.insert(token).name();
    source.remove(token);
    assertThat(events.poll(20, TimeUnit.SECONDS))
        .isEqualTo(new ChannelEvent(ChannelEvent.Kind.INSERTED, name));
    assertThat(events.poll(20, TimeUnit.SECONDS))
        .isEqualTo(new ChannelEvent(ChannelEvent.Kind.REMOVED, name));
    watch.close();
    source.insert(token);
    assertThat(events).isEmpty();
  }

  @Test
  void aTokenIsAKeyOverUsbAndACardInAReaderAtOnce() throws ChannelException {
    VirtualToken both = token(Profile.YUBIKEY_5_7, "");
    try (SimulatedReaders readers = new SimulatedReaders()) {
      byte[] selected = readers.insert(both).connect().transceive(TestCard.bytes(MANAGEMENT));
      assertThat(selected).endsWith(0x90, 0x00);
      HidChannel channel = source.insert(both).connect();
      wantsTouch(channel, init(channel));
      assertThat(readers.readers().get(0).connect().transceive(TestCard.bytes("001D0000")))
          .as("the card works while the key waits for a finger")
          .endsWith(0x90, 0x00);
    }
  }
}
