package dev.countersign.simulator.card;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** [ISO7816-4] command chaining and GET RESPONSE: chaining in both directions, and selection. */
class CardSystemTest {
  private final Echo echo = new Echo("A000000001");
  private final Echo other = new Echo("A000000002");
  private final CardSystem card = new CardSystem(List.of(echo, other), true);

  @BeforeEach
  void select() {
    assertThat(send("00A4040005A000000001")).isEqualTo("01 9000".replace(" ", ""));
  }

  @Test
  void answersInPiecesAndAnnouncesWhatIsLeft() {
    String first = send("00100000021100"); // 0x1100 bytes... of zero
    assertThat(first).endsWith("6100").hasSize(2 * 258);
    String second = send("00C0000000");
    assertThat(second).endsWith("6100").hasSize(2 * 258);
  }

  @Test
  void theLastPieceCarriesTheStatus() {
    assertThat(send("00100000020103")).endsWith("6103").hasSize(2 * 258);
    assertThat(send("00C0000003")).isEqualTo("0000009000");
    assertThat(send("00C0000000")).isEqualTo("6985");
  }

  @Test
  void getResponseWithoutLeTakesAsMuchAsFits() {
    send("00100000020103");
    assertThat(send("00C00000")).isEqualTo("0000009000");
  }

  @Test
  void getResponseTakesLessThanIsLeft() {
    send("00100000020103");
    assertThat(send("00C0000001")).isEqualTo("006102");
    assertThat(send("00C0000002")).isEqualTo("00009000");
  }

  @Test
  void aPeekLeavesTheRestAndTheNextCommandDropsIt() {
    assertThat(send("0010000002001408")).isEqualTo("0000000000000000610C");
    assertThat(send("0010000002001400")).hasSize(2 * 22).endsWith("9000");
    assertThat(send("00C0000000")).isEqualTo("6985");
  }

  @Test
  void anExtendedCommandGetsALongAnswerAtOnce() {
    assertThat(send("0010000000000211000000")).hasSize(2 * (0x1100 + 2)).endsWith("9000");
  }

  @Test
  void joinsAChain() {
    assertThat(send("10200000 02 0102")).isEqualTo("9000");
    assertThat(send("10200000 02 0304 00")).isEqualTo("9000");
    assertThat(send("00200000 01 05")).isEqualTo("01020304059000");
  }

  @Test
  void anotherCommandEndsAChain() {
    send("10200000 02 0102");
    assertThat(send("00210000 01 07")).isEqualTo("079000");
    assertThat(send("00200000 01 05")).isEqualTo("059000");
  }

  @Test
  void aChainThatIsTooLongNeverRuns() {
    for (int i = 0; i < 4; i++) {
      assertThat(send("10200000FF" + "00".repeat(255))).isEqualTo("9000");
    }
    assertThat(send("10200000FF" + "00".repeat(255))).isEqualTo("6700");
    assertThat(send("10200000 01 00")).isEqualTo("6700");
    assertThat(send("00200000 01 00")).isEqualTo("6700");
    assertThat(echo.commands).isZero();
    assertThat(send("00200000 01 05")).isEqualTo("059000");
  }

  @Test
  void selectingAnotherAppletDeselectsTheFirst() {
    send("00A4040005A000000002");
    assertThat(echo.deselected).isEqualTo(1);
    send("00A4040005A000000002");
    assertThat(other.deselected).isZero();
  }

  @Test
  void selectWithoutDataWantsNone() {
    assertThat(send("00A4040C05A000000001")).isEqualTo("9000");
  }

  @Test
  void anAbsentAppletEndsTheSessionOnAYubiKeyOnly() {
    assertThat(send("00A4040005A000000009")).isEqualTo("6A82");
    assertThat(send("00200000 01 05")).isEqualTo("6D00");

    CardSystem standard = new CardSystem(List.of(echo), false);
    standard.process(bytes("00A4040005A000000001"));
    standard.process(bytes("00A4040005A000000009"));
    assertThat(HexFormat.of().formatHex(standard.process(bytes("002000000105"))))
        .isEqualTo("059000");
  }

  @Test
  void theMasterFileCannotBeSelected() {
    assertThat(send("00A4000C023F00")).isEqualTo("6A82");
  }

  @Test
  void resetForgetsSelectionAndPieces() {
    send("00100000020103");
    card.reset();
    assertThat(echo.deselected).isEqualTo(1);
    assertThat(send("00C0000000")).isEqualTo("6985");
    assertThat(send("00200000 01 05")).isEqualTo("6D00");
  }

  @Test
  void refusesOtherClasses() {
    assertThat(send("A4040008")).isEqualTo("6E00");
    assertThat(send("0420000001")).isEqualTo("6E00");
  }

  @Test
  void saysWhenMemoryFails() {
    assertThat(send("00FE0000")).isEqualTo("6581");
  }

  private String send(String command) {
    return HexFormat.of().withUpperCase().formatHex(card.process(bytes(command)));
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /** INS 10 answers as many zeros as the data says, FE fails, all others answer their data. */
  private static final class Echo implements Applet {
    private final byte[] aid;
    private int commands;
    private int deselected;

    Echo(String aid) {
      this.aid = bytes(aid);
    }

    @Override
    public boolean answersTo(byte[] wanted) {
      return Arrays.equals(aid, wanted);
    }

    @Override
    public Response select() {
      return Response.ok(new byte[] {aid[4]});
    }

    @Override
    public Response process(Command command) {
      commands++;
      if (command.ins() == 0xFE) {
        throw new StorageFailure(new IOException("full"));
      }
      if (command.ins() == 0x10) {
        return Response.ok(new byte[(command.data()[0] & 0xFF) << 8 | command.data()[1] & 0xFF]);
      }
      return Response.ok(command.data());
    }

    @Override
    public void deselect() {
      deselected++;
    }

    @Override
    public int maxDataBytes() {
      return 1024;
    }
  }
}
