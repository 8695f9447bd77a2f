package dev.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever comes over the wire, the card answers, and never with "no precise diagnosis". */
class TransmitFuzzTest {
  private static final int COMMANDS = 30_000;
  private static final int INS_GENERATE = 0x47;
  private static final List<String> SEEDS =
      List.of(
          "00A4040005A000000308",
          "00A4040008A000000527200101",
          "00CB3FFF055C035FC10200",
          "00CB3FFF035C017E08",
          "00DB3FFF0C5C035FC10553057003AABBCC",
          "0020008008313233343536FFFF",
          "0020FF80",
          "0024008010313233343536FFFF313233343536FFFF",
          "002C0080103132333435363738313233343536FFFF",
          "0047009A05AC03800111",
          "0047009A0BAC09800111AA0102AB0103",
          "00870A9B047C028000",
          "0087039B047C028100",
          "0087119C267C2482008120" + "11".repeat(32),
          "0087119D477C458200854104" + "22".repeat(64),
          "00FD0000",
          "00F7009A00",
          "00F99A0000",
          "00FE119A220620" + "11".repeat(32),
          "00FEE09A220720" + "11".repeat(32),
          "00F6829A",
          "00FA0303",
          "00FB0000",
          "00FFFFFF1B0A9B18" + "0F".repeat(24),
          "00C0000000",
          "00011000");

  @ParameterizedTest
  @EnumSource(Profile.class)
  void alwaysAnswers(Profile profile) {
    Random random = new Random(20261101);
    TestCard card = TestCard.of(profile);
    card.select().manage().verify();
    for (int i = 0; i < COMMANDS; i++) {
      byte[] command = command(random);
      if (generatesRsa(command)) {
        continue;
      }
      byte[] answer = card.token().transmit(command);
      String shown = TestCard.hex(command) + " -> " + TestCard.hex(answer);
      assertThat(answer.length).as(shown).isBetween(2, 65538);
      assertThat(status(answer)).as(shown).isNotEqualTo(0x6F00);
      if (i % 500 == 0) {
        reopen(card);
      }
    }
  }

  /** Gets the card back to where the interesting commands are allowed. */
  private static void reopen(TestCard card) {
    card.token().reset();
    card.select();
    card.send("002C008010" + TestCard.PUK + TestCard.PIN);
    card.send("0020008008" + TestCard.PIN);
    card.manage(card.algorithm(), TestCard.FACTORY_KEY);
  }

  private static byte[] command(Random random) {
    if (random.nextInt(10) == 0) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      return noise;
    }
    List<Byte> bytes = new ArrayList<>();
    for (byte b : TestCard.bytes(SEEDS.get(random.nextInt(SEEDS.size())))) {
      bytes.add(b);
    }
    int changes = random.nextInt(4);
    for (int i = 0; i < changes && !bytes.isEmpty(); i++) {
      int at = random.nextInt(bytes.size());
      switch (random.nextInt(5)) {
        case 0 -> bytes.set(at, (byte) random.nextInt(256));
        case 1 -> bytes.set(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
        case 2 -> bytes.remove(at);
        case 3 -> bytes.add(at, (byte) random.nextInt(256));
        default -> bytes.set(0, (byte) 0x10);
      }
    }
    byte[] command = new byte[bytes.size()];
    for (int i = 0; i < command.length; i++) {
      command[i] = bytes.get(i);
    }
    return command;
  }

  /** Real generation of RSA keys takes too long to be done at random. */
  private static boolean generatesRsa(byte[] command) {
    return command.length > 5
        && (command[1] & 0xFF) == INS_GENERATE
        && new String(command, java.nio.charset.StandardCharsets.ISO_8859_1)
            .chars()
            .skip(5)
            .anyMatch(b -> b == 0x05 || b == 0x06 || b == 0x07 || b == 0x16);
  }

  private static int status(byte[] answer) {
    byte[] last = Arrays.copyOfRange(answer, answer.length - 2, answer.length);
    return (last[0] & 0xFF) << 8 | last[1] & 0xFF;
  }
}
