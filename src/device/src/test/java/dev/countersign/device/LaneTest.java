package dev.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelException.Kind;
import dev.countersign.wire.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LaneTest {
  private final FakeReader reader = new FakeReader();
  private final Lane lane = new Lane(reader);

  private static final class Notes implements Lane.State {}

  private static final class FakeReader implements Reader {
    final List<String> log = new ArrayList<>();
    final Deque<Kind> holdFails = new ArrayDeque<>();
    final Deque<Kind> sendFails = new ArrayDeque<>();
    @Nullable Kind connectFails;
    boolean transferable = true;

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
      if (connectFails != null) {
        throw new ChannelException(connectFails, "connect");
      }
      log("connect");
      return new ApduChannel() {
        @Override
        public byte[] transceive(byte[] command) throws ChannelException {
          Kind fails = sendFails.poll();
          if (fails != null) {
            throw new ChannelException(fails, "send");
          }
          log("send");
          return new byte[] {(byte) 0x90, 0};
        }

        @Override
        public Hold hold() throws ChannelException {
          Kind fails = holdFails.poll();
          if (fails != null) {
            throw new ChannelException(fails, "hold");
          }
          log("hold");
          return new Hold() {
            @Override
            public void close() {
              log("end");
            }

            @Override
            public boolean transferable() {
              return transferable;
            }
          };
        }

        @Override
        public byte[] atr() {
          return new byte[] {0x3B};
        }

        @Override
        public boolean extendedLength() {
          return true;
        }

        @Override
        public void close() {
          log("close");
        }
      };
    }

    private synchronized void log(String line) {
      log.add(line);
    }
  }

  private byte[] send() {
    return lane.run("piv:", "test", channel -> channel.transceive(new byte[4]));
  }

  @Test
  void worksOfOneFlowShareATransaction() {
    send();
    send();
    lane.release();

    assertThat(reader.log).containsExactly("connect", "hold", "send", "send", "end");
  }

  @Test
  void aLingeringTransactionEndsByItself() throws InterruptedException {
    send();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!reader.log.contains("end") && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }

    assertThat(reader.log).containsExactly("connect", "hold", "send", "end");
  }

  @Test
  void aTransactionBoundToItsThreadEndsWithTheWork() {
    reader.transferable = false;
    send();
    send();

    assertThat(reader.log).containsExactly("connect", "hold", "send", "end", "hold", "send", "end");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"RESET", "SERVICE", "REMOVED"})
  void whatWasLostBeforeAnythingWasSentIsMadeAnew(Kind kind) {
    send();
    lane.release();
    reader.holdFails.add(kind);

    assertThat(send()).hasSize(2);
    lane.release();
  }

  @Test
  void whatIsLostWhileSendingIsThrownAndTheNextCallWorks() {
    for (Kind kind : Kind.values()) {
      reader.sendFails.add(kind);
      assertThatThrownBy(this::send).as(kind.name()).isInstanceOf(TokenException.class);
      assertThat(send()).hasSize(2);
      lane.release();
    }
    long holds = reader.log.stream().filter("hold"::equals).count();
    assertThat(reader.log.stream().filter("end"::equals).count()).isEqualTo(holds);
  }

  @Test
  void eachKindOfLossHasItsError() {
    reader.sendFails.add(Kind.REMOVED);
    assertThatThrownBy(this::send).isInstanceOf(TokenException.Removed.class);
    reader.sendFails.add(Kind.PROTOCOL);
    assertThatThrownBy(this::send).isInstanceOf(TokenException.BadResponse.class);
    reader.connectFails = Kind.SHARING;
    lane.close();
    assertThatThrownBy(this::send)
        .isInstanceOfSatisfying(
            TokenException.Unavailable.class, e -> assertThat(e.remedy()).contains("scdaemon"));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void notesAreLostWithTheConnection(Kind kind) {
    lane.run(
        "piv:",
        "test",
        channel -> {
          lane.selected(new Notes());
          return 0;
        });
    reader.sendFails.add(kind);
    assertThatThrownBy(this::send).isInstanceOf(TokenException.class);

    assertThat(lane.<Boolean>run("piv:", "test", channel -> lane.state() == null)).isTrue();
  }

  @Test
  void notesStayButTheSelectionIsInDoubtInTheNextTransaction() {
    Notes notes = new Notes();
    lane.run(
        "piv:",
        "test",
        channel -> {
          lane.selected(notes);
          assertThat(lane.selectedInTransaction()).isTrue();
          return 0;
        });
    lane.run(
        "piv:",
        "test",
        channel -> {
          assertThat(lane.selectedInTransaction()).as("the same transaction").isTrue();
          return 0;
        });
    lane.release();
    lane.run(
        "piv:",
        "test",
        channel -> {
          assertThat(lane.selectedInTransaction()).isFalse();
          assertThat(lane.state()).isSameAs(notes);
          return 0;
        });
  }

  @Test
  void anotherConnectionIsAnotherAttachment() {
    send();
    Object first = lane.attachment();
    send();
    assertThat(lane.attachment()).isSameAs(first);
    reader.sendFails.add(Kind.REMOVED);
    assertThatThrownBy(this::send).isInstanceOf(TokenException.class);
    send();

    assertThat(lane.attachment()).isNotSameAs(first);
  }

  @Test
  void aFailureOfTheWorkEndsTheTransaction() {
    assertThatThrownBy(
            () ->
                lane.run(
                    "piv:",
                    "test",
                    channel -> {
                      throw new IllegalStateException("work");
                    }))
        .hasMessage("work");

    assertThat(reader.log).containsExactly("connect", "hold", "end");
  }

  @Test
  void workInsideWorkSharesItsTransaction() {
    lane.run("piv:", "outer", channel -> send());
    lane.release();

    assertThat(reader.log).containsExactly("connect", "hold", "send", "end");
  }

  @Test
  void oneWorkAtATime() throws Exception {
    int threads = 8;
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(
            pool.submit(
                () -> {
                  start.await();
                  for (int n = 0; n < 200; n++) {
                    lane.run(
                        "piv:",
                        "test",
                        channel -> {
                          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                          Thread.yield();
                          inside.decrementAndGet();
                          return 0;
                        });
                  }
                  return 0;
                }));
      }
      start.countDown();
      for (Future<?> future : all) {
        future.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(most).hasValue(1);
  }
}
