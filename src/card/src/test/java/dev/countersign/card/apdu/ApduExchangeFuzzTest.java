package dev.countersign.card.apdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithLength;
import com.code_intelligence.jazzer.mutation.annotation.WithSize;
import dev.countersign.device.TokenException;
import dev.countersign.simulator.apdu.Command;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a card answers, and in how many parts, an exchange ends; and the simulator, which was
 * written apart from the driver, reads the commands as they were meant.
 */
class ApduExchangeFuzzTest {
  private static final int INS = 0x87;
  private static final int INS_GET_RESPONSE = 0xC0;

  static Stream<Arguments> seeds() {
    return Stream.of(
        seed(true, false, true, 0, "0102036105", "04050607089000"),
        seed(true, false, true, 300, "6700", "9000", "016100", "02" + "6C01", "039000"),
        seed(false, false, false, 10, "6C08", "01020304050607089000"),
        seed(false, false, true, 600, "9000", "9000", "6982"),
        seed(false, true, false, 8, "63C2"),
        seed(false, true, false, 8, "6C00"),
        seed(false, false, false, 5, "016100"),
        seed(false, false, false, 5, "6100"),
        seed(false, false, false, 5, "AA".repeat(256) + "6100"),
        seed(true, true, true, 260, "6700", "9000", "9000"),
        seed(false, false, false, 5, "90"),
        seed(false, false, false, 5, "6000"),
        seed(false, false, false, 5, ""));
  }

  private static Arguments seed(
      boolean extended, boolean secret, boolean longResponse, int length, String... answers) {
    return arguments(
        extended,
        secret,
        longResponse,
        new byte[length],
        Stream.of(answers).map(HexFormat.of()::parseHex).toList());
  }

  @MethodSource("seeds")
  @FuzzTest
  void endsWithAResponseOrABadResponse(
      boolean extended,
      boolean secret,
      boolean longResponse,
      byte @NotNull @WithLength(max = 1200) [] data,
      @NotNull @WithSize(min = 1, max = 12) List<byte @NotNull []> answers)
      throws ChannelException {
    byte[] sent = data.clone();
    Card card = new Card(answers);
    CommandApdu command = new CommandApdu(0, INS, 0x11, 0x9C, data, longResponse, secret);
    ApduExchange exchange = new ApduExchange(card, new ApduForm(extended), "token", "test");

    try {
      ResponseApdu response = exchange.send(command);
      assertThat(response.data().length).isLessThanOrEqualTo(65536);
      assertThat(response.status().isValid()).isTrue();
      assertThat(response.status().isMoreData()).isFalse();
      assertThat(response.toString()).hasSizeLessThan(100);
    } catch (TokenException.BadResponse e) {
      assertThat(e.remedy()).isNotBlank();
      assertThat(e.token()).isEqualTo("token");
    }

    int blocks = 1 + sent.length / CommandApdu.MAX_SHORT_DATA;
    assertThat(card.commands.size()).isLessThanOrEqualTo(2 + blocks + 2 * ApduExchange.MAX_PARTS);
    for (byte[] whole : card.wholeCommands) {
      assertThat(whole).isEqualTo(sent);
    }
    if (secret) {
      assertThat(card.commands).allSatisfy(bytes -> assertThat(bytes).containsOnly(0));
      assertThat(card.wholeCommands).hasSizeLessThanOrEqualTo(card.refusedExtended ? 2 : 1);
    }
  }

  /** Gives its answers over and over, and reads the commands as the simulator does. */
  private static final class Card implements ApduChannel {
    private final List<byte[]> answers;
    private final List<byte[]> commands = new ArrayList<>();
    private final List<byte[]> wholeCommands = new ArrayList<>();
    private final ByteArrayOutputStream chain = new ByteArrayOutputStream();
    private boolean refusedExtended;

    Card(List<byte[]> answers) {
      this.answers = answers;
    }

    @Override
    public byte[] transceive(byte[] wire) {
      Command command = Command.parse(wire).orElseThrow();
      byte[] answer = answers.get(commands.size() % answers.size()).clone();
      commands.add(wire);
      if (command.ins() == INS_GET_RESPONSE) {
        return answer;
      }
      assertThat(command.ins()).isEqualTo(INS);
      assertThat(command.p1p2()).isEqualTo(0x119C);
      chain.writeBytes(command.data());
      if ((command.cla() & CommandApdu.CLA_CHAIN) != 0) {
        return answer;
      }
      wholeCommands.add(chain.toByteArray());
      chain.reset();
      int end = answer.length;
      refusedExtended |= end >= 2 && answer[end - 2] == 0x67 && answer[end - 1] == 0;
      return answer;
    }

    @Override
    public byte[] atr() {
      return new byte[] {0x3B, (byte) 0x80};
    }

    @Override
    public boolean extendedLength() {
      return true;
    }

    @Override
    public void close() {}
  }
}
