package dev.countersign.host.hid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HidrawChannelFaultTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final FakeLink link = new FakeLink();
  private final AtomicInteger told = new AtomicInteger();
  private final HidrawChannel channel =
      HidrawChannel.over(
          "/dev/hidraw7", link, HidrawChannel.FAREWELL, closed -> told.incrementAndGet());

  @AfterEach
  void close() {
    channel.close();
    channel.close();
    assertThat(link.closed).hasValue(1);
    assertThat(told).hasValue(1);
  }

  private static void assertKind(ChannelException.Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ChannelException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
        .hasMessageContaining("/dev/hidraw7");
  }

  private static byte[] numbered(int number) {
    byte[] report = new byte[HidChannel.REPORT_BYTES];
    report[0] = (byte) (number >>> 8);
    report[1] = (byte) number;
    return report;
  }

  @ParameterizedTest
  @CsvSource({"0, of 0 bytes", "1, of 1 bytes", "63, of 63 bytes", "65, too many", "900, too many"})
  void reportOfAnotherSizeIsToldOnce(int size, String words) throws ChannelException {
    link.send(new byte[size]);
    link.send(numbered(1));
    assertThatThrownBy(() -> channel.receive(LONG)).hasMessageContaining(words);
    assertThat(channel.receive(LONG)).isPresent();
    link.send(new byte[size]);
    assertKind(ChannelException.Kind.PROTOCOL, () -> channel.receive(LONG));
  }

  @Test
  void whatCameBeforeItWasPulledIsStillReceived() throws ChannelException {
    link.send(numbered(1));
    link.send(numbered(2));
    link.end();
    assertThat(channel.receive(LONG)).isPresent();
    assertThat(channel.receive(LONG)).isPresent();
    assertKind(ChannelException.Kind.REMOVED, () -> channel.receive(LONG));
    assertKind(ChannelException.Kind.REMOVED, () -> channel.receive(Duration.ZERO));
  }

  @Test
  void readThatFailsIsAKeyThatIsGoneInAnyLanguage() {
    link.fail();
    assertKind(ChannelException.Kind.REMOVED, () -> channel.receive(LONG));
    assertKind(ChannelException.Kind.REMOVED, () -> channel.send(numbered(0)));
  }

  @Test
  void keptReportsAreBoundedAndTheNewestAreKept() throws ChannelException {
    for (int i = 0; i < HidrawChannel.MOST_KEPT + 100; i++) {
      link.send(numbered(i));
    }
    link.end();
    awaitEnd();
    for (int i = 100; i < HidrawChannel.MOST_KEPT + 100; i++) {
      assertThat(channel.receive(Duration.ZERO).orElseThrow()).isEqualTo(numbered(i));
    }
    assertKind(ChannelException.Kind.REMOVED, () -> channel.receive(Duration.ZERO));
  }

  private void awaitEnd() {
    boolean ended = false;
    while (!ended) {
      try {
        channel.send(numbered(0));
      } catch (ChannelException e) {
        ended = true;
      }
    }
  }

  @Test
  void reportThatAKeyDoesNotTakeDoesNotEndTheChannel() throws ChannelException {
    link.refusesReports = true;
    assertKind(ChannelException.Kind.PROTOCOL, () -> channel.send(numbered(0)));
    link.refusesReports = false;
    channel.send(numbered(0));
    link.send(numbered(1));
    assertThat(channel.receive(LONG)).isPresent();
  }

  @Test
  void writeThatFailsBecauseTheKeyIsPulledSaysSo() {
    FakeLink pulled = new FakeLink();
    pulled.endsWithRefusal = true;
    pulled.refusesReports = true;
    pulled.send(numbered(1)); // reports that are there do not keep it from being noticed
    HidrawChannel patient = HidrawChannel.over("/dev/hidraw7", pulled, LONG, closed -> {});
    assertKind(ChannelException.Kind.REMOVED, () -> patient.send(numbered(0)));
    patient.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 63, 65})
  void onlyWholeReportsAreSent(int size) {
    assertThatThrownBy(() -> channel.send(new byte[size]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
