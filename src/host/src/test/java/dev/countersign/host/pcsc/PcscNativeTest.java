package dev.countersign.host.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.smartcardio.Card;
import javax.smartcardio.CardTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The PC/SC source against a real daemon and a virtual reader. */
@NeedsPcscd
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("try") // a watch runs while its block does
class PcscNativeTest {
  private static final byte[] COMMAND = {0x00, (byte) 0xCB, 0x3F, (byte) 0xFF, 0x00};

  private final PcscSource source =
      new PcscSource(
          name -> name.equals(Harness.reader()), () -> new BackendChoice(new JnaBackend(), "test"));
  private final BlockingQueue<ChannelEvent> events = new LinkedBlockingQueue<>();

  @BeforeEach
  void waitUntilTheLastCardWasNoticedGone() throws Exception {
    reader(false);
  }

  @AfterEach
  void close() {
    source.close();
  }

  private Reader reader(boolean present) throws Exception {
    return reader(source, present);
  }

  /** Waits until the daemon has noticed that the card was put in or pulled out. */
  static Reader reader(PcscSource source, boolean present) throws Exception {
    BlockingQueue<Boolean> wakes = new LinkedBlockingQueue<>();
    try (PcscSource other = new PcscSource(name -> name.equals(Harness.reader()));
        ChannelSource.Watch watch = other.watch(event -> wakes.add(true))) {
      while (true) {
        Reader reader = source.readers().get(0);
        if (reader.present() == present) {
          return reader;
        }
        wakes.poll(200, TimeUnit.MILLISECONDS);
      }
    }
  }

  private ChannelEvent next() throws InterruptedException {
    ChannelEvent event = events.poll(20, TimeUnit.SECONDS);
    assertThat(event).as("an event").isNotNull();
    return event;
  }

  private static ChannelEvent event(ChannelEvent.Kind kind) {
    boolean service =
        kind == ChannelEvent.Kind.SERVICE_LOST || kind == ChannelEvent.Kind.SERVICE_BACK;
    return new ChannelEvent(kind, service ? "pcsc" : Harness.reader());
  }

  private static ChannelException.Kind kindOf(Throwable thrown) {
    assertThat(thrown).isInstanceOf(ChannelException.class);
    return ((ChannelException) thrown).kind();
  }

  @Test
  void listsAnEmptyReaderAndSendsNothingWhenThereIsACard() throws Exception {
    assertThat(reader(false).name()).isEqualTo(Harness.reader());
    try (VpcdCard card = new VpcdCard(command -> VpcdCard.response(new byte[0], 0x9000))) {
      assertThat(reader(true).simulated()).isFalse();
      assertThat(card.commands).isEmpty();
      assertThat(card.resets).isEmpty();
    }
    reader(false);
  }

  @Test
  void reportsInsertionAndRemovalOnce() throws Exception {
    reader(false);
    try (ChannelSource.Watch watch = source.watch(events::add)) {
      VpcdCard card = new VpcdCard(command -> VpcdCard.response(new byte[0], 0x9000));
      assertThat(next()).isEqualTo(event(ChannelEvent.Kind.INSERTED));
      card.close();
      assertThat(next()).isEqualTo(event(ChannelEvent.Kind.REMOVED));
    }
    assertThat(events).isEmpty();
  }

  @Test
  void returnsA61xxOfAFourByteCommandAndSendsNothingElse() throws Exception {
    try (VpcdCard card = new VpcdCard(VpcdCard.chained(VpcdCard.pattern(600)));
        ApduChannel channel = reader(true).connect()) {
      byte[] response = channel.transceive(HexFormat.of().parseHex("00A40400"));
      assertThat(response).isEqualTo(VpcdCard.response(VpcdCard.pattern(250), 0x61FA));
      assertThat(card.commands).containsExactly("00A40400");
    }
  }

  @Test
  void carriesEightThousandBytesInOneResponse() throws Exception {
    byte[] expected = VpcdCard.response(VpcdCard.pattern(8000), 0x9000);
    try (VpcdCard card = new VpcdCard(command -> expected);
        ApduChannel channel = reader(true).connect()) {
      byte[] command = HexFormat.of().parseHex("00CB3FFF0000055C035FC1050000");
      assertThat(channel.transceive(command)).isEqualTo(expected);
      assertThat(card.commands).containsExactly("00CB3FFF0000055C035FC1050000");
    }
  }

  @Test
  void carriesTheLongestResponseThatTheVirtualReaderCan() throws Exception {
    byte[] expected = VpcdCard.response(VpcdCard.pattern(65_533), 0x9000);
    try (VpcdCard card = new VpcdCard(command -> expected);
        ApduChannel channel = reader(true).connect()) {
      assertThat(channel.transceive(COMMAND)).isEqualTo(expected);
      assertThat(card.commands).hasSize(1);
    }
  }

