package dev.countersign.simulator.piv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithSize;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.piv.FuzzStep.Deed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever comes over the wire, and in whatever order, the card answers, never with "no precise
 * diagnosis"; and nothing is given or changed that the secrets shown so far do not allow ({@link
 * PivRules}).
 */
class TransmitFuzzTest {
  private static final int INS_GENERATE = 0x47;
  private static final Map<Profile, byte[]> STATES = new EnumMap<>(Profile.class);

  /** What ykman, yubico-piv-tool and OpenSC send, and what a thief would. */
  static Stream<Arguments> seeds() throws IOException {
    FuzzStep select = new FuzzStep.Tool(Deed.SELECT);
    FuzzStep verify = new FuzzStep.Tool(Deed.VERIFY);
    FuzzStep manage = new FuzzStep.Manage();
    byte[] hash = new byte[32];
    List<List<FuzzStep>> scripts = new ArrayList<>();
    // ykman piv info
    scripts.add(
        steps(select, "00FD000000", "00F8000000", "00F70080000000", "00F7009B00", "00F7009A"));
    scripts.add(steps(select, "00CB3FFF0000055C035FC10200", "00CB3FFF055C035FC105", "00C0000000"));
    // yubico-piv-tool: status, generate, request, certificate
    scripts.add(steps(select, "0020008000", "00F9820000", "00CB3FFF055C035FFF0100", "00C00000FF"));
    scripts.add(
        steps(select, manage, "0047009A05AC03800111", "0047009A0BAC09800111AA0102AB0103", verify));
    scripts.add(steps(select, verify, new FuzzStep.Use(0x9A, false, hash), "00F99A0000"));
    scripts.add(
        steps(
            select,
            manage,
            "00DB3FFF0C5C035FC10553057003AABBCC",
            "00DB3FFF077E05" + "11".repeat(5)));
    // OpenSC: discovery peeked, a signature with 9c after VERIFY
    scripts.add(steps("00CB3FFF035C017E08", select, "00CB3FFF035C017E08", "00C0000000"));
    scripts.add(
        steps(
            select,
            verify,
            new FuzzStep.Use(0x9C, false, hash),
            new FuzzStep.Use(0x9C, false, hash)));
    // every other key, agreement, chaining
    scripts.add(
        steps(
            select,
            verify,
            new FuzzStep.Use(0x82, false, hash),
            new FuzzStep.Use(0x83, true, hash)));
    scripts.add(
        steps(
            select,
            verify,
            new FuzzStep.Use(0x9D, true, new byte[97]),
            new FuzzStep.Use(0x9E, false, hash)));
    scripts.add(
        steps(
            select,
            "108711" + "9A067C248200",
            "0087119A20" + "8120" + "11".repeat(30),
            "10DB3FFF0400000000"));
    // administration
    scripts.add(
        steps(
            select,
            manage,
            "00FE119A220620" + "11".repeat(32),
            "00FEE09A220720" + "11".repeat(32)));
    scripts.add(
        steps(
            select,
            manage,
            new FuzzStep.ImportRsa(0x84, new byte[64], new byte[] {1}),
            verify,
            new FuzzStep.Use(0x84, false, new byte[128])));
    scripts.add(
        steps(
            select, manage, "00F6829A", "00F6FF82", "00FFFFFF1B0A9B18" + "0F".repeat(24), manage));
    scripts.add(
        steps(
            select,
            manage,
            new FuzzStep.Put(0x5FFF01, new byte[] {0x70, 2, 0x30, 0}),
            "00F99A0000"));
    scripts.add(steps(select, manage, verify, "00FA0505", new FuzzStep.Tool(Deed.VERIFY_WRONG)));
    // an attestation key and a certificate that are none
    byte[] certificate = PivStateCodec.decode(state(Profile.YUBIKEY_5_7)).objects().get(0x5FFF01);
    scripts.add(steps(select, manage, new FuzzStep.Put(0x5FFF01, certificate), "00F99A0000"));
    FuzzStep composite =
        new FuzzStep.ImportRsa(
            0xF9, BrokenMaterialTest.compositeFactor(1), BrokenMaterialTest.compositeFactor(2));
    scripts.add(steps(select, manage, composite, "00F99A0000"));
    // guesses, and what follows from them
    FuzzStep wrong = new FuzzStep.Tool(Deed.VERIFY_WRONG);
    FuzzStep wrongPuk = new FuzzStep.Tool(Deed.PUK_WRONG);
    scripts.add(
        steps(select, wrong, wrong, wrong, verify, new FuzzStep.Tool(Deed.UNBLOCK), verify));
    scripts.add(
        steps(
            select,
            wrong,
            wrong,
            wrong,
            wrongPuk,
            wrongPuk,
            wrongPuk,
            new FuzzStep.Tool(Deed.RESET_APPLICATION)));
    scripts.add(
        steps(
            select,
            new FuzzStep.Tool(Deed.CHANGE_PIN),
            verify,
            new FuzzStep.Tool(Deed.CHANGE_BACK),
            "0020FF80"));
    scripts.add(
        steps(
            select,
            verify,
            manage,
            new FuzzStep.Tool(Deed.SELECT_OTHER),
            "00011000",
            select,
            new FuzzStep.Use(0x9A, false, hash)));
    scripts.add(
        steps(
            select,
            verify,
            new FuzzStep.Tool(Deed.SELECT_ABSENT),
            new FuzzStep.Use(0x9A, false, hash),
            new FuzzStep.Reset(),
            select));
    return Profile.withPiv().stream()
        .flatMap(profile -> scripts.stream().map(script -> arguments(profile, script)));
  }

