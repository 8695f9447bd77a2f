package dev.countersign.fido.hid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Lane;
import dev.countersign.device.PinEntry;
import dev.countersign.device.Ports;
import dev.countersign.device.Presence;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import dev.countersign.device.fido.Cancellation;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.Verification;
import dev.countersign.fido.Requests;
import dev.countersign.fido.ctap.KeyToken;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedHidSource;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidDevice;
import dev.countersign.wire.Reader;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another program uses the same key on USB at the same time. */
class TwoProgramsTest {
  private static final byte[] SELECTION = {0x0B};

  private final CountDownLatch touched = new CountDownLatch(1);
  private final CountDownLatch blinking = new CountDownLatch(1);
  private final SimulatedHidSource usb = new SimulatedHidSource();
  private final VirtualToken key =
      VirtualToken.builder(Profile.SECURITY_KEY)
          .world(World.builder().seed(1).presence(purpose -> awaits()).build())
          .build();
  private final Tokens tokens = Tokens.builder().source(new HidSecurityKeys(List.of(usb))).open();
  private HidConnection other;
  private SecurityKey ours;

  private boolean awaits() {
    blinking.countDown();
    try {
      return touched.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      return false;
    }
  }

  @BeforeEach
  void plugIn() throws ChannelException {
    HidDevice device = usb.insert(key);
    other = HidConnection.open(device.connect(), new SecureRandom(), line -> {});
    Token token = tokens.of("fido").get(0);
    ours = token.require(SecurityKey.class);
    ours.info();
  }

  @AfterEach
  void close() {
    other.close();
    tokens.close();
    key.close();
  }

  private void otherWaitsForATouch() throws Exception {
    other.send(CtapHid.CBOR, SELECTION);
    assertThat(blinking.await(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void aKeyThatAnotherProgramUsesIsWaitedFor() throws Exception {
    otherWaitsForATouch();
    CompletableFuture<MadeCredential> made =
        CompletableFuture.supplyAsync(
            () -> ours.make(Requests.make(Verification.DISCOURAGED), Ceremony.of("sign in")));
    touched.countDown();
    assertThat(made.get(1, TimeUnit.MINUTES).id()).isNotNull();
  }

  @Test
  void whatAnotherProgramDoesIsNotDisturbedByThis() throws Exception {
    otherWaitsForATouch();
    Ceremony brief = new Ceremony("sign in", Duration.ofMillis(300), new Cancellation());
    assertThatThrownBy(() -> ours.make(Requests.make(Verification.DISCOURAGED), brief))
        .isInstanceOf(TokenException.Unavailable.class)
        .hasMessageContaining("another program");
    touched.countDown();
    while (true) {
      HidMessage answer = other.receive(Duration.ofMinutes(1)).orElseThrow();
      if (answer.command() != CtapHid.KEEPALIVE) {
        assertThat(answer.command()).isEqualTo(CtapHid.CBOR);
        assertThat(answer.data()).containsExactly(0);
        break;
      }
    }
    assertThat(ours.make(Requests.make(Verification.DISCOURAGED), Ceremony.of("sign in")).id())
        .isNotNull();
  }

  /** The message of U2F has no answer by which a key could say that it was told to stop. */
  @Test
  void anOldKeyThatIsBusyAllTheTimeIsGivenUpWhateverWasAsked() {
    ScriptedHid old = new ScriptedHid(0);
    old.onFrame(frame -> old.says(ScriptedHid.CHANNEL, CtapHid.ERROR, (byte) CtapHid.CHANNEL_BUSY));
    Reader reader = new HidReader(old.device(), new SecureRandom(), line -> {});
    try (Lane lane = new Lane(reader)) {
      Ports ports =
          new Ports(Clock.systemUTC(), new SecureRandom(), PinEntry.none(), Presence.silent());
      SecurityKey key =
          KeyToken.onUsb(lane, ports, "", false, Optional.empty()).require(SecurityKey.class);
      Ceremony brief = new Ceremony("sign in", Duration.ofMillis(50), new Cancellation());
      Identifier id = Identifier.of(new byte[64]);
      assertThatThrownBy(() -> key.make(Requests.make(Verification.DISCOURAGED), brief))
          .isInstanceOf(TokenException.Unavailable.class)
          .hasMessageContaining("another program");
      assertThatThrownBy(() -> key.prove(Requests.prove(Verification.DISCOURAGED, id), brief))
          .isInstanceOf(TokenException.Unavailable.class)
          .hasMessageContaining("another program");
    }
  }

  @Test
  void anotherProgramThatOpensTheKeyMeanwhileDoesNotDisturbOurs() throws Exception {
    touched.countDown();
    for (int i = 0; i < 5; i++) {
      HidConnection third =
          HidConnection.open(usb.devices().get(0).connect(), new SecureRandom(), line -> {});
      assertThat(ours.make(Requests.make(Verification.DISCOURAGED), Ceremony.of("sign in")).id())
          .isNotNull();
      third.close();
    }
  }
}
