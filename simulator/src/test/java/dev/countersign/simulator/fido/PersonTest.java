package dev.countersign.simulator.fido;

import static org.assertj.core.api.Assertions.assertThat;

import com.yubico.yubikit.core.application.CommandException;
import com.yubico.yubikit.fido.ctap.ClientPin;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A person who comes, does not come, declines, or is too late; and built-in verification. */
@Timeout(20)
class PersonTest {
  private static final byte[] SELECTION = {0x0B};
  private static final byte[] RESET = {0x07};

  private final CountDownLatch forever = new CountDownLatch(1);
  private FidoCase key;

  @BeforeEach
  void open() throws IOException {
    key = new FidoCase(FidoFeatures.yubikey57());
  }

  private boolean waits() {
    try {
      forever.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private int status(byte[] request, Attention attention) {
    return key.authenticator().ctap2(request, attention)[0];
  }

  @Test
  void chooses() throws IOException {
    assertThat(status(SELECTION, FidoCase.PATIENT)).isZero();
    assertThat(key.purposes()).containsExactly("fido selection");
    key.person(purpose -> false);
    assertThat(status(SELECTION, FidoCase.PATIENT)).isEqualTo(0x2F);
    key = new FidoCase(FidoFeatures.fido20());
    key.person(purpose -> false);
    assertThat(status(RESET, FidoCase.PATIENT)).isEqualTo(0x3A);
    assertThat(status(SELECTION, FidoCase.PATIENT)).isEqualTo(0x01);
  }

  @Test
  void declines() {
    key.person(
        purpose -> {
          throw new IllegalStateException("no");
        });
    assertThat(status(SELECTION, FidoCase.PATIENT)).isEqualTo(0x27);
  }

  @Test
  void isLeftAloneWhenThePlatformCancels() {
    key.person(purpose -> waits());
    AtomicInteger kept = new AtomicInteger();
    Attention attention =
        new Attention() {
          @Override
          public void keepAlive(Status status) {
            assertThat(status.code()).isEqualTo(2);
            kept.incrementAndGet();
          }

          @Override
          public boolean cancelled() {
            return kept.get() >= 3;
          }
        };
    assertThat(status(SELECTION, attention)).isEqualTo(0x2D);
    assertThat(kept).hasValue(3);
    key.person(purpose -> true);
    assertThat(status(SELECTION, FidoCase.PATIENT)).isZero();
  }

  @Test
  void pullsTheKeyInsteadOfTouchingIt() throws IOException {
    long counter = key.state().counter();
    key.person(
        purpose -> {
          key.authenticator().powerOff();
          return true;
        });
    assertThat(key.status(1, FidoCase.make(FidoCase.RP, -7).build())).isEqualTo(0x7F);
    assertThat(key.state().counter()).isEqualTo(counter);
    key.authenticator().powerOn();
    key.person(purpose -> true);
    assertThat(key.status(1, FidoCase.make(FidoCase.RP, -7).build())).isZero();
  }

  @Test
  void choosesAKeyByAPinParameterWithoutBytes() throws IOException, CommandException {
    CborMap make = FidoCase.make(FidoCase.RP, -7).put(8, new byte[0]).build();
    CborMap get = Cbor.map().put(1, FidoCase.RP).put(2, FidoCase.HASH).put(6, new byte[0]).build();
    assertThat(key.status(1, make)).isEqualTo(0x35);
    assertThat(key.status(2, get)).isEqualTo(0x35);
    key.pin(2).setPin(FidoCase.PIN);
    assertThat(key.status(1, make)).isEqualTo(0x31);
    key.person(purpose -> false);
    assertThat(key.status(1, make)).isEqualTo(0x2F);
  }

  @Test
  void resetsInTheFirstTenSeconds() throws IOException, CommandException {
    key.pin(2).setPin(FidoCase.PIN);
    key.clock().advance(Duration.ofSeconds(11));
    assertThat(status(RESET, FidoCase.PATIENT)).isEqualTo(0x30);
    key.powerCycle();
    key.clock().advance(Duration.ofSeconds(10));
    key.person(purpose -> false);
    assertThat(status(RESET, FidoCase.PATIENT)).isEqualTo(0x2F);
    assertThat(key.state().pin().isSet()).isTrue();
    key.person(purpose -> true);
    byte[] before = key.state().deviceKey();
    assertThat(status(RESET, FidoCase.PATIENT)).isZero();
    assertThat(key.state().pin().isSet()).isFalse();
    assertThat(key.state().deviceKey()).isNotEqualTo(before);
  }

  private void openWithVerification() throws IOException {
    FidoFeatures plain = FidoFeatures.yubikey57();
    key =
        new FidoCase(
            new FidoFeatures(
                "Bio",
                plain.aaguid(),
                plain.firmware(),
                plain.generation(),
                plain.algorithms(),
                Set.of(FidoFeatures.Option.BUILT_IN_VERIFICATION),
                plain.maxCredentials()));
  }

  @Test
  void isVerifiedByTheKeyItself() throws IOException, CommandException {
    openWithVerification();
    assertThat(key.session().getInfo().getOptions().get("uv")).isEqualTo(true);
    assertThat(key.status(1, FidoCase.make(FidoCase.RP, -7).build())).isEqualTo(0x27);
    CborMap verified =
        FidoCase.make(FidoCase.RP, -7).put(7, Cbor.map().put("uv", true).build()).build();
    assertThat(key.status(1, verified)).isZero();
    assertThat(key.purposes()).as("one touch for both").containsExactly("fido verify example.org");
    CborMap silent =
        Cbor.map()
            .put(1, FidoCase.RP)
            .put(2, FidoCase.HASH)
            .put(5, Cbor.map().put("up", false).put("uv", true).build())
            .build();
    assertThat(key.status(2, silent)).isEqualTo(0x2E);
    ClientPin pin = key.pin(2);
    assertThat(pin.getUvToken(1, FidoCase.RP, null)).hasSize(32);
    assertThat(FidoCase.thrown(() -> pin.getUvToken(0x20, null, null))).isEqualTo(0x40);
    key.person(purpose -> !purpose.startsWith("fido verify"));
    for (int left = 4; left > 1; left--) {
      assertThat(key.status(1, verified)).isEqualTo(0x27);
      assertThat(pin.getUvRetries()).isEqualTo(left);
    }
    assertThat(FidoCase.thrown(() -> pin.getUvToken(1, FidoCase.RP, null))).isEqualTo(0x3F);
    assertThat(FidoCase.thrown(() -> pin.getUvToken(1, FidoCase.RP, null))).isEqualTo(0x3C);
    assertThat(key.status(1, verified)).isEqualTo(0x32);
    key.person(purpose -> true);
    key.powerCycle();
    assertThat(FidoCase.thrown(() -> key.pin(2).getUvToken(1, FidoCase.RP, null))).isEqualTo(0x3C);
    key.pin(2).setPin(FidoCase.PIN);
    key.person(purpose -> false);
    assertThat(key.status(1, verified)).as("the PIN is asked for").isEqualTo(0x36);
    key.pin(2).getPinToken(FidoCase.PIN, 1, FidoCase.RP);
    assertThat(key.pin(2).getUvRetries()).isEqualTo(5);
  }

  @Test
  void isPresentWhenTheKeyVerifiedHim() throws IOException, CborException {
    openWithVerification();
    CborMap.Builder make =
        FidoCase.make(FidoCase.RP, -7).put(7, Cbor.map().put("uv", true).build());
    byte[] made = FidoCase.map(key.send(1, make.build().encode())).bytes(2).orElseThrow();
    Cbor descriptor =
        Cbor.map().put("id", Parsed.of(made).id()).put("type", Credential.TYPE).build();
    make.put(5, Cbor.Array.of(descriptor));
    key.purposes().clear();
    assertThat(key.status(1, make.build())).isEqualTo(0x19);
    CborMap get =
        Cbor.map()
            .put(1, FidoCase.RP)
            .put(2, FidoCase.HASH)
            .put(3, Cbor.Array.of(descriptor))
            .put(5, Cbor.map().put("up", false).put("uv", true).build())
            .build();
    byte[] data = FidoCase.map(key.send(2, get.encode())).bytes(2).orElseThrow();
    assertThat(Parsed.of(data).flags()).isEqualTo(0x05);
    assertThat(key.purposes()).containsOnly("fido verify example.org").hasSize(2);
  }

  @Test
  void cannotBeVerifiedByAKeyThatHasNothingForIt() throws IOException {
    CborMap verified =
        FidoCase.make(FidoCase.RP, -7).put(7, Cbor.map().put("uv", true).build()).build();
    assertThat(key.status(1, verified)).isEqualTo(0x2C);
    assertThat(key.status(6, Cbor.map().put(1, 2).put(2, 6).build())).isEqualTo(0x3E);
    assertThat(key.status(6, Cbor.map().put(1, 2).put(2, 7).build())).isEqualTo(0x3E);
    key = new FidoCase(FidoFeatures.fido20());
    assertThat(key.status(1, verified)).as("FIDO 2.0").isEqualTo(0x2B);
  }
}
