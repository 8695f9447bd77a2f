package dev.countersign.host.hid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.host.hid.HidWatch.Sighting;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelEvent.Kind;
import dev.countersign.wire.ChannelException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HidWatchTest {
  private final List<ChannelEvent> events = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger told = new AtomicInteger();
  private volatile List<Sighting> there = List.of();
  private volatile boolean away;
  private final HidWatch watch = watch();

  private HidWatch watch() {
    return new HidWatch("source", this::look, events::add, closed -> told.incrementAndGet());
  }

  private List<Sighting> look() throws ChannelException {
    if (away) {
      throw new ChannelException(ChannelException.Kind.SERVICE, "away");
    }
    return there;
  }

  private static Sighting ready(String name) {
    return new Sighting(name, "1", true);
  }

  private List<ChannelEvent> news() {
    events.clear();
    watch.lookAgain();
    return List.copyOf(events);
  }

  private static ChannelEvent inserted(String name) {
    return new ChannelEvent(Kind.INSERTED, name);
  }

  private static ChannelEvent removed(String name) {
    return new ChannelEvent(Kind.REMOVED, name);
  }

  @Test
  void devicesComeAndGo() {
    assertThat(news()).isEmpty();
    there = List.of(ready("a"), ready("b"));
    assertThat(news()).containsExactlyInAnyOrder(inserted("a"), inserted("b"));
    assertThat(news()).isEmpty();
    there = List.of(ready("b"));
    assertThat(news()).containsExactly(removed("a"));
    there = List.of();
    assertThat(news()).containsExactly(removed("b"));
  }

  @Test
  void anotherDeviceOfTheSameNameIsReportedAsBoth() {
    there = List.of(ready("a"));
    watch.lookAgain();
    there = List.of(new Sighting("a", "2", true));
    assertThat(news()).containsExactly(removed("a"), inserted("a"));
  }

  @Test
  void deviceIsReportedWhenItMayBeOpened() {
    there = List.of(new Sighting("a", "1", false));
    assertThat(news()).isEmpty();
    assertThat(news()).isEmpty();
    there = List.of(ready("a"));
    assertThat(news()).containsExactly(inserted("a"));
    assertThat(news()).isEmpty();
  }

  @Test
  void deviceThatMayNeverBeOpenedIsReportedInTheEnd() {
    there = List.of(new Sighting("a", "1", false));
    for (int i = 0; i < HidWatch.PATIENT_LOOKS; i++) {
      assertThat(news()).as("%d", i).isEmpty();
    }
    assertThat(news()).containsExactly(inserted("a"));
    assertThat(news()).isEmpty();
  }

  @Test
  void deviceThatWentBeforeItWasReportedIsNotReported() {
    there = List.of(new Sighting("a", "1", false));
    assertThat(news()).isEmpty();
    there = List.of();
    assertThat(news()).isEmpty();
  }

  @Test
  void sourceThatIsAwayIsReportedOnceAndWaitedFor() {
    there = List.of(ready("a"));
    watch.lookAgain();
    away = true;
    assertThat(news()).containsExactly(new ChannelEvent(Kind.SERVICE_LOST, "source"));
    assertThat(news()).isEmpty();
    away = false;
    assertThat(news())
        .containsExactly(new ChannelEvent(Kind.SERVICE_BACK, "source"), inserted("a"));
  }

  @Test
  void whatWasThereBeforeIsNotReported() throws InterruptedException {
    there = List.of(ready("a"), new Sighting("b", "1", false));
    CountDownLatch removal = new CountDownLatch(1);
    HidWatch started =
        new HidWatch(
            "source",
            this::look,
            event -> {
              events.add(event);
              removal.countDown();
            },
            closed -> {});
    started.start();
    there = List.of(ready("b"));
    removal.await();
    started.close();
    assertThat(events).containsExactly(removed("a"));
  }

  @Test
  void closedWatchReportsNothing() {
    watch.close();
    there = List.of(ready("a"));
    assertThat(news()).isEmpty();
    assertThat(told).hasValue(1);
  }

  @Test
  void listenerMayCloseItsWatch() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    List<HidWatch> self = new ArrayList<>();
    HidWatch closing =
        new HidWatch(
            "source",
            this::look,
            event -> {
              events.add(event);
              self.get(0).close();
            },
            watch -> closed.countDown());
    self.add(closing);
    closing.start();
    there = List.of(ready("a"), ready("b"));
    closed.await();
    closing.lookAgain();
    assertThat(events).hasSize(1);
  }
}
