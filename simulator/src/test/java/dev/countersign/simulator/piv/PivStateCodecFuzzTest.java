package dev.countersign.simulator.piv;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A stored record is refused as damaged, or makes a token that works like any other. */
class PivStateCodecFuzzTest {

  static Stream<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (Profile profile : Profile.withPiv()) {
      TokenStorage storage = TokenStorage.memory();
      TestCard card = new TestCard(token(profile, storage));
      seeds.add(storage.read("piv").orElseThrow());
      card.select().manage().generate("9E", "11", "");
      card.send("00DB3FFF0C5C035FC10553057003AABBCC");
      seeds.add(storage.read("piv").orElseThrow());
    }
    PivState empty = PivState.factory(ManagementAlgorithm.TDES);
    seeds.add(PivStateCodec.encode(empty));
    for (PivAlgorithm algorithm :
        List.of(PivAlgorithm.P384, PivAlgorithm.ED25519, PivAlgorithm.X25519)) {
      byte[] secret = new byte[algorithm.bytes()];
      secret[1] = 1;
      StoredKey key =
          new StoredKey(
              KeyMaterial.decode(algorithm, secret), StoredKey.GENERATED, new Policies(1, 1));
      seeds.add(PivStateCodec.encode(empty.withKey(0x9E, key)));
    }
    byte[] factors = new byte[128];
    factors[0] = (byte) 0xC0;
    factors[64] = (byte) 0xC0;
    factors[63] = 1;
    factors[127] = 3;
    StoredKey rsa =
        new StoredKey(
            KeyMaterial.decode(PivAlgorithm.RSA_1024, factors),
            StoredKey.IMPORTED,
            new Policies(1, 1));
    seeds.add(PivStateCodec.encode(empty.withKey(0x9E, rsa)));
    return seeds.stream();
  }

  private static VirtualToken token(Profile profile, TokenStorage storage) {
    return VirtualToken.builder(profile)
        .serial(12345678)
        .world(World.deterministic(1))
        .storage(storage)
        .build();
  }

  @MethodSource("seeds")
  @FuzzTest
  void isRefusedOrMakesAToken(byte[] record) throws IOException {
    PivState state;
    try {
      state = PivStateCodec.decode(record);
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    byte[] written = PivStateCodec.encode(state);
    assertThat(PivStateCodec.encode(PivStateCodec.decode(written))).isEqualTo(written);
    assertThat(state.pin().triesLeft()).isBetween(0, state.pin().maxTries());
    for (Profile profile : Profile.withPiv()) {
      TokenStorage storage = TokenStorage.memory();
      storage.write("piv", record);
      try (VirtualToken token = token(profile, storage)) {
        use(token, state);
      }
    }
  }

  private static void use(VirtualToken token, PivState state) {
    answers(token, "00A4040005A000000308");
    answers(token, "0020008008" + TestCard.PIN);
    for (int slot : state.keys().keySet()) {
      answers(token, "00F700%02X".formatted(slot));
      answers(token, "00F9%02X00".formatted(slot));
      byte[] input = new byte[32];
      input[31] = 2;
      answers(token, new FuzzStep.Use(slot, false, input).command(state));
      answers(token, new FuzzStep.Use(slot, false, new byte[128]).command(state));
      answers(token, new FuzzStep.Use(slot, true, input).command(state));
    }
    for (int tag : state.objects().keySet()) {
      answers(token, "00CB3FFF055C03%06X".formatted(tag & 0xFFFFFF));
    }
    answers(token, new FuzzStep.Manage().command(state));
  }

  private static void answers(VirtualToken token, String command) {
    answers(token, TestCard.bytes(command));
  }

  private static void answers(VirtualToken token, byte[] command) {
    assertThat(TestCard.hex(token.transmit(command)))
        .as(TestCard.hex(command))
        .doesNotEndWith("6F00");
  }
}
