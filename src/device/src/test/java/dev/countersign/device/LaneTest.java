package dev.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelException.Kind;
import dev.countersign.wire.Holder;
import dev.countersign.wire.Reader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LaneTest {
  private final FakeReader reader = new FakeReader();
  private static final Patience NO_PAUSE = patience(Duration.ofMinutes(1));

  private final Lane lane = new Lane(reader, NO_PAUSE);

  /** Without pauses; transactions outlive work by this, which a busy machine may be away for. */
  private static Patience patience(Duration linger) {
    return new Patience(Duration.ZERO, 5, 3, 4, Duration.ofMinutes(1), Duration.ZERO, linger);
  }

  private static final class Notes implements Lane.State {}

  private static final class FakeReader implements Reader {
    final List<String> log = new CopyOnWriteArrayList<>();
    final Deque<Kind> holdFails = new ArrayDeque<>();
    final Deque<Kind> sendFails = new ArrayDeque<>();
    final Deque<Kind> connectFailures = new ArrayDeque<>();
    @Nullable Kind connectFails;
    @Nullable Holder holder;
    int connects;
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
      connects++;
      Kind once = connectFailures.poll();
      Kind failure = once == null ? connectFails : once;
      if (failure != null) {
        throw new ChannelException(failure, "connect");
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

    @Override
    public Optional<Holder> holder() {
      return Optional.ofNullable(holder);
    }

    private void log(String line) {
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
  @Timeout(60)
  void aLingeringTransactionEndsByItself() {
    try (Lane brief = new Lane(reader, patience(Duration.ofMillis(1)))) {
      brief.run("piv:", "test", channel -> channel.transceive(new byte[4]));
      while (!reader.log.contains("end")) {
        Thread.onSpinWait();
      }
      assertThat(reader.log).containsExactly("connect", "hold", "send", "end");
    }
  }

  @Test
  @Timeout(60)
  void workWithoutAPauseLetsOtherProgramsHaveTheCard() {
    Duration brief = Duration.ofMillis(1);
    Patience shortTurn = new Patience(Duration.ZERO, 5, 3, 4, brief, brief, NO_PAUSE.linger());
    try (Lane busy = new Lane(reader, shortTurn)) {
      while (reader.log.stream().filter("hold"::equals).count() < 5) {
        busy.run("piv:", "test", channel -> channel.transceive(new byte[4]));
      }
    }
    assertThat(reader.log).containsOnlyOnce("connect");
    assertThat(reader.log.stream().filter("end"::equals).count()).isEqualTo(5);
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

  @Test
  void aCardThatAnotherProgramHasToItselfForAMomentIsWaitedFor() {
    for (int i = 0; i < NO_PAUSE.whileHeld(); i++) {
      reader.connectFailures.add(Kind.SHARING);
    }
    assertThat(send()).hasSize(2);
    lane.release();
    assertThat(reader.log).containsExactly("connect", "hold", "send", "end");
  }

  @Test
  void aCardThatAnotherProgramKeepsToItselfIsGivenUpAndTheProgramNamed() {
    reader.connectFails = Kind.SHARING;
    reader.holder = new Holder("scdaemon (process 4711)", false, "gpgconf --kill scdaemon");
    assertThatThrownBy(this::send)
        .isInstanceOfSatisfying(
            TokenException.Unavailable.class,
            e -> {
              assertThat(e)
                  .hasMessage(
                      "another program holds the token exclusively, probably scdaemon"
                          + " (process 4711)");
              assertThat(e.remedy()).isEqualTo("gpgconf --kill scdaemon");
            });
    assertThat(reader.connects).isEqualTo(NO_PAUSE.whileHeld() + 1);
    reader.holder = new Holder("java (process 1)", true, "close it");
    assertThatThrownBy(this::send).hasMessageEndingWith("exclusively: java (process 1)");
    reader.connectFails = null;
    assertThat(send()).hasSize(2);
    lane.release();
  }

  @Test
  void aCardThatWasTakenWhileTheConnectionWasIdleIsConnectedToAnew() {
    send();
    lane.release();
    reader.holdFails.add(Kind.SHARING);
    reader.connectFailures.add(Kind.SHARING);
    assertThat(send()).hasSize(2);
    lane.release();
    assertThat(reader.log)
        .containsExactly(
            "connect", "hold", "send", "end", "close", "connect", "hold", "send", "end");
  }

  @Test
  void waitingEndsWithAnInterruptAndKeepsIt() {
    reader.connectFails = Kind.SHARING;
    Thread.currentThread().interrupt();
    assertThatThrownBy(this::send).isInstanceOf(TokenException.Unavailable.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(reader.connects).isEqualTo(1);
  }

  @Test
  void resetsInARowAreEachPassedOverAndNotForEver() {
    send();
    lane.release();
    for (int i = 0; i < NO_PAUSE.resets(); i++) {
      reader.holdFails.add(Kind.RESET);
    }
    assertThat(send()).hasSize(2);
    lane.release();
    for (int i = 0; i < 100; i++) {
      reader.holdFails.add(Kind.RESET);
    }
    assertThatThrownBy(this::send)
        .isInstanceOf(TokenException.Unavailable.class)
        .hasMessageContaining("reset");
    assertThat(reader.holdFails).hasSizeGreaterThan(80);
  }

  @Test
  void aServiceThatIsBeingRestartedIsWaitedForUntilItsReaderIsBack() {
    send();
    lane.release();
    reader.holdFails.add(Kind.SERVICE);
    reader.connectFailures.addAll(List.of(Kind.SERVICE, Kind.SERVICE, Kind.REMOVED));
    assertThat(send()).hasSize(2);
    lane.release();
  }

  @Test
  void aServiceThatStaysAwayOrWasNeverThereIsSaid() {
    reader.connectFails = Kind.SERVICE;
    assertThatThrownBy(this::send).isInstanceOf(TokenException.Unavailable.class);
    assertThat(reader.connects).as("nobody had a connection").isEqualTo(1);
    reader.connectFails = null;
    send();
    lane.release();
    reader.connects = 0;
    reader.holdFails.add(Kind.SERVICE);
    reader.connectFails = Kind.SERVICE;
    assertThatThrownBy(this::send)
        .isInstanceOf(TokenException.Unavailable.class)
        .hasMessageContaining("service");
    assertThat(reader.connects).isEqualTo(NO_PAUSE.whileRestarting() + 1);
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

  private static final class Kept implements AttachmentMemory.Item {
    boolean wiped;

    @Override
    public void wipe() {
      wiped = true;
    }
  }

  private Optional<Kept> kept() {
    return lane.run("t", "o", channel -> lane.memory().recall(Kept.class));
  }

  private Kept keep() {
    Kept kept = new Kept();
    lane.run(
        "t",
        "o",
        channel -> {
          lane.memory().keep(kept);
          return kept;
        });
    return kept;
  }

  @Test
  void whatIsKeptOutlivesTransactionsAndIsWipedWithTheConnection() {
    Kept kept = keep();
    lane.release();
    assertThat(kept()).containsSame(kept);
    lane.close();
    assertThat(kept.wiped).isTrue();
    assertThat(kept()).isEmpty();
  }

  @Test
  void whatIsKeptInsteadWipesWhatWasKept() {
    Kept first = keep();
    Kept second = keep();
    assertThat(first.wiped).isTrue();
    lane.run(
        "t",
        "o",
        channel -> {
          lane.memory().forget(Kept.class);
          return second;
        });
    assertThat(second.wiped).isTrue();
    assertThat(kept()).isEmpty();
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