  @Test
  void carriesEightThousandBytesInPiecesThatTheCallerAsksFor() throws Exception {
    byte[] data = VpcdCard.pattern(8000);
    try (VpcdCard card = new VpcdCard(VpcdCard.chained(data));
        ApduChannel channel = reader(true).connect()) {
      assertThat(collect(channel)).isEqualTo(data);
      assertThat(card.commands).hasSize(32);
    }
  }

  private static byte[] collect(ApduChannel channel) throws ChannelException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    byte[] response = channel.transceive(COMMAND);
    while (true) {
      data.write(response, 0, response.length - 2);
      if (response[response.length - 2] != 0x61) {
        assertThat(response).endsWith(0x90, 0x00);
        return data.toByteArray();
      }
      response =
          channel.transceive(
              new byte[] {0x00, (byte) 0xC0, 0x00, 0x00, response[response.length - 1]});
    }
  }

  @Test
  void neverSendsACommandAgainThatWasAnswered6Cxx() throws Exception {
    try (VpcdCard card = new VpcdCard(command -> new byte[] {0x6C, 0x10});
        ApduChannel channel = reader(true).connect()) {
      byte[] verify = HexFormat.of().parseHex("0020008008313233343536FFFF");
      assertThat(channel.transceive(verify)).containsExactly(0x6C, 0x10);
      assertThat(card.commands).containsExactly("0020008008313233343536FFFF");
    }
  }

  @Test
  void worksOnAfterAResetByAnotherProgramAndReportsItOnce() throws Exception {
    try (VpcdCard card = new VpcdCard(command -> new byte[] {(byte) 0x90, 0x00});
        ApduChannel channel = reader(true).connect();
        ChannelSource.Watch watch = source.watch(events::add)) {
      channel.transceive(COMMAND);
      resetByAnother();
      assertThatThrownBy(channel::hold)
          .satisfies(e -> assertThat(kindOf(e)).isEqualTo(ChannelException.Kind.RESET));
      assertThat(next()).isEqualTo(event(ChannelEvent.Kind.RESET));
      try (ApduChannel.Hold hold = channel.hold()) {
        assertThat(channel.transceive(COMMAND)).containsExactly(0x90, 0x00);
        assertThat(hold.transferable()).isTrue();
      }
      resetByAnother();
      assertThatThrownBy(() -> channel.transceive(COMMAND))
          .satisfies(e -> assertThat(kindOf(e)).isEqualTo(ChannelException.Kind.RESET));
      assertThat(channel.transceive(COMMAND)).containsExactly(0x90, 0x00);
      assertThat(card.resets).hasSize(2);
    }
  }

  static void resetByAnother() throws Exception {
    try (Backend.Context other = new JnaBackend().open()) {
      connectAs(other, "*").disconnect(true);
    }
  }

  private static Card connectAs(Backend.Context other, String protocol) throws Exception {
    for (CardTerminal terminal : other.terminals().list()) {
      if (terminal.getName().equals(Harness.reader())) {
        return terminal.connect(protocol);
      }
    }
    throw new AssertionError("no reader");
  }

  @Test
  void leavesTheCardAsItIsWhenItCloses() throws Exception {
    try (VpcdCard card = new VpcdCard(command -> new byte[] {(byte) 0x90, 0x00})) {
      for (int i = 0; i < 3; i++) {
        try (ApduChannel channel = reader(true).connect();
            ApduChannel.Hold hold = channel.hold()) {
          channel.transceive(COMMAND);
        }
      }
      assertThat(card.resets).isEmpty();
      assertThat(card.commands).hasSize(3);
    }
  }

  @Test
  void saysThatAnotherProgramHoldsTheCardExclusively() throws Exception {
    try (VpcdCard card = new VpcdCard(command -> new byte[] {(byte) 0x90, 0x00});
        Backend.Context other = new JnaBackend().open()) {
      Reader reader = reader(true);
      Card exclusive = connectAs(other, "EXCLUSIVE;*");
      assertThatThrownBy(reader::connect)
          .satisfies(e -> assertThat(kindOf(e)).isEqualTo(ChannelException.Kind.SHARING));
      exclusive.disconnect(false);
      reader.connect().close();
    }
  }

  @Test
  void saysRemovedWhenTheCardIsPulledOutInTheMiddleOfACommand() throws Exception {
    try (VpcdCard card = new VpcdCard(command -> null);
        ApduChannel channel = reader(true).connect()) {
      assertThatThrownBy(() -> channel.transceive(COMMAND))
          .satisfies(e -> assertThat(kindOf(e)).isEqualTo(ChannelException.Kind.REMOVED));
      assertThatThrownBy(() -> channel.transceive(COMMAND))
          .satisfies(e -> assertThat(kindOf(e)).isEqualTo(ChannelException.Kind.REMOVED));
    }
    Reader empty = reader(false);
    assertThatThrownBy(empty::connect)
        .satisfies(e -> assertThat(kindOf(e)).isEqualTo(ChannelException.Kind.REMOVED));
  }

  @Test
  void saysRemovedWhenTheCardWasPulledOutAndPutInAgain() throws Exception {
    VpcdCard first = new VpcdCard(command -> new byte[] {(byte) 0x90, 0x00});
    try (ApduChannel channel = reader(true).connect()) {
      channel.transceive(COMMAND);
      first.close();
      reader(false);
      try (VpcdCard second = new VpcdCard(command -> new byte[] {(byte) 0x90, 0x00})) {
        Reader again = reader(true);
        assertThatThrownBy(channel::hold)
            .satisfies(e -> assertThat(kindOf(e)).isEqualTo(ChannelException.Kind.REMOVED));
        try (ApduChannel anew = again.connect()) {
          assertThat(anew.transceive(COMMAND)).containsExactly(0x90, 0x00);
        }
        assertThat(second.commands).hasSize(1);
      }
    }
  }

  @Test
  void keepsOtherConnectionsOutWhileItHolds() throws Exception {
    try (VpcdCard card = new VpcdCard(command -> new byte[] {(byte) 0x90, 0x00});
        ApduChannel mine = reader(true).connect();
        ApduChannel other = source.readers().get(0).connect()) {
      ApduChannel.Hold hold = mine.hold();
      CountDownLatch begun = new CountDownLatch(1);
      CompletableFuture<byte[]> theirs =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  begun.countDown();
                  return other.transceive(HexFormat.of().parseHex("00DD000000"));
                } catch (ChannelException e) {
                  throw new IllegalStateException(e);
                }
              },
              work -> new Thread(work, "their-program").start());
      begun.await();
      for (int i = 0; i < 20; i++) {
        mine.transceive(COMMAND);
      }
      assertThat(card.commands).doesNotContain("00DD000000").hasSize(20);
      Thread releaser = new Thread(hold::close, "releaser");
      releaser.start();
      releaser.join();
      assertThat(theirs.get()).containsExactly(0x90, 0x00);
    }
  }

  @Test
  void survivesADaemonThatWasKilledAndStartedAgain() throws Exception {
    VpcdCard first = new VpcdCard(command -> new byte[] {(byte) 0x90, 0x00});
    ApduChannel before = reader(true).connect();
    try (ChannelSource.Watch watch = source.watch(events::add)) {
      before.transceive(COMMAND);
      Harness.stop();
      try {
        assertThatThrownBy(() -> before.transceive(COMMAND))
            .satisfies(e -> assertThat(kindOf(e)).isEqualTo(ChannelException.Kind.SERVICE));
        assertThatThrownBy(before::hold)
            .satisfies(e -> assertThat(kindOf(e)).isEqualTo(ChannelException.Kind.SERVICE));
        assertThatThrownBy(source::readers)
            .satisfies(e -> assertThat(kindOf(e)).isEqualTo(ChannelException.Kind.SERVICE));
        assertThat(next()).isEqualTo(event(ChannelEvent.Kind.SERVICE_LOST));
      } finally {
        Harness.start();
      }
      assertThat(next()).isEqualTo(event(ChannelEvent.Kind.SERVICE_BACK));
      before.close();
      first.close();
      try (VpcdCard second = new VpcdCard(command -> new byte[] {(byte) 0x90, 0x00})) {
        assertThat(next()).isEqualTo(event(ChannelEvent.Kind.INSERTED));
        try (ApduChannel after = reader(true).connect()) {
          assertThat(after.transceive(COMMAND)).containsExactly(0x90, 0x00);
        }
        assertThat(second.commands).hasSize(1);
      }
    }
  }

  @Test
  void reportsAServiceThatIsAwayOnceAndFindsItWhenItComes() throws Exception {
    Harness.stop();
    try (ChannelSource.Watch watch = source.watch(events::add)) {
      assertThat(next()).isEqualTo(event(ChannelEvent.Kind.SERVICE_LOST));
    } finally {
      Harness.start();
    }
    try (ChannelSource.Watch watch = source.watch(events::add)) {
      assertThat(source.readers()).hasSize(1);
    }
    assertThat(events).isEmpty();
  }

  @Test
  void bufferFormOfTheLibraryIsExactToo() throws Exception {
    byte[] data = VpcdCard.pattern(8000);
    try (VpcdCard card = new VpcdCard(VpcdCard.chained(data));
        Backend.Context context = new JnaBackend().open()) {
      reader(true);
      Card connected = connectAs(context, "*");
      JnaExchange exchange =
          new JnaExchange(
              (jnasmartcardio.Smartcardio.JnaCardChannel) connected.getBasicChannel(), false);
      assertThat(exchange.transceive(HexFormat.of().parseHex("00A40400")))
          .isEqualTo(VpcdCard.response(Arrays.copyOf(data, 250), 0x61FA));
      assertThat(exchange.transceive(COMMAND))
          .isEqualTo(VpcdCard.response(Arrays.copyOf(data, 2000), 0x61FA));
      connected.disconnect(false);
    }
  }

  /** In a process of its own: the JDK's library is lost once the daemon was restarted. */
  @Test
  void theJdksOwnLibraryFollows61xxItselfAndIsExact() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SunScenario.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
