package dev.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SimulatedReadersTest {
  private static final byte[] SELECT = TestCard.bytes("00A4040005A000000308");

  private final SimulatedReaders readers = new SimulatedReaders();
  private final VirtualToken token = token(1);

  private static VirtualToken token(long serial) {
    return VirtualToken.builder(Profile.YUBIKEY_5_7).serial(serial).build();
  }

  @AfterEach
  void close() {
    readers.close();
  }

  @Test
  void aTokenBringsAReaderThatSaysItIsSimulated() {
    Reader reader = readers.insert(token);
    assertThat(readers.name()).isEqualTo("simulator");
    assertThat(readers.readers()).containsExactly(reader);
    assertThat(reader.name()).isEqualTo("Yubico YubiKey CCID Countersign Simulator 00 00");
    assertThat(reader.simulated()).isTrue();
    assertThat(reader.present()).isTrue();
    readers.remove(token);
    assertThat(readers.readers()).isEmpty();
    assertThat(reader.present()).isFalse();
  }

  @Test
  void twinsGetNamesOfTheirOwn() {
    readers.insert(token);
    VirtualToken second = token(2);
    assertThat(readers.insert(second).name()).endsWith(" 01 00");
    readers.remove(token);
    assertThat(readers.insert(token).name()).endsWith(" 00 00");
  }

  @Test
  void anEmptyReaderTakesATokenAndStays() throws ChannelException {
    Reader reader = readers.addReader("Desk reader");
    assertThat(reader.present()).isFalse();
    assertKind(ChannelException.Kind.REMOVED, reader::connect);
    assertThat(readers.insert(token, "Desk reader")).isSameAs(reader);
    assertThat(reader.connect().atr()).isEqualTo(token.atr());
    assertThatIllegalArgumentException().isThrownBy(() -> readers.insert(token(2), "Desk reader"));
    readers.remove(token);
    assertThat(readers.readers()).containsExactly(reader);
    assertThat(reader.present()).isFalse();
  }

  @Test
  void aTokenIsInOnePlace() {
    readers.insert(token);
    assertThatIllegalArgumentException().isThrownBy(() -> readers.insert(token));
    readers.addReader("other");
    assertThatIllegalArgumentException().isThrownBy(() -> readers.insert(token, "other"));
    assertThatIllegalArgumentException().isThrownBy(() -> readers.insert(token(2), "absent"));
    assertThatIllegalArgumentException().isThrownBy(() -> readers.addReader("other"));
  }

  @Test
  void removalKillsTheChannels() throws ChannelException {
    ApduChannel channel = readers.insert(token).connect();
    channel.transceive(SELECT);
    readers.remove(token);
    assertKind(ChannelException.Kind.REMOVED, () -> channel.transceive(SELECT));
    assertKind(ChannelException.Kind.REMOVED, channel::hold);
    readers.insert(token);
    assertKind(ChannelException.Kind.REMOVED, () -> channel.transceive(SELECT));
    channel.close();
    channel.close();
  }

  @Test
  void anotherProgramsResetIsToldToEachChannelOnce() throws ChannelException {
    Reader reader = readers.insert(token);
    ApduChannel one = reader.connect();
    ApduChannel two = reader.connect();
    one.transceive(SELECT);
    readers.resetByOther(token);
    assertKind(ChannelException.Kind.RESET, () -> one.transceive(SELECT));
    assertThat(TestCard.hex(one.transceive(TestCard.bytes("00FD0000")))).isEqualTo("6D00");
    assertKind(ChannelException.Kind.RESET, two::hold);
    two.hold().close();
    assertThat(TestCard.hex(reader.connect().transceive(SELECT))).endsWith("9000");
  }

  @Test
  void onesOwnResetIsToldToTheOthers() throws ChannelException {
    Reader reader = readers.insert(token);
    ApduChannel one = reader.connect();
    ApduChannel two = reader.connect();
    one.transceive(SELECT);
    readers.reset(one);
    assertThat(TestCard.hex(one.transceive(TestCard.bytes("00FD0000")))).isEqualTo("6D00");
    assertKind(ChannelException.Kind.RESET, () -> two.transceive(SELECT));
    assertThatIllegalArgumentException().isThrownBy(() -> readers.reset(new ForeignChannel()));
  }

  @Test
  void aHoldKeepsOtherChannelsAway() throws Exception {
    Reader reader = readers.insert(token);
    ApduChannel one = reader.connect();
    ApduChannel two = reader.connect();
    ApduChannel.Hold hold = one.hold();
    one.transceive(SELECT);
    assertThatIllegalStateException().isThrownBy(one::hold);
    assertKind(ChannelException.Kind.SHARING, () -> two.transceive(SELECT));
    CompletableFuture<ApduChannel.Hold> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return two.hold();
              } catch (ChannelException e) {
                throw new IllegalStateException(e);
              }
            });
    hold.close();
    hold.close();
    ApduChannel.Hold second = waiting.get(30, TimeUnit.SECONDS);
    assertKind(ChannelException.Kind.SHARING, () -> one.transceive(SELECT));
    two.close();
    one.transceive(SELECT);
    second.close();
  }

  @Test
  void aClosedHoldDoesNotEndTheNextOne() throws ChannelException {
    Reader reader = readers.insert(token);
    ApduChannel one = reader.connect();
    ApduChannel two = reader.connect();
    ApduChannel.Hold first = one.hold();
    first.close();
    ApduChannel.Hold second = one.hold();
    first.close();
    assertKind(ChannelException.Kind.SHARING, () -> two.transceive(SELECT));
    second.close();
    two.transceive(SELECT);
  }

  @Test
  void removalWakesWhoWaitsForAHold() throws Exception {
    Reader reader = readers.insert(token);
    ApduChannel one = reader.connect();
    ApduChannel two = reader.connect();
    one.hold();
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<ChannelException.Kind> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              started.countDown();
              try {
                two.hold();
                throw new AssertionError("held a token that is gone");
              } catch (ChannelException e) {
                return e.kind();
              }
            });
    started.await();
    readers.remove(token);
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(ChannelException.Kind.REMOVED);
  }

  @Test
  void eventsComeInOrder() throws Exception {
    BlockingQueue<ChannelEvent> events = new LinkedBlockingQueue<>();
    ChannelSource.Watch watch = readers.watch(events::add);
    Reader reader = readers.insert(token);
    readers.resetByOther(token);
    readers.remove(token);
    assertThat(next(events)).isEqualTo(new ChannelEvent(ChannelEvent.Kind.INSERTED, reader.name()));
    assertThat(next(events)).isEqualTo(new ChannelEvent(ChannelEvent.Kind.RESET, reader.name()));
    assertThat(next(events)).isEqualTo(new ChannelEvent(ChannelEvent.Kind.REMOVED, reader.name()));
    watch.close();
    readers.insert(token);
    assertThat(events).isEmpty();
  }

  @Test
  void aListenerMayEndItsWatchAndAFailingOneHarmsNobody() throws Exception {
    BlockingQueue<ChannelEvent> events = new LinkedBlockingQueue<>();
    List<ChannelSource.Watch> own = Collections.synchronizedList(new ArrayList<>());
    readers.watch(
        event -> {
          throw new IllegalStateException("a listener's own failure");
        });
    readers.watch(events::add);
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch known = new CountDownLatch(1);
    own.add(
        readers.watch(
            event -> {
              try {
                known.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              own.get(0).close();
              ended.countDown();
            }));
    known.countDown();
    readers.insert(token);
    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(next(events).kind()).isEqualTo(ChannelEvent.Kind.INSERTED);
    readers.remove(token);
    assertThat(next(events).kind()).isEqualTo(ChannelEvent.Kind.REMOVED);
  }

  @Test
  void closingPullsEverything() throws ChannelException {
    readers.addReader("empty");
    ApduChannel channel = readers.insert(token).connect();
    readers.close();
    assertThat(readers.readers()).isEmpty();
    assertKind(ChannelException.Kind.REMOVED, () -> channel.transceive(SELECT));
  }

  private static ChannelEvent next(BlockingQueue<ChannelEvent> events) throws InterruptedException {
    ChannelEvent event = events.poll(30, TimeUnit.SECONDS);
    assertThat(event).isNotNull();
    return event;
  }

  private static void assertKind(
      ChannelException.Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ChannelException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static final class ForeignChannel implements ApduChannel {
    @Override
    public byte[] transceive(byte[] command) {
      return new byte[2];
    }

    @Override
    public byte[] atr() {
      return new byte[0];
    }

    @Override
    public boolean extendedLength() {
      return false;
    }

    @Override
    public void close() {}
  }
}
