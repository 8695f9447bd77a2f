package dev.countersign.simulator.hid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.card.Firmware;
import dev.countersign.simulator.fido.EchoKey;
import dev.countersign.simulator.fido.EnabledProtocols;
import dev.countersign.simulator.fido.FidoFraming;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A device with a key that echoes, in hexadecimal. */
final class HidBench {
  static final String INIT = "86 0008 0102030405060708";

  final EchoKey key = new EchoKey();
  final ManualTimer timer = new ManualTimer();
  final AtomicInteger executed = new AtomicInteger();
  final CtapHidDevice device;
  private final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
  private boolean ctap2 = true;
  private boolean u2f = true;

  HidBench(int maxMessageBytes, Executor executor) {
    device =
        new CtapHidDevice(
            key,
            new FidoFraming(maxMessageBytes, false, new Firmware(5, 7, 4)),
            new EnabledProtocols(() -> ctap2, () -> u2f),
            new CtapHidDevice.Surroundings(
                timer,
                executor,
                page ->
                    page < 2 ? Optional.of(new byte[] {2, 0x10, (byte) page}) : Optional.empty(),
                executed::incrementAndGet));
    device.plugIn(sent::add);
  }

  /** Executes at once, on the thread that sends. */
  static HidBench direct() {
    return new HidBench(FidoFraming.LONGEST_MESSAGE, Runnable::run);
  }

  /** Executes on a thread of its own. */
  static HidBench threaded() {
    return new HidBench(
        FidoFraming.LONGEST_MESSAGE,
        task -> {
          Thread thread = new Thread(task, "simulated-key");
          thread.setDaemon(true);
          thread.start();
        });
  }

  void enable(boolean ctap2Now, boolean u2fNow) {
    ctap2 = ctap2Now;
    u2f = u2fNow;
  }

  /** Allocates a channel; the number in hexadecimal. */
  String channel() {
    String answer = exchange("FFFFFFFF" + INIT);
    assertThat(answer).startsWith("ffffffff8600110102030405060708");
    return answer.substring(30, 38);
  }

  static byte[] report(String hex) {
    return Arrays.copyOf(HexFormat.of().parseHex(hex.replace(" ", "")), 64);
  }

  /** Sends a report, filled up with zeros. */
  void send(String hex) {
    device.receive(report(hex));
  }

  /** Sends a report and takes one. */
  String exchange(String hex) {
    send(hex);
    return next();
  }

  /** The next report of the device's: header and as much data as it announces. */
  String next() {
    byte[] report = poll();
    int length = (report[5] & 0xFF) << 8 | report[6] & 0xFF;
    boolean first = report[4] < 0;
    int end = first ? Math.min(64, 7 + length) : 64;
    return HexFormat.of().formatHex(report, 0, end).toLowerCase(Locale.ROOT);
  }

  private byte[] poll() {
    try {
      byte[] report = sent.poll(20, TimeUnit.SECONDS);
      assertThat(report).as("a report within 20 s").isNotNull();
      return report;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Fails when the device sent anything that was not taken. */
  void assertSilent() {
    assertThat(sent).isEmpty();
  }

  /** Takes all reports that were sent; each has 64 bytes. */
  void drop() {
    for (byte[] report = sent.poll(); report != null; report = sent.poll()) {
      assertThat(report).hasSize(64);
    }
  }

  /** The number of reports that were sent and not taken. */
  int waiting() {
    return sent.size();
  }
}
