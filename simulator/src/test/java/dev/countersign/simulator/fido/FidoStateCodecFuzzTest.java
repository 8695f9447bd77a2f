package dev.countersign.simulator.fido;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.simulator.card.SeededRandom;
import dev.countersign.wire.cbor.Cbor;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A stored record is refused as damaged, or makes an authenticator that works like any other. */
class FidoStateCodecFuzzTest {

  static Stream<byte[]> seeds() {
    FidoState fresh = FidoState.fresh(new SeededRandom(1), 7);
    CredentialSource source =
        new CredentialSource(Algorithm.EDDSA, new byte[32], CredentialSource.VERIFIED, true);
    User user = new User(new byte[] {1}, "name", null);
    return Stream.of(
            fresh,
            fresh.with(
                new Credential(
                    new byte[32], source, new Resident(FidoCase.RP, user, new byte[3], true))),
            fresh
                .withPin(PinState.of(new byte[16], 6).withRetries(3))
                .withPolicy(new Policy(true, false, 6, true, List.of(FidoCase.RP))))
        .map(FidoStateCodec::encode);
  }

  @MethodSource("seeds")
  @FuzzTest
  void isRefusedOrMakesAnAuthenticator(byte[] record) throws IOException {
    FidoState state;
    try {
      state = FidoStateCodec.decode(record);
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    byte[] written = FidoStateCodec.encode(state);
    assertThat(FidoStateCodec.encode(FidoStateCodec.decode(written))).isEqualTo(written);
    FidoCase key = new FidoCase(FidoFeatures.yubikey57());
    key.memory().record(record);
    key.reopen();
    assertThat(key.send(4, new byte[0])[0]).isZero();
    assertThat(key.status(2, Cbor.map().put(1, FidoCase.RP).put(2, FidoCase.HASH).build()))
        .isIn(0, 0x2E, 0x36);
  }
}
