package dev.countersign.simulator.fido;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.card.CardSystem;
import dev.countersign.simulator.card.Firmware;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [CTAP2.1] 11.3: a security key behind a reader. */
@Timeout(60)
class FidoAppletTest {
  private static final String SELECT = "00A4040008A0000006472F0001";
  private static final String WITH_U2F = "5532465f56329000";
  private static final String WITHOUT_U2F = "4649444f5f325f309000";

  private final EchoKey key = new EchoKey();
  private boolean ctap2 = true;
  private boolean u2f = true;
  private boolean interrupted;
  private CardSystem card = card(true);

  private CardSystem card(boolean polling) {
    FidoApplet applet =
        new FidoApplet(
            key,
            new FidoFraming(2000, polling, new Firmware(5, 7, 4)),
            new EnabledProtocols(() -> ctap2, () -> u2f),
            task -> {
              Thread thread = new Thread(task, "simulated-key");
              thread.setDaemon(true);
              thread.start();
            },
            () -> interrupted);
    return new CardSystem(List.of(applet), true);
  }

  @BeforeEach
  void select() {
    assertThat(send(SELECT)).isEqualTo(WITH_U2F);
  }

  @AfterEach
  void end() {
    key.touch();
  }

  private String send(String command) {
    byte[] bytes = HexFormat.of().parseHex(command.replace(" ", ""));
    return HexFormat.of().formatHex(card.process(bytes));
  }