  private static List<FuzzStep> steps(Object... steps) {
    return Stream.of(steps)
        .map(s -> s instanceof String hex ? new FuzzStep.Raw(TestCard.bytes(hex)) : (FuzzStep) s)
        .toList();
  }

  @MethodSource("seeds")
  @FuzzTest
  void alwaysAnswersAndGivesNothingAway(
      @NotNull Profile profile, @NotNull @WithSize(max = 14) List<@NotNull FuzzStep> steps)
      throws IOException {
    if (!Profile.withPiv().contains(profile)) {
      return;
    }
    TokenStorage storage = TokenStorage.memory();
    storage.write("piv", state(profile));
    try (VirtualToken token = token(profile, storage)) {
      PivRules rules = new PivRules(profile != Profile.NIST_PIV, current(storage));
      for (FuzzStep step : steps) {
        if (step instanceof FuzzStep.Reset) {
          token.reset();
          rules.reset();
        } else if (step instanceof FuzzStep.Manage manage) {
          PivState state = current(storage);
          byte[] answer = send(token, manage.command(state), storage, rules, false);
          if (answer.length > 2) {
            send(token, manage.second(state, answer), storage, rules, true);
          }
        } else {
          send(token, step.command(current(storage)), storage, rules, false);
        }
      }
    }
  }

  private static byte[] send(
      VirtualToken token, byte[] command, TokenStorage storage, PivRules rules, boolean knowsKey)
      throws IOException {
    if (generatesRsa(command)) {
      return new byte[0];
    }
    byte[] answer = token.transmit(command);
    String shown = TestCard.hex(command) + " -> " + TestCard.hex(answer);
    assertThat(answer.length).as(shown).isBetween(2, 65538);
    assertThat(TestCard.hex(answer)).as(shown).doesNotEndWith("6F00");
    Command.parse(command)
        .ifPresent(
            read -> {
              assertThat(read.le()).as(shown).isBetween(1, 65536);
              assertThat(read.data().length).as(shown).isLessThan(command.length);
              assertThat(answer.length - 2).as(shown).isLessThanOrEqualTo(read.le());
            });
    rules.check(shown, Command.parse(command), answer, current(storage), knowsKey);
    return answer;
  }

  /** What is durable; reading and writing it changes nothing. */
  private static PivState current(TokenStorage storage) throws IOException {
    byte[] record = storage.read("piv").orElseThrow();
    PivState state = PivStateCodec.decode(record);
    assertThat(PivStateCodec.encode(state)).isEqualTo(record);
    return state;
  }

  private static VirtualToken token(Profile profile, TokenStorage storage) {
    return VirtualToken.builder(profile)
        .serial(12345678)
        .world(World.deterministic(1))
        .storage(storage)
        .build();
  }

  /** A token with a key of each kind that is quickly made, as its storage holds it. */
  private static synchronized byte[] state(Profile profile) throws IOException {
    byte[] made = STATES.get(profile);
    if (made == null) {
      TokenStorage storage = TokenStorage.memory();
      TestCard card = new TestCard(token(profile, storage)).select().manage();
      card.generate("9A", "11", "");
      card.generate("9C", "11", "");
      card.generate("9D", "14", "");
      card.generate("9E", "11", "");
      if (profile == Profile.YUBIKEY_5_7) {
        card.generate("82", "E0", "AA0101AB0102");
        card.generate("83", "E1", "AA0103");
      }
      made = storage.read("piv").orElseThrow();
      STATES.put(profile, made);
    }
    return made;
  }

  /** Real generation of RSA keys takes too long to be done at random. */
  private static boolean generatesRsa(byte[] command) {
    if (command.length < 5 || (command[1] & 0xFF) != INS_GENERATE) {
      return false;
    }
    for (int i = 4; i < command.length; i++) {
      if (PivAlgorithm.byId(command[i] & 0xFF)
          .filter(algorithm -> algorithm.kind() == PivAlgorithm.Kind.RSA)
          .isPresent()) {
        return true;
      }
    }
    return false;
  }
}
