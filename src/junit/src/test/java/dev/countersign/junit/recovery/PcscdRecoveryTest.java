package dev.countersign.junit.recovery;

import static dev.countersign.junit.recovery.Signing.SIGN;
import static dev.countersign.junit.recovery.Signing.assertSigns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenEvent;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.pcsc.PcscSource;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.junit.contract.VirtualReader;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.wire.ChannelSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to a real service and its readers, seen by one program that goes on. */
@Tag("native")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PcscdRecoveryTest {
  private final VirtualToken token = Signing.token(Profile.YUBIKEY_5_7, 11111111, "9a");
  private VirtualReader reader;
  private Tokens tokens;
  private SigningKey key;

  @BeforeEach
  void open() throws Exception {
    reader = new VirtualReader(token, 1);
    tokens = Tokens.builder().source(reader.source()).pinEntry(ScriptedPins.factory()).open();
    key = tokens.signingKey(TokenUri.parse("piv:serial=11111111;slot=9a"));
    assertSigns(key);
  }

  @AfterEach
  void close() throws Exception {
    tokens.close();
    reader.close();
    token.close();
    reader.awaitPresent(false);
  }

  @Test
  void pulledAndPluggedInBetweenCallsIsNotNoticed() throws Exception {
    for (int i = 0; i < 3; i++) {
      reader.pull();
      reader.insert();
      assertSigns(key);
    }
  }

  @Test
  void pulledIsSaidAndPluggedInAgainWorks() throws Exception {
    for (int i = 0; i < 3; i++) {
      reader.pull();
      assertThatExceptionOfType(TokenException.Removed.class).isThrownBy(() -> SIGN.apply(key));
      reader.insert();
      assertSigns(key);
    }
  }

  @Test
  void pulledBeforeAnyCommandOfAFirstSignature() throws Exception {
    int boundaries = 0;
    for (int n = 1; ; n++) {
      tokens.close();
      tokens = Tokens.builder().source(reader.source()).pinEntry(ScriptedPins.factory()).open();
      token.injectFaults(FaultSchedule.parse("remove@" + n));
      try {
        key = tokens.signingKey(TokenUri.parse("piv:serial=11111111;slot=9a"));
        assertSigns(key);
        break;
      } catch (TokenException.Removed e) {
        boundaries++;
      }
      token.injectFaults(FaultSchedule.none());
      reader.unplug();
      reader.awaitPresent(false);
      reader.insert();
      assertSigns(tokens.signingKey(TokenUri.parse("piv:serial=11111111;slot=9a")));
    }
    assertThat(boundaries).isGreaterThanOrEqualTo(4);
  }

  @Test
  void resetByAnotherProgramIsCured() throws Exception {
    for (int i = 0; i < 5; i++) {
      OtherProgram.reset(reader.name());
      assertSigns(key);
    }
  }

  @Test
  void serviceKilledAndStartedBetweenCallsIsNotNoticed() throws Exception {
    for (int i = 0; i < 3; i++) {
      PrivatePcscd.kill();
      reader.unplug();
      PrivatePcscd.start();
      reader.insert();
      assertSigns(key);
      assertThat(tokens.of("piv")).hasSize(1);
    }
  }

  /** It is waited for two seconds, in which a busy machine may not have started it. */
  @Test
  void serviceThatIsJustStartingIsWaitedFor() throws Exception {
    boolean signed = false;
    while (!signed) {
      PrivatePcscd.kill();
      reader.unplug();
      long before = System.nanoTime();
      CompletableFuture<byte[]> signature = CompletableFuture.supplyAsync(() -> SIGN.apply(key));
      PrivatePcscd.start();
      reader.insert();
      Duration away = Duration.ofNanos(System.nanoTime() - before);
      signed = signature.handle((made, failure) -> failure == null).get(60, TimeUnit.SECONDS);
      assertThat(signed || away.toSeconds() >= 2).as("given up while away for %s", away).isTrue();
    }
  }

  @Test
  void serviceThatStaysAwayIsSaidAndWorksWhenItIsBack() throws Exception {
    PrivatePcscd.kill();
    reader.unplug();
    assertThatExceptionOfType(TokenException.Unavailable.class)
        .isThrownBy(() -> SIGN.apply(key))
        .withMessageContaining("service");
    assertThatExceptionOfType(TokenException.Unavailable.class)
        .isThrownBy(() -> tokens.find(TokenUri.of("piv")));
    PrivatePcscd.start();
    reader.insert();
    assertSigns(key);
  }

  @Test
  void serviceKilledDuringACallEndsItAndTheNextOneWorks() throws Exception {
    int ended = 0;
    while (ended < 3) { // a call that a busy machine's service outlived is one more try
      token.injectFaults(FaultSchedule.parse("slow:2s@1"));
      CompletableFuture<byte[]> signature = CompletableFuture.supplyAsync(() -> SIGN.apply(key));
      awaitSlowCommand(signature);
      PrivatePcscd.kill();
      reader.unplug();
      Throwable failure = signature.handle((made, thrown) -> thrown).get(60, TimeUnit.SECONDS);
      if (failure != null) {
        assertThat(failure).hasCauseInstanceOf(TokenException.Unavailable.class);
        ended++;
      }
      PrivatePcscd.start();
      reader.insert();
      assertSigns(key);
    }
  }

  /** Until the token takes its time over a command: the thread of its mount sleeps. */
  private static void awaitSlowCommand(CompletableFuture<?> signature) {
    boolean sleeps = false;
    while (!sleeps && !signature.isDone()) {
      sleeps =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().equals("countersign-vpcd"))
              .anyMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING);
    }
  }

  @Test
  void watchesGoOnAfterTheServiceWasKilled() throws Exception {
    BlockingQueue<TokenEvent.Kind> events = new LinkedBlockingQueue<>();
    try (ChannelSource.Watch watch = tokens.watch(event -> events.add(event.kind()))) {
      assertThat(watch).isNotNull();
      PrivatePcscd.kill();
      reader.unplug();
      List<TokenEvent.Kind> seen = new ArrayList<>();
      until(TokenEvent.Kind.SERVICE_LOST, events, seen);
      PrivatePcscd.start();
      reader.insert();
      until(TokenEvent.Kind.SERVICE_BACK, events, seen);
      until(TokenEvent.Kind.INSERTED, events, seen);
      assertSigns(key);
      reader.pull();
      until(TokenEvent.Kind.REMOVED, events, seen);
    }
  }

  private static void until(
      TokenEvent.Kind wanted, BlockingQueue<TokenEvent.Kind> events, List<TokenEvent.Kind> seen)
      throws InterruptedException {
    while (true) {
      TokenEvent.Kind next = events.poll(20, TimeUnit.SECONDS);
      assertThat(next).as("%s after %s", wanted, seen).isNotNull();
      seen.add(next);
      if (next == wanted) {
        return;
      }
    }
  }

  @Test
  void anotherTokenInTheSameReaderIsRefusedBeforeAPinIsSent() throws Exception {
    reader.pull();
    try (VirtualToken other = Signing.token(Profile.YUBIKEY_5_7, 22222222, "9a")) {
      try (VirtualReader second = new VirtualReader(other, 1)) {
        assertThat(second.name()).isEqualTo(reader.name());
        assertThatExceptionOfType(TokenException.Removed.class)
            .isThrownBy(() -> SIGN.apply(key))
            .withMessageContaining("another token");
      }
      assertThat(Signing.triesLeft(other)).isEqualTo(3);
    }
    reader.awaitPresent(false);
    reader.insert();
    assertSigns(key);
  }

  @Test
  void connectionsAreGivenBack() throws Exception {
    long sockets = Signing.openSockets();
    int threads = Thread.activeCount();
    for (int i = 0; i < 30; i++) {
      try (PcscSource source = reader.source();
          Tokens again = Tokens.builder().source(source).pinEntry(ScriptedPins.factory()).open()) {
        assertSigns(again.signingKey(TokenUri.parse("piv:slot=9a")));
        if (i % 10 == 9) {
          PrivatePcscd.kill();
          reader.unplug();
          PrivatePcscd.start();
          reader.insert();
        }
      }
    }
    assertThat(Signing.openSockets()).isLessThanOrEqualTo(sockets);
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
  }
}