  @Test
  void selectTellsWhetherThereIsU2f() {
    assertThat(send(SELECT + "00")).isEqualTo(WITH_U2F);
    key.hasU2f(false);
    assertThat(send(SELECT)).isEqualTo(WITHOUT_U2F);
    key.hasU2f(true);
    u2f = false;
    assertThat(send(SELECT)).isEqualTo(WITHOUT_U2F);
    ctap2 = false;
    assertThat(send(SELECT)).isEqualTo("6a82");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00A4040007A0000006472F00",
        "00A4040009A0000006472F000100",
        "00A4040008A0000006472F0002"
      })
  void noOtherIdentifierMeansIt(String select) {
    assertThat(send(select)).isEqualTo("6a82");
    assertThat(send("8010000001EE")).isEqualTo("6e00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80100000 01 EE",
        "80108000 01 EE",
        "80100000 01 EE 00",
        "80100000 00 0001 EE 0000"
      })
  void aMessageIsAnsweredInEveryForm(String command) {
    assertThat(send(command)).isEqualTo("009000");
  }

  @ParameterizedTest
  @CsvSource({
    "80100000 00, 6700",
    "80100100 01EE, 6a86",
    "80101100 01EE, 6a86",
    "80100001 01EE, 6a86",
    "80130000 01EE, 6d00",
    "80A40400 08A0000006472F0001, 6d00",
    "81100000 01EE, 6e00",
    "C0100000 01EE, 6e00",
    "80100000 05EE, 6700",
  })
  void aBadCommandIsRefused(String command, String status) {
    assertThat(send(command)).isEqualTo(status);
    assertThat(send("80100000 02 EE05")).isEqualTo("00059000");
  }

  @Test
  void aDefectOfTheKeyIsAnAnswer() {
    assertThat(send("80108000 01 04")).isEqualTo("7f9000");
    assertThat(send("80100000 01 04")).isEqualTo("6f00");
  }

  @Test
  void aChainIsOneMessage() {
    assertThat(send("90100000 02 EE01")).isEqualTo("9000");
    assertThat(send("90100000 02 0203 00")).isEqualTo("9000");
    assertThat(send("80100000 01 04 00")).isEqualTo("00010203049000");
  }

  /** Class 10 begins a chain of class 00, which is not the beginning of one of class 80. */
  @Test
  void aChainIsOfOneClass() {
    assertThat(send("10100000 02 EE01")).isEqualTo("9000");
    assertThat(send("80100000 02 EE04")).isEqualTo("00049000");
    assertThat(send("90100000 02 EE01")).isEqualTo("9000");
    assertThat(send("00030000")).isEqualTo("000300000000009000");
  }

  @Test
  void aMessageIsAtMostAsLongAsTheKeyTakes() {
    assertThat(send("80100000 00 07D0 EE" + "00".repeat(1999) + "0000")).hasSize(2 * 2002);
    assertThat(send("80100000 00 07D1 EE" + "00".repeat(2000) + "0000")).isEqualTo("6700");
    for (int i = 0; i < 8; i++) {
      assertThat(send("90100000 FA" + "EE".repeat(250))).isEqualTo("9000");
    }
    assertThat(send("80100000 01 00")).isEqualTo("6700");
    assertThat(send("80100000 02 EE04")).isEqualTo("00049000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "00"})
  void aLongAnswerIsFetchedInEitherClass(String cla) {
    assertThat(send("80100000 03 030258 00")).hasSize(2 * 258).endsWith("6100");
    assertThat(send(cla + "C0000000")).hasSize(2 * 258).endsWith("6158");
    assertThat(send(cla + "C0000058")).hasSize(2 * 90).endsWith("9000");
    assertThat(send(cla + "C0000000")).isEqualTo("6985");
  }

  @Test
  void anExtendedCommandGetsALongAnswerAtOnce() {
    assertThat(send("80100000 000003 030258 0000")).hasSize(2 * 602).endsWith("9000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00030000", "0003000000", "00030000000000"})
  void theVersionIsAskedForInThreeForms(String command) {
    assertThat(send(command)).isEqualTo("000300000000009000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00010300 02 0102", "00010300 02 0102 00", "00010300 000002 0102 0000"})
  void u2fReachesTheKeyInItsLongForm(String command) {
    assertThat(send(command)).isEqualTo("00010300000002010200009000");
  }

  @Test
  void u2fMayBeMissing() {
    u2f = false;
    assertThat(send("00030000")).isEqualTo("6d00");
    u2f = true;
    key.hasU2f(false);
    assertThat(send("00030000")).isEqualTo("6d00");
  }

  @Test
  void aKeyOfTheFirstGenerationHasNoOtherClass() {
    ctap2 = false;
    assertThat(send(SELECT)).isEqualTo(WITH_U2F);
    assertThat(send("80100000 01 EE")).isEqualTo("6e00");
    assertThat(send("90100000 01 EE")).isEqualTo("6e00");
    assertThat(send("00030000")).endsWith("9000");
  }

  @Test
  void aReaderThatUnderstandsIsToldThatATouchIsMissing() {
    assertThat(send("80108000 01 01")).isEqualTo("029100");
    assertThat(send("80110000")).isEqualTo("029100");
    assertThat(send("80110000 01 01")).as("some repeat the data").isEqualTo("029100");
    assertThat(send("90110000 01 01")).isEqualTo("9000");
    assertThat(send("80110000 01 01 00")).isEqualTo("029100");
    key.touch();
    String answer = send("80110000");
    while (answer.equals("029100")) {
      answer = send("80110000");
    }
    assertThat(answer).isEqualTo("009000");
    assertThat(send("80110000")).isEqualTo("6985");
  }

  @Test
  void aPolledMessageIsCancelled() {
    assertThat(send("80108000 01 01")).isEqualTo("029100");
    assertThat(send("80111100")).isEqualTo("2d9000");
    assertThat(send("80111100")).isEqualTo("6985");
  }

  @ParameterizedTest
  @ValueSource(strings = {"80110100", "80118000", "80110001"})
  void aPollWithOtherParametersIsRefusedAndChangesNothing(String poll) {
    assertThat(send("80108000 01 01")).isEqualTo("029100");
    assertThat(send(poll)).isEqualTo("6a86");
    assertThat(send("80111100")).isEqualTo("2d9000");
  }

  @ParameterizedTest
  @ValueSource(strings = {SELECT, "00A4040001AA", "00030000", "80120100", "81100000", "8010"})
  void anotherCommandEndsAPolledMessage(String command) {
    assertThat(send("80108000 01 01")).isEqualTo("029100");
    send(command);
    send(SELECT);
    assertThat(send("80110000")).isEqualTo("6985");
    assertThat(send("80100000 02 EE07")).isEqualTo("00079000");
  }

  @Test
  void aShortMessageIsAnsweredAtOnceToo() {
    assertThat(send("80108000 02 EE07")).isEqualTo("00079000");
    assertThat(send("80110000")).isEqualTo("6985");
  }

  @Test
  void aReaderThatDoesNotUnderstandWaits() throws InterruptedException {
    Thread person =
        new Thread(
            () -> {
              try {
                key.awaitWork();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              key.touch();
            });
    person.start();
    assertThat(send("80100000 01 01")).isEqualTo("009000");
    person.join();
  }

  @ParameterizedTest
  @ValueSource(strings = {"80100000 01 01", "80108000 01 01"})
  void noReaderWaitsForACardThatLosesItsPower(String command) {
    card = card(false);
    send(SELECT);
    interrupted = true;
    assertThat(send(command)).isEqualTo("2d9000");
  }

  @Test
  void aKeyThatCannotBePolledWaits() {
    card = card(false);
    send(SELECT);
    key.touch();
    assertThat(send("80108000 01 01")).isEqualTo("009000");
    assertThat(send("80110000")).isEqualTo("6d00");
  }

  @ParameterizedTest
  @CsvSource({"80120100, 9000", "8012010000, 9000", "80120000, 6a86", "80120101, 6a86"})
  void theEndOfAllIsSaid(String command, String status) {
    assertThat(send(command)).isEqualTo(status);
  }

  @Test
  void pluggingItInGivesItPowerAndAReaderThatSwitchesItOffTakesNone() {
    card.pluggedIn();
    assertThat(key.powered()).isTrue();
    assertThat(key.powerUps()).isEqualTo(1);
    card.reset();
    assertThat(key.powered()).isTrue();
    assertThat(key.powerUps()).isEqualTo(1);
    assertThat(send("00030000")).as("nothing is selected").isEqualTo("6d00");
  }
}
