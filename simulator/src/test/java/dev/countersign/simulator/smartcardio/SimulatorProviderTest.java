package dev.countersign.simulator.smartcardio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import dev.countersign.wire.Tlv;
import java.nio.ByteBuffer;
import java.security.Security;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.smartcardio.Card;
import javax.smartcardio.CardChannel;
import javax.smartcardio.CardException;
import javax.smartcardio.CardNotPresentException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CardTerminals;
import javax.smartcardio.CommandAPDU;
import javax.smartcardio.ResponseAPDU;
import javax.smartcardio.TerminalFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SimulatorProviderTest {
  private static final CommandAPDU SELECT =
      new CommandAPDU(TestCard.bytes("00A4040005A00000030800"));

  private final SimulatedReaders readers = new SimulatedReaders();
  private final VirtualToken token =
      VirtualToken.builder(Profile.NIST_PIV).world(World.deterministic(1)).build();
  private CardTerminals terminals;

  @BeforeEach
  void open() throws Exception {
    terminals =
        TerminalFactory.getInstance(SimulatorProvider.TYPE, null, new SimulatorProvider(readers))
            .terminals();
  }

  @AfterEach
  void close() {
    readers.close();
  }

  /** Long answers are fetched in the class of the message. */
  @Test
  void aSecurityKeyAnswersHereToo() throws Exception {
    VirtualToken key =
        VirtualToken.builder(Profile.SECURITY_KEY).world(World.deterministic(1)).build();
    readers.insert(key);
    CardChannel channel = terminals.list().get(0).connect("*").getBasicChannel();
    ResponseAPDU selected =
        channel.transmit(new CommandAPDU(TestCard.bytes("00A4040008A0000006472F0001")));
    assertThat(new String(selected.getData(), US_ASCII)).isEqualTo("U2F_V2");
    ResponseAPDU inPieces = channel.transmit(new CommandAPDU(TestCard.bytes("801080000104 40")));
    ResponseAPDU atOnce = channel.transmit(new CommandAPDU(TestCard.bytes("80100000010400")));
    assertThat(inPieces.getSW()).isEqualTo(0x9000);
    assertThat(inPieces.getData()).isEqualTo(atOnce.getData()).startsWith(0x00);
  }

  @Test
  void isNotRegistered() {
    assertThat(Security.getProvider("CountersignSimulator")).isNull();
  }

  @Test
  void listsByState() throws Exception {
    assertThat(terminals.list()).isEmpty();
    readers.addReader("empty");
    readers.insert(token);
    assertThat(terminals.list()).hasSize(2);
    assertThat(terminals.list(CardTerminals.State.CARD_PRESENT))
        .extracting(CardTerminal::getName)
        .containsExactly("Countersign Simulator NIST PIV 00 00");
    assertThat(terminals.list(CardTerminals.State.CARD_ABSENT))
        .extracting(CardTerminal::getName)
        .containsExactly("empty");
    assertThat(terminals.getTerminal("empty").isCardPresent()).isFalse();
    assertThat(terminals.getTerminal("absent")).isNull();
    assertThatThrownBy(() -> terminals.getTerminal("empty").connect("*"))
        .isInstanceOf(CardNotPresentException.class);
  }

  @Test
  void waitsForChanges() throws Exception {
    assertThat(terminals.waitForChange(1)).isTrue(); // the first call says what is there
    assertThat(terminals.waitForChange(1)).isFalse();
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return terminals.waitForChange(0);
              } catch (CardException e) {
                throw new IllegalStateException(e);
              }
            });
    readers.insert(token);
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(terminals.list(CardTerminals.State.CARD_INSERTION)).hasSize(1);
    readers.remove(token);
    assertThat(terminals.waitForChange(30_000)).isTrue();
    assertThat(terminals.list(CardTerminals.State.CARD_INSERTION)).isEmpty();
  }

  @Test
  void aTerminalWaitsForItsCard() throws Exception {
    readers.addReader("desk");
    CardTerminal desk = terminals.getTerminal("desk");
    assertThat(desk.waitForCardPresent(1)).isFalse();
    assertThat(desk.waitForCardAbsent(1)).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> desk.waitForCardPresent(-1));
    readers.insert(token, "desk");
    assertThat(desk.waitForCardPresent(0)).isTrue();
    assertThat(desk.waitForCardAbsent(1)).isFalse();
  }

  @Test
  void follows61xx() throws Exception {
    TestCard card = new TestCard(token).select().manage();
    String object = TestCard.hex(new Tlv(0x53, new byte[8000]).encode());
    card.extended("00DB3FFF", "5C035FC106" + object);
    CardChannel channel = connect().getBasicChannel();
    assertThat(channel.transmit(SELECT).getSW()).isEqualTo(0x9000);
    ResponseAPDU answer =
        channel.transmit(new CommandAPDU(TestCard.bytes("00CB3FFF055C035FC10600")));
    assertThat(TestCard.hex(answer.getBytes())).isEqualTo(object + "9000");
    ByteBuffer buffer = ByteBuffer.allocate(9000);
    int length =
        channel.transmit(ByteBuffer.wrap(TestCard.bytes("00CB3FFF055C035FC10600")), buffer);
    assertThat(length).isEqualTo(answer.getBytes().length);
    assertThatThrownBy(
            () ->
                channel.transmit(
                    ByteBuffer.wrap(TestCard.bytes("00CB3FFF055C035FC10600")),
                    ByteBuffer.allocate(100)))
        .isInstanceOf(CardException.class);
  }

  @Test
  void anAnswerThatDoesNotEndIsAnError() throws Exception {
    token.injectFaults(FaultSchedule.parse("oversize@1, truncate@300"));
    CardChannel channel = connect().getBasicChannel();
    assertThatThrownBy(() -> channel.transmit(SELECT))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("does not end");
  }

  @Test
  void anAnswerWithoutStatusWordIsAnError() throws Exception {
    token.injectFaults(FaultSchedule.parse("truncate@2"));
    CardChannel channel = connect().getBasicChannel();
    channel.transmit(SELECT);
    assertThatThrownBy(() -> channel.transmit(new CommandAPDU(0, 0x20, 0, 0x80)))
        .isInstanceOf(CardException.class)
        .hasMessageContaining("no status word");
  }

  @Test
  void anExclusiveCardBelongsToItsThread() throws Exception {
    Card card = connect();
    card.beginExclusive();
    assertThatThrownBy(card::beginExclusive).isInstanceOf(CardException.class);
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(
            () -> {
              assertThatThrownBy(() -> card.getBasicChannel().transmit(SELECT))
                  .isInstanceOf(CardException.class)
                  .hasMessageContaining("another thread");
              assertThatIllegalStateException().isThrownBy(card::endExclusive);
            });
    other.get(30, TimeUnit.SECONDS);
    Card second = terminals.list().get(0).connect("T=1");
    assertThatThrownBy(() -> second.getBasicChannel().transmit(SELECT))
        .isInstanceOf(CardException.class);
    card.endExclusive();
    assertThatIllegalStateException().isThrownBy(card::endExclusive);
    assertThat(second.getBasicChannel().transmit(SELECT).getSW()).isEqualTo(0x9000);
  }

  @Test
  void disconnectingWithResetLosesTheState() throws Exception {
    Card card = connect();
    Card witness = terminals.list().get(0).connect("*");
    card.getBasicChannel().transmit(SELECT);
    card.disconnect(false);
    assertThat(witness.getBasicChannel().transmit(new CommandAPDU(0, 0x20, 0, 0x80)).getSW())
        .isEqualTo(0x63C3);
    Card again = terminals.list().get(0).connect("*");
    again.disconnect(true);
    again.disconnect(true);
    assertThatThrownBy(() -> witness.getBasicChannel().transmit(SELECT))
        .isInstanceOf(CardException.class);
    assertThat(witness.getBasicChannel().transmit(new CommandAPDU(0, 0x20, 0, 0x80)).getSW())
        .isEqualTo(0x6D00);
    assertThatIllegalStateException().isThrownBy(again::getBasicChannel);
  }

  @Test
  void aPulledCardIsNotPresent() throws Exception {
    Card card = connect();
    readers.remove(token);
    assertThatThrownBy(() -> card.getBasicChannel().transmit(SELECT))
        .isInstanceOf(CardNotPresentException.class);
  }

  @Test
  void whatACardCannotDoIsSaid() throws Exception {
    Card card = connect();
    assertThat(card.getProtocol()).isEqualTo("T=1");
    assertThat(card.getATR().getBytes()).isEqualTo(token.atr());
    assertThatThrownBy(card::openLogicalChannel).isInstanceOf(CardException.class);
    assertThatThrownBy(() -> card.transmitControlCommand(1, new byte[0]))
        .isInstanceOf(CardException.class);
    CardChannel channel = card.getBasicChannel();
    assertThat(channel.getChannelNumber()).isZero();
    assertThat(channel.getCard()).isSameAs(card);
    assertThatIllegalStateException().isThrownBy(channel::close);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> channel.transmit(new CommandAPDU(0, 0x70, 0, 0)));
    assertThatThrownBy(() -> terminals.list().get(0).connect("T=0"))
        .isInstanceOf(CardException.class);
  }

  private Card connect() throws CardException {
    readers.insert(token);
    return terminals.list().get(0).connect("*");
  }
}
