package dev.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Reader;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for a lane may give that up. */
@Timeout(60)
class LaneGivenUpTest {
  private static final Patience WITHOUT_END =
      new Patience(
          Duration.ofMillis(1),
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Duration.ofMinutes(1),
          Duration.ZERO,
          Duration.ofMillis(200));

  private final AtomicInteger connects = new AtomicInteger();

  /** Another program has the card to itself. */
  private final class HeldReader implements Reader {
    @Override
    public String name() {
      return "reader";
    }

    @Override
    public boolean present() {
      return true;
    }

    @Override
    public ApduChannel connect() throws ChannelException {
      connects.incrementAndGet();
      throw new ChannelException(ChannelException.Kind.SHARING, "held");
    }
  }

  @Test
  void whoWaitsForACardThatAnotherProgramHasMayGiveItUp() {
    try (Lane lane = new Lane(new HeldReader(), WITHOUT_END)) {
      assertThatThrownBy(
              () -> lane.run("fido:", "sign in", () -> connects.get() == 3, channel -> true))
          .isInstanceOf(TokenException.Cancelled.class);
      assertThat(connects).hasValue(3);
    }
  }

  @Test
  void whoWaitsBehindAnotherWaitForACardMayGiveItUp() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    CountDownLatch ended = new CountDownLatch(1);
    try (Lane lane = new Lane(new HeldReader(), WITHOUT_END)) {
      Future<?> first =
          other.submit(
              () -> lane.run("fido:", "sign in", () -> ended.getCount() == 0, channel -> true));
      assertThatThrownBy(() -> lane.run("fido:", "sign in", () -> true, channel -> true))
          .isInstanceOf(TokenException.Cancelled.class);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> lane.run("fido:", "sign in", () -> false, channel -> true))
          .isInstanceOf(TokenException.Cancelled.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(first.isDone()).isFalse();
      ended.countDown();
      assertThatThrownBy(() -> first.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(TokenException.Cancelled.class);
    } finally {
      other.shutdownNow();
    }
  }
}
