package dev.countersign.host.hid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Against a terminal, which blocks and hangs up as hidraw does. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class HidrawChannelTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory;
  private Pty key;
  private HidrawSource source;
  private HidChannel channel;

  @BeforeEach
  void connect() throws IOException {
    key = new Pty();
    Tree tree = new Tree(directory);
    tree.plugKey(0);
    Tree.delete(tree.file(0));
    Files.createSymbolicLink(tree.file(0), key.file());
    source = new HidrawSource(tree.hidraw(), HidrawLink::open);
    channel = source.devices().get(0).connect();
  }

  @AfterEach
  void disconnect() {
    source.close();
    key.close();
  }

  private static byte[] report(int content) {
    byte[] report = new byte[HidChannel.REPORT_BYTES];
    Arrays.fill(report, (byte) content);
    return report;
  }

  private CompletableFuture<byte[]> receiving() throws InterruptedException {
    CompletableFuture<byte[]> received = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                received.complete(channel.receive(LONG).orElseThrow());
              } catch (IOException | RuntimeException e) {
                received.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return received;
  }

  private static void assertGone(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ChannelException.class,
            e -> assertThat(e.kind()).isEqualTo(ChannelException.Kind.REMOVED))
        .hasMessageMatching("the security key at .*hidraw0 is gone");
  }

  private static Throwable failure(CompletableFuture<?> future) throws Exception {
    try {
      throw new AssertionError("" + future.get(30, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  @Test
  void reportsGoBothWays() throws ChannelException {
    channel.send(report(7));
    assertThat(key.read()).hasSize(65).startsWith(0, 7).endsWith(report(7));
    key.write(report(9));
    assertThat(channel.receive(LONG)).hasValueSatisfying(r -> assertThat(r).isEqualTo(report(9)));
  }

  @Test
  void nothingIsReceivedWhereNothingComes() throws ChannelException {
    assertThat(channel.receive(Duration.ZERO)).isEmpty();
    assertThat(channel.receive(Duration.ofMillis(1))).isEmpty();
    assertThat(channel.receive(Duration.ofSeconds(Long.MIN_VALUE))).isEmpty();
  }

  @Test
  void oneSendsWhileAnotherWaits() throws Exception {
    CompletableFuture<byte[]> received = receiving();
    channel.send(report(1));
    assertThat(key.read()).hasSize(65);
    key.write(report(2));
    assertThat(received.get(30, TimeUnit.SECONDS)).isEqualTo(report(2));
  }

  @Test
  void interruptEndsNeitherTheChannelNorTheWait() throws Exception {
    Thread.currentThread().interrupt();
    channel.send(report(1));
    assertThat(key.read()).hasSize(65);
    assertThat(channel.receive(Duration.ofMillis(1))).isEmpty();
    key.write(report(2));
    assertThat(channel.receive(LONG)).isPresent();
    assertThat(Thread.interrupted()).isTrue();
    channel.send(report(3));
    assertThat(key.read()).hasSize(65);
  }

  @Test
  void keyThatIsPulledEndsTheWaitAndTheChannel() throws Exception {
    CompletableFuture<byte[]> received = receiving();
    key.close();
    Throwable failure = failure(received);
    assertGone(
        () -> {
          throw failure;
        });
    assertGone(() -> channel.receive(Duration.ZERO));
    assertGone(() -> channel.receive(LONG));
    assertGone(() -> channel.send(report(0)));
    channel.close();
  }

  @Test
  void partOfAReportIsNone() throws ChannelException {
    key.write(new byte[63]);
    assertThatThrownBy(() -> channel.receive(LONG))
        .isInstanceOfSatisfying(
            ChannelException.class,
            e -> assertThat(e.kind()).isEqualTo(ChannelException.Kind.PROTOCOL))
        .hasMessageContaining("a report of 63 bytes");
    key.write(report(1));
    assertThat(channel.receive(LONG)).isPresent();
  }

  @Test
  void closingEndsTheWaitAndTheThread() throws Exception {
    Thread reader = reader();
    CompletableFuture<byte[]> received = receiving();
    channel.close();
    channel.close();
    assertThat(failure(received)).isInstanceOf(IllegalStateException.class);
    reader.join(LONG.toMillis());
    assertThat(reader.isAlive()).isFalse();
    assertThatThrownBy(() -> channel.send(report(0))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> channel.receive(LONG)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closingTheSourceClosesItsChannels() throws Exception {
    Thread reader = reader();
    source.close();
    reader.join(LONG.toMillis());
    assertThat(reader.isAlive()).isFalse();
    assertThatThrownBy(() -> channel.receive(LONG)).isInstanceOf(IllegalStateException.class);
  }

  /** Reads in the kernel by now, or is about to. */
  private Thread reader() {
    String name = "countersign-hid " + directory.resolve("dev/hidraw0");
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void channelsToOneKeyAreIndependent() throws ChannelException {
    HidChannel second = source.devices().get(0).connect();
    second.close();
    channel.send(report(1));
    assertThat(key.read()).hasSize(65);
  }
}
