package dev.countersign.simulator.hid;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** [CTAP2.1] 11.2: what happens while the key works on a message. */
@Timeout(60)
class CtapHidWorkTest {
  private static final String TOUCH = "90 0001 01";
  private static final String SLOW = "90 0001 02";

  private final HidBench bench = HidBench.threaded();
  private final String one = bench.channel();
  private final String two = bench.channel();

  @AfterEach
  void end() {
    bench.key.touch();
  }

  private void begin(String command) throws InterruptedException {
    bench.send(one + command);
    bench.key.awaitWork();
  }

  private void wantsTouch() throws InterruptedException {
    begin(TOUCH);
    assertThat(bench.next()).isEqualTo(one + "bb000102");
  }

  @Test
  void theHostHearsAtOnceThatAFingerIsMissingAndThenTenTimesASecond() throws Exception {
    wantsTouch();
    for (int i = 0; i < 5; i++) {
      bench.timer.pass(Duration.ofMillis(99));
      bench.assertSilent();
      bench.timer.pass(Duration.ofMillis(1));
      assertThat(bench.next()).isEqualTo(one + "bb000102");
    }
    bench.key.touch();
    assertThat(bench.next()).isEqualTo(one + "90000100");
    bench.timer.pass(Duration.ofSeconds(1));
    bench.assertSilent();
    assertThat(bench.timer.waiting()).isZero();
  }

  @Test
  void aSlowKeySaysThatItWorks() throws Exception {
    begin(SLOW);
    bench.assertSilent();
    bench.timer.pass(Duration.ofMillis(200));
    assertThat(bench.next()).isEqualTo(one + "bb000101");
    assertThat(bench.next()).isEqualTo(one + "bb000101");
    bench.assertSilent();
  }

  @Test
  void aCancelledMessageIsAnsweredAndCancelIsNot() throws Exception {
    wantsTouch();
    bench.send(one + "91 0000");
    assertThat(bench.next()).isEqualTo(one + "9000012d");
    bench.assertSilent();
  }

  @Test
  void cancelWithoutWorkOrOnAnotherChannelDoesNothing() throws Exception {
    bench.send(one + "91 0000");
    bench.assertSilent();
    wantsTouch();
    bench.send(two + "91 0000");
    bench.assertSilent();
    bench.key.touch();
    assertThat(bench.next()).isEqualTo(one + "90000100");
  }

  @Test
  void cancelledTwiceIsAnsweredOnce() throws Exception {
    wantsTouch();
    bench.send(one + "91 0000");
    bench.send(one + "91 0000");
    assertThat(bench.next()).isEqualTo(one + "9000012d");
    bench.assertSilent();
  }

  @Test
  void everyoneElseIsToldThatTheDeviceIsBusy() throws Exception {
    wantsTouch();
    assertThat(bench.exchange(two + "81 0001 01")).isEqualTo(two + "bf000106");
    assertThat(bench.exchange(two + "90 0001 EE")).isEqualTo(two + "bf000106");
    assertThat(bench.exchange(one + "81 0001 01")).isEqualTo(one + "bf000106");
    assertThat(bench.channel()).isEqualTo("00000003");
    assertThat(bench.exchange(two + HidBench.INIT)).startsWith(two + "860011");
    bench.key.touch();
    assertThat(bench.next()).isEqualTo(one + "90000100");
    assertThat(bench.exchange(two + "81 0001 01")).isEqualTo(two + "81000101");
  }

  @Test
  void initOnTheChannelEndsTheWorkWithoutAnAnswer() throws Exception {
    wantsTouch();
    assertThat(bench.exchange(one + HidBench.INIT)).startsWith(one + "860011");
    assertThat(bench.exchange(one + "81 0001 05")).isEqualTo(one + "81000105");
    bench.timer.pass(Duration.ofSeconds(1));
    bench.assertSilent();
  }

  @Test
  void pullingItEndsTheWorkWithoutAnAnswer() throws Exception {
    wantsTouch();
    bench.device.unplug();
    bench.timer.pass(Duration.ofSeconds(1));
    bench.assertSilent();
    assertThat(bench.timer.waiting()).isZero();
  }

  @Test
  void aLongRequestAndALongAnswerStayInOnePiece() throws Exception {
    bench.send(one + "90 0003 031DB9");
    assertThat(bench.next()).startsWith(one + "901db9");
    for (int sequence = 0; sequence < 128; sequence++) {
      assertThat(bench.next()).startsWith(one + "%02x".formatted(sequence));
    }
    bench.assertSilent();
  }
}
