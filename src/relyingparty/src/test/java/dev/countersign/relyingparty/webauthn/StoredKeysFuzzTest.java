package dev.countersign.relyingparty.webauthn;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.relyingparty.store.StateCodec;
import dev.countersign.relyingparty.store.StateStore;
import dev.countersign.relyingparty.webauthn.ChallengeState.Ceremony;
import dev.countersign.relyingparty.webauthn.ChallengeState.Terms;
import dev.countersign.wire.cbor.Cbor;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a store returns, it is a state as it is written, or none. */
class StoredKeysFuzzTest {
  private static final StateCodec<Optional<StoredCredential>> CREDENTIALS = new CredentialCodec();

  private static Cbor.Bytes bytes(int length) {
    return new Cbor.Bytes(SoftKey.bytes(length));
  }

  private static StoredCredential longest() {
    List<String> transports = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      transports.add("x".repeat(31) + i);
    }
    return new StoredCredential(
        "ü".repeat(64),
        bytes(64),
        bytes(1023),
        bytes(1200),
        0xFFFF_FFFFL,
        true,
        true,
        bytes(16),
        transports,
        Long.MAX_VALUE,
        Long.MAX_VALUE);
  }

  private static UserKeys most() {
    UserKeys keys = new UserKeys(bytes(64), List.of());
    for (int i = 0; i < 8; i++) {
      String name = "n".repeat(63) + i;
      keys = keys.with(new UserKeys.Device(bytes(1023), name, "A".repeat(26)));
    }
    return keys;
  }

  private static ChallengeState challenge() {
    Terms terms =
        Terms.of(Ceremony.ASSERTION, Caller.of("session", "alice"), Fingerprint.brief("p"));
    return new ChallengeState(bytes(32), terms, 1_790_000_000_000L, true);
  }

  @Test
  void longestStatesHaveRoom() {
    assertThat(CREDENTIALS.encode(Optional.of(longest())))
        .hasSizeLessThanOrEqualTo(StateStore.MAX_STATE_BYTES);
    assertThat(UserKeys.CODEC.encode(most())).hasSizeLessThanOrEqualTo(StateStore.MAX_STATE_BYTES);
    assertThat(CREDENTIALS.decode(CREDENTIALS.encode(Optional.of(longest())))).isPresent();
    assertThat(UserKeys.CODEC.decode(UserKeys.CODEC.encode(most())).devices()).hasSize(8);
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
        CREDENTIALS.encode(Optional.empty()),
        CREDENTIALS.encode(Optional.of(longest())),
        UserKeys.CODEC.encode(UserKeys.CODEC.initial()),
        UserKeys.CODEC.encode(most()),
        ChallengeState.CODEC.encode(ChallengeState.CODEC.initial()),
        ChallengeState.CODEC.encode(challenge()),
        // another member in the place of the keys
        HexFormat.of().parseHex("5501a201402d00"),
        new byte[0],
        new byte[92]);
  }

  @MethodSource("seeds")
  @FuzzTest
  void isAStateAsItIsWrittenOrNone(byte[] input) {
    readsAsWritten(CREDENTIALS, input);
    readsAsWritten(UserKeys.CODEC, input);
    readsAsWritten(ChallengeState.CODEC, input);
  }

  private static <S> void readsAsWritten(StateCodec<S> codec, byte[] input) {
    try {
      assertThat(codec.encode(codec.decode(input))).isEqualTo(input);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
