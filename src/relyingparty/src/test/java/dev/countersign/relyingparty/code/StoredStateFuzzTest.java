package dev.countersign.relyingparty.code;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.relyingparty.code.CodeResult.Accepted;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.relyingparty.store.StateCodec;
import dev.countersign.relyingparty.store.StateStore;
import dev.countersign.relyingparty.store.StoreException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a store returns, it is a state as it is written, or nothing is accepted. */
class StoredStateFuzzTest {

  static Stream<byte[]> seeds() {
    UsedCounters used = UsedCounters.NONE.with(1).with(56_666_667).with(56_666_000);
    return Stream.of(
        TotpState.CODEC.encode(TotpState.CODEC.initial()),
        TotpState.CODEC.encode(new TotpState(new Budget(1_700_000_000, 3), -5, 77, used)),
        HotpState.CODEC.encode(new HotpState(new Budget(1_700_000_000, 3), 42)),
        new byte[0],
        new byte[164]);
  }

  @MethodSource("seeds")
  @FuzzTest
  void isAStateAsItIsWrittenOrNothingIsAccepted(byte[] input) {
    readsAsWritten(TotpState.CODEC, input);
    readsAsWritten(HotpState.CODEC, input);
    if (input.length > StateStore.MAX_STATE_BYTES) {
      return;
    }
    InMemoryStateStore store = new InMemoryStateStore();
    store.compareAndSet("d", StateStore.ABSENT, input);
    SettableClock clock = new SettableClock(1_700_000_010);
    TotpVerifier verifier = new TotpVerifier(TotpProfile.STRICT, store, clock);
    String code = Authenticator.code(clock.step());
    try {
      CodeResult result = verifier.verify(TotpDevice.usual("d"), Authenticator.SEED, code);
      if (result instanceof Accepted accepted) {
        TotpState before = TotpState.CODEC.decode(input);
        assertThat(before.used().contains(accepted.counter())).isFalse();
        assertThat(accepted.drift()).isEqualTo(before.drift());
      }
    } catch (StoreException e) {
      assertThat(e.getMessage()).contains("the device d ");
    }
  }

  private static <S> void readsAsWritten(StateCodec<S> codec, byte[] input) {
    try {
      assertThat(codec.encode(codec.decode(input))).isEqualTo(input);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
