package dev.countersign.host.hid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.host.hid.NativeHid.Entry;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidChannel;
import dev.countersign.wire.HidDevice;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HidApiSourceTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Entry KEY =
      new Entry("path1", 0x1050, 0x0407, "", "YubiKey\u0007", 0xF1D0, 1);

  private final FakeLibrary library = new FakeLibrary();
  private final HidApiSource source = new HidApiSource(() -> library, "use NFC");

  /** A library with one interface that can be opened. */
  private static final class FakeLibrary implements NativeHid {
    volatile List<Entry> entries = List.of(KEY);
    volatile boolean refuses;
    volatile boolean gone;
    final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
    final BlockingQueue<byte[]> answers = new ArrayBlockingQueue<>(10);
    final AtomicInteger reading = new AtomicInteger();
    final AtomicInteger freed = new AtomicInteger();

    @Override
    public List<Entry> enumerate() {
      return entries;
    }

    @Override
    public Optional<Handle> open(String path) {
      return refuses ? Optional.empty() : Optional.of(new FakeHandle());
    }

    private final class FakeHandle implements Handle {
      @Override
      public int write(byte[] report) {
        assertThat(freed).hasValue(0);
        sent.add(report);
        return gone ? -1 : report.length + 1;
      }

      @Override
      public int read(byte[] report, int milliseconds) {
        assertThat(freed).hasValue(0);
        reading.incrementAndGet();
        try {
          byte[] next = answers.poll(milliseconds, TimeUnit.MILLISECONDS);
          if (next == null) {
            return gone ? -1 : 0;
          }
          System.arraycopy(next, 0, report, 0, Math.min(next.length, report.length));
          return Math.min(next.length, report.length);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        } finally {
          reading.decrementAndGet();
        }
      }

      @Override
      public void close() {
        assertThat(reading).as("reads while it is freed").hasValue(0);
        freed.incrementAndGet();
      }
    }
  }

  private static void assertKind(ChannelException.Kind kind, String words, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ChannelException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
        .hasMessageContaining(words);
  }

  @Test
  void keysAreListedAmongOtherInterfaces() throws ChannelException {
    library.entries =
        List.of(
            new Entry("path0", 0x1050, 0x0407, "", "YubiKey", 1, 6),
            KEY,
            new Entry("path2", 0xFFFF, 0xFFFF, " 77 ", "", 0xF1D0, 1),
            new Entry("path3", 0x1050, 0x0407, "", "", 0xF1D0, 2));
    List<HidDevice> devices = source.devices();
    assertThat(devices).extracting(HidDevice::name).containsExactly("path1", "path2");
    assertThat(devices).extracting(HidDevice::product).containsExactly("YubiKey?", "");
    assertThat(devices).extracting(HidDevice::vendorId).containsExactly(0x1050, 0xFFFF);
    assertThat(devices).extracting(HidDevice::productId).containsExactly(0x0407, 0xFFFF);
    assertThat(devices)
        .extracting(HidDevice::serial)
        .containsExactly(Optional.empty(), Optional.of("77"));
  }

  @Test
  void systemWithoutALibraryIsSaid() {
    HidApiSource without =
        new HidApiSource(
            () -> {
              throw new UnsatisfiedLinkError("no hidapi for this system");
            },
            "");
    assertKind(ChannelException.Kind.SERVICE, "no hidapi for this system", without::devices);
  }

  @Test
  void reportsGoBothWays() throws ChannelException {
    HidChannel channel = source.devices().get(0).connect();
    byte[] report = new byte[HidChannel.REPORT_BYTES];
    Arrays.fill(report, (byte) 3);
    channel.send(report);
    assertThat(library.sent.poll()).isEqualTo(report);
    library.answers.add(report);
    assertThat(channel.receive(LONG)).hasValueSatisfying(r -> assertThat(r).isEqualTo(report));
    assertThat(channel.receive(Duration.ofMillis(1))).isEmpty();
    assertThat(channel.receive(Duration.ofSeconds(-1))).isEmpty();
    assertThatThrownBy(() -> channel.send(new byte[65]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"1, of 1 bytes", "63, of 63 bytes", "65, too many", "70, too many"})
  void reportOfAnotherSizeIsTold(int size, String words) throws ChannelException {
    HidChannel channel = source.devices().get(0).connect();
    library.answers.add(new byte[size]);
    assertKind(ChannelException.Kind.PROTOCOL, words, () -> channel.receive(LONG));
  }

  @Test
  void keyThatIsPulledIsGone() throws ChannelException {
    HidChannel channel = source.devices().get(0).connect();
    library.gone = true;
    assertKind(ChannelException.Kind.REMOVED, "path1", () -> channel.receive(LONG));
    assertKind(ChannelException.Kind.REMOVED, "path1", () -> channel.send(new byte[64]));
  }

  @Test
  void refusalSaysWhatElseCanBeDone() throws ChannelException {
    HidDevice device = source.devices().get(0);
    library.refuses = true;
    assertKind(ChannelException.Kind.SERVICE, "use NFC", device::connect);
    library.entries = List.of();
    assertKind(ChannelException.Kind.REMOVED, "path1", device::connect);
  }

  @Test
  void closingWaitsForTheReadThatRuns() throws Exception {
    HidChannel channel = source.devices().get(0).connect();
    BlockingQueue<Throwable> outcome = new LinkedBlockingQueue<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                channel.receive(LONG);
              } catch (ChannelException | RuntimeException | AssertionError e) {
                outcome.add(e);
              }
            });
    waiting.setDaemon(true);
    waiting.start();
    while (library.reading.get() == 0) {
      Thread.onSpinWait();
    }
    source.close();
    channel.close();
    assertThat(library.freed).hasValue(1);
    assertThat(outcome.poll(30, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> channel.send(new byte[64])).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(source::devices).isInstanceOf(IllegalStateException.class);
  }
}
