package dev.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong with a key on USB: reports are counted from 1. */
@Timeout(60)
class HidFaultsTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String INIT = "ffffffff8600080102030405060708";
  private static final String PING = "0000000181000107";
  private static final String LONG_PING = "00000001810064";

  private final SimulatedHidSource source = new SimulatedHidSource();

  @AfterEach
  void close() {
    source.close();
  }

  private HidChannel channel(String faults) throws ChannelException {
    VirtualToken token =
        VirtualToken.builder(Profile.SECURITY_KEY)
            .world(World.deterministic(1))
            .faults(FaultSchedule.parse(faults))
            .build();
    return source.insert(token).connect();
  }

  private static void send(HidChannel channel, String hex) throws ChannelException {
    channel.send(Arrays.copyOf(HexFormat.of().parseHex(hex), HidChannel.REPORT_BYTES));
  }

  private static byte[] next(HidChannel channel) throws ChannelException {
    return channel.receive(SOON).orElseThrow();
  }

  private static void assertAnswers(HidChannel channel, String hex) throws ChannelException {
    send(channel, hex);
    String answer = HexFormat.of().formatHex(next(channel));
    assertThat(answer).startsWith(hex.equals(INIT) ? INIT.replace("860008", "860011") : hex);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void removalAtAnyReport(int at) throws ChannelException {
    HidChannel channel = channel("remove@" + at);
    String[] reports = {INIT, LONG_PING, "0000000100"};
    for (int i = 1; i < at; i++) {
      send(channel, reports[i - 1]);
    }
    assertThatThrownBy(() -> send(channel, reports[at - 1]))
        .isInstanceOfSatisfying(
            ChannelException.class,
            failure -> assertThat(failure.kind()).isEqualTo(ChannelException.Kind.REMOVED));
    assertThat(source.devices()).isEmpty();
    assertThatThrownBy(() -> send(channel, INIT)).isInstanceOf(ChannelException.class);
  }

  @Test
  void aSlowKeyAnswers() throws ChannelException {
    HidChannel channel = channel("slow:30ms@2");
    send(channel, INIT);
    next(channel);
    long before = System.nanoTime();
    assertAnswers(channel, PING);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(29));
  }

  @Test
  void aResetForgetsTheChannels() throws ChannelException {
    HidChannel channel = channel("reset@2");
    assertAnswers(channel, INIT);
    send(channel, PING);
    assertThat(channel.receive(Duration.ZERO)).as("the report is lost").isEmpty();
    send(channel, PING);
    assertThat(next(channel)).startsWith(0, 0, 0, 1, 0xBF, 0, 1, 0x0B);
    assertAnswers(channel, INIT);
    assertAnswers(channel, PING);
  }

  @Test
  void aStatusIsAnError() throws ChannelException {
    HidChannel channel = channel("status:0006@2");
    assertAnswers(channel, INIT);
    send(channel, PING);
    assertThat(next(channel)).startsWith(0, 0, 0, 1, 0xBF, 0, 1, 0x06);
    assertAnswers(channel, PING);
  }

  @Test
  void aReportOfTheKeysIsLost() throws ChannelException {
    HidChannel channel = channel("truncate@3");
    assertAnswers(channel, INIT);
    send(channel, LONG_PING);
    send(channel, "0000000100");
    assertThat(next(channel)).as("what would have come first is lost").startsWith(0, 0, 0, 1, 0);
    assertAnswers(channel, PING);
  }

  @Test
  void garbageIsAReport() throws ChannelException {
    HidChannel channel = channel("garbage@2");
    assertAnswers(channel, INIT);
    send(channel, PING);
    assertThat(next(channel)).hasSize(64);
    assertAnswers(channel, PING);
  }

  @Test
  void aReportOfAnotherSizeIsNoReport() throws ChannelException {
    HidChannel channel = channel("overlong@2");
    assertAnswers(channel, INIT);
    send(channel, PING);
    assertThatThrownBy(() -> channel.receive(SOON))
        .isInstanceOfSatisfying(
            ChannelException.class,
            failure -> assertThat(failure.kind()).isEqualTo(ChannelException.Kind.PROTOCOL));
    assertAnswers(channel, PING);
  }

  @Test
  void anAnswerMayHardlyEnd() throws ChannelException {
    HidChannel channel = channel("oversize@2");
    assertAnswers(channel, INIT);
    send(channel, PING);
    assertThat(next(channel)).startsWith(0, 0, 0, 1, 0x81, 0xFF, 0xFF);
    int more = 0;
    Optional<byte[]> report = channel.receive(Duration.ZERO);
    while (report.isPresent()) {
      assertThat(report.get()).startsWith(0, 0, 0, 1, more & 0x7F);
      more++;
      report = channel.receive(Duration.ZERO);
    }
    assertThat(more).isEqualTo(2048);
    assertAnswers(channel, PING);
  }

  @Test
  void whoDoesNotFetchLosesReports() throws ChannelException {
    HidChannel channel = channel("oversize@1,oversize@2,oversize@3");
    for (int i = 0; i < 3; i++) {
      send(channel, INIT);
    }
    int reports = 0;
    while (channel.receive(Duration.ZERO).isPresent()) {
      reports++;
    }
    assertThat(reports).isEqualTo(4096);
    assertAnswers(channel, INIT);
  }

  @Test
  void faultsAreCountedAnewWhenItIsPluggedInAgain() throws ChannelException {
    VirtualToken token =
        VirtualToken.builder(Profile.SECURITY_KEY).world(World.deterministic(1)).build();
    HidChannel first = source.insert(token).connect();
    assertAnswers(first, INIT);
    assertAnswers(first, PING);
    token.injectFaults(FaultSchedule.parse("remove@2"));
    assertAnswers(first, PING);
    source.remove(token);
    HidChannel second = source.insert(token).connect();
    assertAnswers(second, INIT);
    assertThatThrownBy(() -> send(second, PING)).isInstanceOf(ChannelException.class);
  }
}
