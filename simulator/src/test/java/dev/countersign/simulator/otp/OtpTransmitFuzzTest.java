package dev.countersign.simulator.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithSize;
import dev.countersign.simulator.FuzzCommand;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever comes over the wire, and in whatever order, the OTP applet answers, never with "no
 * precise diagnosis"; what it stores can be read again; and a slot whose access code was not shown
 * stays as it is, wherever it is swapped to.
 */
class OtpTransmitFuzzTest {
  private static final String CODE = "A1A2A3A4A5A6";
  private static final String LOCKED = OtpCase.hmac(OtpCase.HMAC_KEY, CODE, 0x26);
  private static final String OPEN = OtpCase.configuration("2D", "01", "02", "", 0x34, 0x20, 0);

  /** What ykman sends, and what is nearly that. */
  static Stream<Arguments> seeds() {
    List<List<FuzzCommand>> scripts =
        List.of(
            List.of(request("01", OPEN + OtpCase.NO_CODE), request("04", OPEN + OtpCase.NO_CODE)),
            List.of(request("03", OPEN + OtpCase.NO_CODE), request("03", LOCKED + OtpCase.NO_CODE)),
            List.of(request("06", OtpCase.NO_CODE), request("01", OPEN + OtpCase.NO_CODE)),
            List.of(request("38", "00".repeat(64)), request("28", "00".repeat(6))),
            List.of(request("01", OPEN + OtpCase.NO_CODE), request("08", "00".repeat(62))),
            List.of(request("12", "04".repeat(45) + OtpCase.NO_CODE)),
            List.of(request("11", "810F0000"), request("15", "03070105"), request("13", "00")),
            List.of(request("01", OtpCase.DELETE + OtpCase.NO_CODE), new FuzzCommand.Unplug()),
            List.of(FuzzCommand.of("0001100000"), FuzzCommand.of("00030000")));
    return Stream.of(Profile.YUBIKEY_5_7, Profile.YUBIKEY_4_3)
        .flatMap(profile -> scripts.stream().map(script -> arguments(profile, script)));
  }

  private static FuzzCommand request(String number, String data) {
    return FuzzCommand.of("0001" + number + "00%02X".formatted(data.length() / 2) + data);
  }

  @MethodSource("seeds")
  @FuzzTest
  void alwaysAnswersAndKeepsWhatIsLocked(
      @NotNull Profile profile, @NotNull @WithSize(max = 14) List<@NotNull FuzzCommand> commands)
      throws IOException {
    if (profile == Profile.NIST_PIV || !Profile.withPiv().contains(profile)) {
      return;
    }
    Slot locked = Slot.programmed(new SlotConfiguration(TestCard.bytes(LOCKED)));
    TokenStorage storage = TokenStorage.memory();
    storage.write("otp", OtpStateCodec.encode(OtpState.FACTORY.with(2, locked)));
    try (VirtualToken token =
        VirtualToken.builder(profile).world(World.deterministic(1)).storage(storage).build()) {
      token.transmit(TestCard.bytes(OtpCase.SELECT));
      boolean shown = false;
      for (FuzzCommand command : commands) {
        byte[] wire = command.wire();
        if (command instanceof FuzzCommand.Unplug) {
          token.attached();
          token.transmit(TestCard.bytes(OtpCase.SELECT));
          continue;
        }
        String story = TestCard.hex(wire);
        shown |= story.contains(CODE);
        byte[] answer = token.transmit(wire);
        assertThat(answer.length).as(story).isBetween(2, 65538);
        assertThat(TestCard.hex(answer)).as(story).doesNotEndWith("6F00");
        OtpState state = current(storage);
        assertThat(shown || holds(state, 1) || holds(state, 2)).as(story).isTrue();
        assertThat(token.touchSlot(1)).hasSizeLessThan(128);
        assertThat(token.touchSlot(2)).hasSizeLessThan(128);
      }
    }
  }

  private static boolean holds(OtpState state, int number) {
    Optional<Slot> slot = state.slot(number);
    return slot.isPresent()
        && TestCard.hex(slot.get().configuration().bytes()).equals(LOCKED)
        && slot.get().ndef().length == 0;
  }

  private static OtpState current(TokenStorage storage) throws IOException {
    byte[] record = storage.read("otp").orElseThrow();
    OtpState state = OtpStateCodec.decode(record);
    assertThat(OtpStateCodec.encode(state)).isEqualTo(record);
    return state;
  }
}
