package dev.countersign.simulator.fido;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithSize;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever comes over the wire, and in whatever order, the authenticator answers, with a status
 * that there is and canonical CBOR; what it stores can be read again; and while a PIN is set no
 * credential is kept without it.
 */
class FidoRequestFuzzTest {
  private static final Set<Byte> KNOWN =
      Arrays.stream(CtapStatus.values()).map(CtapStatus::code).collect(Collectors.toSet());

  /** What spares most inputs the slow signature of the batch. */
  private static final FidoFeatures SELF_ATTESTING = selfAttesting();

  private static byte[] request(int command, CborMap parameters) {
    return Parsed.join(new byte[] {(byte) command}, parameters.encode());
  }

  /** What platforms send, a U2F message being behind a byte that is no command. */
  static Stream<Arguments> seeds() {
    CborMap rk = Cbor.map().put("rk", true).build();
    CborMap extensions =
        Cbor.map()
            .put("credProtect", 2)
            .put("hmac-secret", true)
            .put("credBlob", new byte[3])
            .put("largeBlobKey", true)
            .put("minPinLength", true)
            .build();
    byte[] make = request(1, FidoCase.make(FidoCase.RP, -8).put(6, extensions).put(7, rk).build());
    byte[] get = request(2, Cbor.map().put(1, FidoCase.RP).put(2, FidoCase.HASH).build());
    byte[] cose = HexFormat.of().parseHex("a5010203381820012158" + "20" + "11".repeat(32));
    return Stream.of(
        arguments(false, List.of(make, get, new byte[] {8})),
        arguments(true, List.of(make, get)),
        arguments(true, List.of(request(1, FidoCase.make(FidoCase.RP, -7).build()))),
        arguments(false, List.of(new byte[] {4}, new byte[] {7}, new byte[] {0x0B})),
        arguments(
            true,
            List.of(
                request(6, Cbor.map().put(1, 2).put(2, 1).build()),
                request(6, Cbor.map().put(1, 2).put(2, 2).build()),
                request(
                    6,
                    Cbor.map().put(1, 2).put(2, 9).put(3, Cbor.map().put(1, 2).build()).build()))),
        arguments(
            false,
            List.of(
                request(0x0C, Cbor.map().put(1, 17).put(3, 0).build()),
                request(0x0C, Cbor.map().put(2, new byte[17]).put(3, 0).put(4, 17).build()),
                request(0x0D, Cbor.map().put(1, 2).build()),
                request(0x0D, Cbor.map().put(1, 3).put(2, Cbor.map().put(1, 6).build()).build()))),
        arguments(
            true,
            List.of(
                request(0x0A, Cbor.map().put(1, 1).put(3, 2).put(4, new byte[32]).build()),
                request(0x41, Cbor.map().put(1, 2).put(3, 1).put(4, new byte[16]).build()))),
        arguments(
            false,
            List.of(
                Parsed.join(new byte[] {0x7E, 0, 1, 0, 0, 64}, new byte[64]),
                Parsed.join(new byte[] {0x7E, 0, 2, 3, 0, 66}, new byte[64], new byte[] {1, 1}),
                cose)));
  }

  @MethodSource("seeds")
  @FuzzTest
  void alwaysAnswersAndKeepsNothingThatItMustNot(
      boolean pin, @NotNull @WithSize(max = 8) List<byte @NotNull []> requests)
      throws IOException, CborException {
    FidoCase key = new FidoCase(pin ? FidoFeatures.yubikey57() : SELF_ATTESTING, Runnable::run);
    if (pin) {
      FidoState state = key.state().withPin(PinState.of(new byte[16], 6));
      key.memory().record(FidoStateCodec.encode(state));
      key.reopen();
    }
    byte[] checked = key.memory().record();
    for (byte[] request : requests) {
      Supplier<String> shown = () -> HexFormat.of().formatHex(request);
      if (request.length > 0 && request[0] == 0x7E) {
        byte[] apdu = Arrays.copyOfRange(request, 1, request.length);
        byte[] answer = key.authenticator().u2f(apdu, FidoCase.PATIENT);
        assertThat(answer.length).as(shown).isBetween(2, 2048);
      } else {
        checkCtap2(key, request, shown);
      }
      byte[] record = key.memory().record();
      if (!Arrays.equals(record, checked)) {
        FidoState state = key.state();
        assertThat(FidoStateCodec.encode(state)).as(shown).isEqualTo(record);
        if (pin && state.pin().isSet()) {
          assertThat(state.credentials()).as(shown).isEmpty();
        }
        checked = record;
      }
    }
  }

  private static FidoFeatures selfAttesting() {
    FidoFeatures like = FidoFeatures.yubikey57();
    return new FidoFeatures(
        like.product(),
        like.aaguid(),
        like.firmware(),
        like.generation(),
        like.algorithms(),
        Set.of(
            FidoFeatures.Option.U2F,
            FidoFeatures.Option.MAKES_WITHOUT_VERIFICATION,
            FidoFeatures.Option.SELF_ATTESTATION),
        like.maxCredentials());
  }

  private static void checkCtap2(FidoCase key, byte[] request, Supplier<String> shown)
      throws CborException {
    byte[] answer = key.authenticator().ctap2(request, FidoCase.PATIENT);
    assertThat(answer.length).as(shown).isBetween(1, FidoFeatures.MAX_MESSAGE_BYTES);
    assertThat(KNOWN).as(shown).contains(answer[0]);
    if (answer[0] != 0) {
      assertThat(answer).as(shown).hasSize(1);
    } else if (answer.length > 1) {
      assertThat(FidoCase.map(answer).encode())
          .isEqualTo(Arrays.copyOfRange(answer, 1, answer.length));
    }
  }
}
