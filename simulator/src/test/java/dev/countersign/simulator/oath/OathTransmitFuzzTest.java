package dev.countersign.simulator.oath;

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
import dev.countersign.simulator.apdu.Command;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever comes over the wire, and in whatever order, the OATH applet answers, never with "no
 * precise diagnosis"; what it stores can be read again; and while it is locked nothing is given or
 * changed but by RESET.
 */
class OathTransmitFuzzTest {
  private static final int RESET = 0x04;
  private static final String KEY = "31".repeat(20);

  /** What ykman sends, and what is nearly that. */
  static Stream<Arguments> seeds() {
    List<List<FuzzCommand>> scripts =
        List.of(
            List.of(put("a", 0x21, ""), FuzzCommand.of("00A4000100000A7408" + "00".repeat(8))),
            List.of(
                put("h", 0x11, "7A0400000007"), FuzzCommand.of("00A2000105" + "710168" + "7400")),
            List.of(
                put("t", 0x22, "7803"),
                FuzzCommand.of("00A200000D" + "710174" + "7408" + "32".repeat(8)),
                FuzzCommand.of("00A200000D" + "710174" + "7408" + "31".repeat(8))),
            List.of(FuzzCommand.of("00A10000"), FuzzCommand.of("00A1000001" + "01")),
            List.of(
                put("a", 0x21, ""),
                FuzzCommand.of("0005000006" + "710161" + "710162"),
                FuzzCommand.of("0002000003" + "710162")),
            List.of(FuzzCommand.of("0003000002" + "7300"), FuzzCommand.of("00A10000")),
            List.of(FuzzCommand.of("0004DEAD00"), new FuzzCommand.Unplug()),
            List.of(put("n".repeat(64), 0x23, ""), FuzzCommand.of("00A1000010"), rest(), rest()));
    return Stream.of(Profile.YUBIKEY_5_7, Profile.YUBIKEY_4_3)
        .flatMap(
            profile ->
                scripts.stream()
                    .flatMap(
                        script ->
                            Stream.of(
                                arguments(profile, false, script),
                                arguments(profile, true, script))));
  }

  private static FuzzCommand rest() {
    return FuzzCommand.of("00A5000000");
  }

  private static FuzzCommand put(String name, int type, String more) {
    String data = OathCase.putData(name, type, 6, KEY) + more;
    return FuzzCommand.of("00010000" + OathCase.length(data) + data);
  }

  @MethodSource("seeds")
  @FuzzTest
  void alwaysAnswersAndGivesNothingAway(
      @NotNull Profile profile,
      boolean locked,
      @NotNull @WithSize(max = 14) List<@NotNull FuzzCommand> commands)
      throws IOException {
    TokenStorage storage = TokenStorage.memory();
    OathState state =
        new OathState(
            new byte[8],
            locked ? new AccessKey(0x21, TestCard.bytes("AB".repeat(16))) : null,
            List.of(new Account(new byte[] {'x'}, 0x21, 6, new byte[20], 0, 0, new byte[0])));
    storage.write("oath", OathStateCodec.encode(state));
    if (profile == Profile.NIST_PIV || !Profile.withPiv().contains(profile)) {
      return;
    }
    try (VirtualToken token =
        VirtualToken.builder(profile).world(World.deterministic(1)).storage(storage).build()) {
      token.transmit(TestCard.bytes(OathCase.SELECT));
      boolean reset = false;
      for (FuzzCommand command : commands) {
        byte[] wire = command.wire();
        if (command instanceof FuzzCommand.Unplug) {
          token.powerOff();
          token.powerOn();
          token.transmit(TestCard.bytes(OathCase.SELECT));
          continue;
        }
        byte[] before = storage.read("oath").orElseThrow();
        byte[] answer = token.transmit(wire);
        String shown = TestCard.hex(wire) + " -> " + TestCard.hex(answer);
        assertThat(answer.length).as(shown).isBetween(2, 65538);
        assertThat(TestCard.hex(answer)).as(shown).doesNotEndWith("6F00");
        reset |= Command.parse(wire).filter(c -> c.ins() == RESET).isPresent();
        check(shown, storage, before, locked && !reset);
      }
    }
  }

  private static void check(String shown, TokenStorage storage, byte[] before, boolean locked)
      throws IOException {
    byte[] after = storage.read("oath").orElseThrow();
    OathState state = OathStateCodec.decode(after);
    assertThat(OathStateCodec.encode(state)).as(shown).isEqualTo(after);
    assertThat(state.accounts().size()).as(shown).isLessThanOrEqualTo(64);
    if (locked) {
      assertThat(Arrays.equals(before, after)).as(shown).isTrue();
    }
  }
}
