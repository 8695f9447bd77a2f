package dev.countersign.host.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelEvent.Kind;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReaderWatchTest {
  private final FakeService service = new FakeService();
  private final PcscSource source = service.source();
  private final BlockingQueue<ChannelEvent> events = new LinkedBlockingQueue<>();
  private FakeService.Slot slot;
  private ChannelSource.Watch watch;

  @BeforeEach
  void watchAReaderWithACard() {
    slot = service.add("Reader A").insert();
    watch = source.watch(events::add);
  }

  @AfterEach
  void endsItsThreadAndReturnsItsContext() throws InterruptedException {
    assertThat(events).isEmpty();
    source.close();
    service.wake();
    synchronized (service) {
      while (service.openContexts > 0) {
        service.wait();
      }
    }
  }

  private void expect(Kind kind, String reader) throws InterruptedException {
    assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo(new ChannelEvent(kind, reader));
  }

  @Test
  void reportsWhatChangesAndNotWhatWasThere() throws InterruptedException {
    slot.remove();
    expect(Kind.REMOVED, "Reader A");
    slot.insert();
    expect(Kind.INSERTED, "Reader A");
  }

  @Test
  void reportsNothingWhenItIsWokenForNothing() throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      service.wake();
    }
    slot.remove();
    expect(Kind.REMOVED, "Reader A");
  }

  @Test
  void reportsACardThatWasSwappedFasterThanItLooked() throws InterruptedException {
    slot.swap();
    expect(Kind.REMOVED, "Reader A");
    expect(Kind.INSERTED, "Reader A");
  }

  @Test
  void reportsReadersThatComeAndGoWithTheirCards() throws InterruptedException {
    service.add("Reader B");
    service.slots.get("Reader B").insert();
    expect(Kind.INSERTED, "Reader B");
    service.removeReader("Reader B");
    expect(Kind.REMOVED, "Reader B");
  }

  @Test
  void reportsAServiceThatGoesAndComesBackWithWhatIsThere() throws InterruptedException {
    service.stop();
    expect(Kind.SERVICE_LOST, "pcsc");
    service.add("Reader B").insert();
    service.start();
    expect(Kind.SERVICE_BACK, "pcsc");
    expect(Kind.INSERTED, "Reader A");
    expect(Kind.INSERTED, "Reader B");
  }

  @Test
  void reportsAResetThatAConnectionNoticed() throws Exception {
    try (ApduChannel channel = source.readers().get(0).connect()) {
      slot.next.add(FakeService.RESET);
      assertThatThrownBy(() -> channel.transceive(new byte[4]))
          .isInstanceOf(ChannelException.class);
    }
    expect(Kind.RESET, "Reader A");
  }

  @Test
  void reportsNothingOnceItIsClosed() throws InterruptedException {
    BlockingQueue<ChannelEvent> others = new LinkedBlockingQueue<>();
    try (ChannelSource.Watch other = source.watch(others::add)) {
      assertThat(other).isNotNull();
      watch.close();
      watch.close();
      slot.remove();
      assertThat(others.poll(20, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void canBeClosedByItsOwnListener() throws InterruptedException {
    CountDownLatch called = new CountDownLatch(1);
    AtomicReference<ChannelSource.Watch> own = new AtomicReference<>();
    own.set(
        source.watch(
            event -> {
              own.get().close();
              called.countDown();
            }));
    slot.remove();
    assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
    expect(Kind.REMOVED, "Reader A");
  }

  @Test
  void survivesAListenerThatThrows() throws InterruptedException {
    CountDownLatch called = new CountDownLatch(2);
    try (ChannelSource.Watch failing =
        source.watch(
            event -> {
              called.countDown();
              throw new IllegalStateException("listener");
            })) {
      assertThat(failing).isNotNull();
      slot.remove();
      expect(Kind.REMOVED, "Reader A");
      slot.insert();
      expect(Kind.INSERTED, "Reader A");
      assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
