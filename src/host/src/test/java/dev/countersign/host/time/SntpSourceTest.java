package dev.countersign.host.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A time server that says what it should, and all that others may say. */
class SntpSourceTest {
  private static final Duration SHORT = Duration.ofMillis(150);

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT12.5S", "PT-12.5S", "PT2H", "PT-10H", "PT100000H"})
  void differenceIsMeasured(Duration ahead) {
    try (TimeResponder responder = TimeResponder.ahead(ahead)) {
      TimeAnswer.Compared compared = (TimeAnswer.Compared) responder.asked();
      assertThat(compared.offset().plus(ahead).toMillis())
          .isCloseTo(0, within(compared.error().toMillis() + 2));
      assertThat(compared.error()).isGreaterThanOrEqualTo(compared.roundTrip().dividedBy(2));
      assertThat(compared.roundTrip()).isBetween(Duration.ZERO, Duration.ofSeconds(10));
    }
  }

  /** The era of 32-bit seconds ends in 2036 ([RFC5905] 6). */
  @Test
  void timeAfter2036IsAfterNow() {
    try (TimeResponder responder = TimeResponder.ahead(Duration.ofDays(20 * 365))) {
      TimeAnswer.Compared compared = (TimeAnswer.Compared) responder.asked();
      assertThat(compared.offset().toDays()).isEqualTo(-20 * 365);
    }
  }

  @Test
  void nobodyAnswers() {
    try (TimeResponder responder = TimeResponder.bent(packet -> new byte[0])) {
      assertThat(new SntpSource(responder.server(), SHORT).ask())
          .isEqualTo(new TimeAnswer.Silent("it did not answer within 0.15 s"));
    }
  }

  @Test
  void nobodyListens() {
    // Not one that was free just now: the question may be asked from that one.
    assertThat(new SntpSource(new TimeServer("127.0.0.1", 1), SHORT).ask())
        .isInstanceOf(TimeAnswer.Silent.class);
  }

  @Test
  void nameThatLeadsNowhere() {
    SntpSource source =
        new SntpSource(
            TimeServer.AWS,
            SHORT,
            host -> {
              throw new UnknownHostException(host);
            });
    assertThat(source.ask()).isEqualTo(new TimeAnswer.Silent("its name leads to no address"));
    assertThat(source.name()).isEqualTo("time.aws.com");
  }

  @Test
  void lookupThatNeverEnds() {
    Stuck stuck = new Stuck();
    assertThat(new SntpSource(TimeServer.AWS, SHORT, stuck).ask())
        .isEqualTo(new TimeAnswer.Silent("its address was not found within 0.15 s"));
    stuck.release.countDown();
  }

  @Test
  void interruptedQuestionEndsAndStaysInterrupted() {
    Stuck stuck = new Stuck();
    Thread.currentThread().interrupt();
    assertThat(new SntpSource(TimeServer.AWS, Duration.ofMinutes(1), stuck).ask())
        .isEqualTo(new TimeAnswer.Silent("the question was interrupted"));
    assertThat(Thread.interrupted()).isTrue();
    stuck.release.countDown();
  }

  /** A name service that does not answer. */
  private static final class Stuck implements SntpSource.Resolver {
    private final CountDownLatch release = new CountDownLatch(1);

    @Override
    public InetAddress resolve(String host) throws UnknownHostException {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new UnknownHostException(host);
    }
  }

  /** Byte 0 is leap indicator, version and mode; byte 1 the stratum; 4 and 8 delay, dispersion. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0x23 | what came is not the answer of a time server",
        "0 | 0x25 | what came is not the answer of a time server",
        "0 | 0x26 | what came is not the answer of a time server",
        "0 | 0xE4 | its own clock is not set",
        "1 | 0x10 | its own clock is not set",
        "1 | 0xFF | its own clock is not set",
        "1 | 0x00 | it wants to be asked no more",
        "5 | 0x03 | its own clock may be off by 1.505 s",
        "9 | 0x01 | its own clock may be off by 1.005 s",
        "4 | 0xFF | its own clock may be off by 32640.005 s",
        "24 | 0x77 | it answered another question than ours",
        "31 | 0x77 | it answered another question than ours",
      })
  void nonsenseIsNotBelieved(int offset, String value, String reason) {
    try (TimeResponder responder = TimeResponder.with(offset, Integer.decode(value))) {
      assertThat(responder.objection()).contains(reason);
    }
  }

  @Test
  void kissOfDeathSaysWhy() {
    try (TimeResponder responder =
        TimeResponder.bent(
            packet -> {
              packet[1] = 0;
              System.arraycopy(new byte[] {'R', 'A', 'T', 'E'}, 0, packet, 12, 4);
              return packet;
            })) {
      assertThat(responder.objection()).contains("it wants to be asked no more (RATE)");
    }
  }

  @Test
  void kissCodeOfControlCharactersIsNotRepeated() {
    try (TimeResponder responder =
        TimeResponder.bent(
            packet -> {
              packet[1] = 0;
              System.arraycopy(new byte[] {0x1B, '[', '2', 'J'}, 0, packet, 12, 4);
              return packet;
            })) {
      assertThat(responder.objection()).contains("it wants to be asked no more");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 40})
  void missingTimeIsNone(int offset) {
    try (TimeResponder responder = TimeResponder.with(offset, 0, 0, 0, 0, 0, 0, 0, 0)) {
      assertThat(responder.objection()).contains("it tells no time");
    }
  }

  @Test
  void answerSentBeforeTheQuestionCame() {
    try (TimeResponder responder = TimeResponder.with(40, 0x80, 0, 0, 0)) {
      assertThat(responder.objection()).contains("its time stamps do not fit together");
    }
  }

  @Test
  void answerThatTookLongerThanWeWaited() {
    try (TimeResponder responder =
        TimeResponder.bent(
            packet -> {
              packet[43] += 100;
              return packet;
            })) {
      assertThat(responder.objection()).contains("its time stamps do not fit together");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 31, 32, 47})
  void cutAnswerIsNotBelieved(int length) {
    try (TimeResponder responder = TimeResponder.bent(packet -> Arrays.copyOf(packet, length))) {
      assertThat(responder.objection()).isPresent();
    }
  }

  @Test
  void noiseIsNotBelieved() {
    byte[] noise = new byte[1200];
    Arrays.fill(noise, (byte) 0xA5);
    try (TimeResponder responder = TimeResponder.bent(packet -> noise)) {
      assertThat(responder.objection()).isPresent();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "time.aws.com, time.aws.com, 123, time.aws.com",
    "ntp.example.com:1123, ntp.example.com, 1123, ntp.example.com:1123",
    "192.0.2.7, 192.0.2.7, 123, 192.0.2.7",
    "[2001:db8::1], 2001:db8::1, 123, [2001:db8::1]",
    "[2001:db8::1]:124, 2001:db8::1, 124, [2001:db8::1]:124",
  })
  void serverIsNamed(String text, String host, int port, String name) {
    TimeServer server = TimeServer.parse(text);
    assertThat(server).isEqualTo(new TimeServer(host, port));
    assertThat(server).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":123", "a:0", "a:65536", "a:b", "a b", "2001:db8::1", "[::1", "a/b", "a\nb"})
  void whatIsNoServer(String text) {
    assertThatThrownBy(() -> TimeServer.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("\n");
  }
}
