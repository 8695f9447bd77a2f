package dev.countersign.card.apdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.device.TokenException;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** [ISO7816-4] command chaining and GET RESPONSE. */
class ApduExchangeTest {
  private static final CommandApdu GET = CommandApdu.of(0xCB, 0x3F, 0xFF, new byte[] {0x5C, 0});

  private static ResponseApdu send(ApduChannel channel, CommandApdu command)
      throws ChannelException {
    return exchange(channel).send(command);
  }

  private static ApduExchange exchange(ApduChannel channel) {
    return new ApduExchange(channel, new ApduForm(channel.extendedLength()), "piv:", "test");
  }

  private static ApduChannel answering(boolean extended, Function<byte[], byte[]> card) {
    return new ApduChannel() {
      @Override
      public byte[] transceive(byte[] command) {
        return card.apply(command);
      }

      @Override
      public byte[] atr() {
        return new byte[0];
      }

      @Override
      public boolean extendedLength() {
        return extended;
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void shortCommandStaysShortOnAnExtendedChannel() throws Exception {
    ScriptedChannel card = new ScriptedChannel(true).on("00FD000000", "050704 9000");
    assertThat(send(card, CommandApdu.of(0xFD, 0, 0)).data()).containsExactly(5, 7, 4);
  }

  @Test
  void longResponseIsAskedForWithAnExtendedCommand() throws Exception {
    ScriptedChannel card = new ScriptedChannel(true).on("00CB3FFF 000002 5C00 0000", "9000");
    assertThat(send(card, GET.expectingLongResponse()).isSuccess()).isTrue();
  }

  @Test
  void longDataAreChainedWithoutExtendedLength() throws Exception {
    ScriptedChannel card =
        new ScriptedChannel(false)
            .on("10DB3FFFFF" + "00".repeat(255), "9000")
            .on("00DB3FFF01 00 00", "9000");
    assertThat(send(card, CommandApdu.of(0xDB, 0x3F, 0xFF, new byte[256])).isSuccess()).isTrue();
    card.assertDone();
  }

  @Test
  void chainEndsAtTheFirstRefusedBlock() throws Exception {
    ScriptedChannel card = new ScriptedChannel(false).on("10DB3FFFFF" + "00".repeat(255), "6884");
    assertThat(send(card, CommandApdu.of(0xDB, 0x3F, 0xFF, new byte[256])).status().value())
        .isEqualTo(0x6884);
  }

  @Test
  void firstExtendedCommandAnswered6700IsChainedAndSoAreAllAfterIt() throws Exception {
    ScriptedChannel card =
        new ScriptedChannel(true)
            .on("00CB3FFF 000002 5C00 0000", "6700")
            .on("00CB3FFF 02 5C00 00", "AA 9000")
            .on("00CB3FFF 02 5C00 00", "BB 9000");
    ApduExchange exchange = exchange(card);
    exchange.send(GET.expectingLongResponse());
    assertThat(exchange.send(GET.expectingLongResponse()).data()).containsExactly(0xBB);
    card.assertDone();
  }

  @Test
  void later6700IsAnAnswerAndNoReasonToFallBack() throws Exception {
    ScriptedChannel card =
        new ScriptedChannel(true)
            .on("00CB3FFF 000002 5C00 0000", "9000")
            .on("00CB3FFF 000002 5C00 0000", "6700");
    ApduExchange exchange = exchange(card);
    exchange.send(GET.expectingLongResponse());
    assertThat(exchange.send(GET.expectingLongResponse()).status())
        .isEqualTo(StatusWord.WRONG_LENGTH);
  }

  @Test
  void moreDataAreFetchedAndPutTogether() throws Exception {
    ScriptedChannel card =
        new ScriptedChannel(false)
            .on("00CB3FFF 02 5C00 00", "0102 6103")
            .on("00C0000003", "0304 6101")
            .on("00C0000001", "05 9000");
    assertThat(send(card, GET).data()).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void statusOfTheLastPartCounts() throws Exception {
    ScriptedChannel card =
        new ScriptedChannel(false).on("00CB3FFF 02 5C00 00", "0102 6103").on("00C0000003", "6F00");
    assertThat(send(card, GET).status().value()).isEqualTo(0x6F00);
  }

  @Test
  void wrongLeIsFollowedOnce() throws Exception {
    ScriptedChannel card =
        new ScriptedChannel(false)
            .on("00CB3FFF 02 5C00 00", "6C04")
            .on("00CB3FFF 02 5C00 04", "01020304 9000");
    assertThat(send(card, GET).data()).hasSize(4);
  }

  @Test
  void wrongLeTwiceIsTheAnswer() throws Exception {
    ScriptedChannel card =
        new ScriptedChannel(false)
            .on("00CB3FFF 02 5C00 00", "6C04")
            .on("00CB3FFF 02 5C00 04", "6C05");
    assertThat(send(card, GET).status().value()).isEqualTo(0x6C05);
    card.assertDone();
  }

  @Test
  void secretCommandIsNeverSentTwice() throws Exception {
    ScriptedChannel card = new ScriptedChannel(false).on("00200080 08 313233343536FFFF 00", "6C00");
    byte[] pin = {0x31, 0x32, 0x33, 0x34, 0x35, 0x36, -1, -1};
    assertThat(send(card, CommandApdu.secret(0x20, 0, 0x80, pin)).status().value())
        .isEqualTo(0x6C00);
  }

  /** Found by fuzzing: the caller got 61xx as the status of the whole command. */
  @Test
  void aResponseToPartOfACommandIsNoResponse() {
    ScriptedChannel card = new ScriptedChannel(false).on("10DB3FFFFF" + "00".repeat(255), "6110");
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(() -> send(card, CommandApdu.of(0xDB, 0x3F, 0xFF, new byte[256])))
        .withMessageContaining("has a part of");
  }

  /** Found by fuzzing: the second GET RESPONSE was sent as zeros. */
  @Test
  void restOfTheAnswerToASecretCommandIsAskedForAgainWithTheLengthTheCardWants() throws Exception {
    ScriptedChannel card =
        new ScriptedChannel(false)
            .on("00240080 02 0102 00", "61FF")
            .on("00C00000FF", "6C03")
            .on("00C0000003", "0A0B0C 9000");
    assertThat(send(card, CommandApdu.secret(0x24, 0, 0x80, new byte[] {1, 2})).data())
        .containsExactly(10, 11, 12);
    card.assertDone();
  }

  @Test
  void secretCommandIsWipedFromTheBufferThatWasSent() throws Exception {
    byte[][] seen = new byte[1][];
    ApduChannel card =
        answering(
            false,
            command -> {
              seen[0] = command;
              return new byte[] {(byte) 0x90, 0};
            });
    send(card, CommandApdu.secret(0x20, 0, 0x80, new byte[] {1, 2, 3}));
    assertThat(seen[0]).containsOnly(0);
  }

  @Test
  void moreDataForEverIsABadResponse() {
    AtomicInteger commands = new AtomicInteger();
    ApduChannel card =
        answering(
            false,
            command -> {
              commands.incrementAndGet();
              return new byte[] {1, 0x61, 0};
            });
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(() -> send(card, GET))
        .withMessageContaining("parts");
    assertThat(commands.get()).isEqualTo(ApduExchange.MAX_PARTS);
  }

  @Test
  void moreDataWithoutDataIsABadResponse() {
    ScriptedChannel card =
        new ScriptedChannel(false).on("00CB3FFF 02 5C00 00", "6100").on("00C0000000", "6100");
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(() -> send(card, GET))
        .withMessageContaining("sends none");
  }

  @Test
  void moreThanTheLongestResponseIsABadResponse() {
    byte[] part = new byte[258];
    part[256] = 0x61;
    AtomicInteger commands = new AtomicInteger();
    ApduChannel card =
        answering(
            false,
            command -> {
              commands.incrementAndGet();
              return part.clone();
            });
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(() -> send(card, GET))
        .withMessageContaining("65536");
    assertThat(commands.get()).isEqualTo(257);
  }

  @Test
  void tenMegabytesInOneResponseAreABadResponse() {
    ApduChannel card = answering(true, command -> new byte[10 << 20]);
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(() -> send(card, GET))
        .withMessageContaining("10485760 bytes");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void responseWithoutStatusWordIsABadResponse(int length) {
    ApduChannel card = answering(true, command -> new byte[length]);
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(() -> send(card, GET))
        .withMessageContaining("no status word");
  }

  @Test
  void statusThatCannotBeOneIsABadResponse() {
    ApduChannel card = answering(true, command -> new byte[] {0x12, 0x34});
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(() -> send(card, GET))
        .withMessageContaining("1234");
  }

  @Test
  void errorsCarryTokenAndOperation() {
    ApduChannel card = answering(true, command -> new byte[0]);
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(() -> send(card, GET))
        .satisfies(
            e -> {
              assertThat(e.token()).isEqualTo("piv:");
              assertThat(e.operation()).isEqualTo("test");
            });
  }

  private static ApduExchange remaining(ApduChannel channel) {
    return new ApduExchange(
        channel, new ApduForm(false), "oath:", "test", Continuation.SEND_REMAINING);
  }

  /** [YK-OATH] SEND REMAINING, whatever number of bytes is announced. */
  @Test
  void anApplicationMayHandOnTheRestByACommandOfItsOwn() throws Exception {
    ScriptedChannel card =
        new ScriptedChannel(false)
            .on("00A1000000", "AA 6101")
            .on("00A5000000", "BB 61FF")
            .on("00A5000000", "CC 9000");
    assertThat(remaining(card).send(CommandApdu.of(0xA1, 0, 0)).data())
        .containsExactly(0xAA, 0xBB, 0xCC);
    card.assertDone();
  }

  @Test
  void anEmptyPartOfItEndsTheExchangeToo() {
    ScriptedChannel card =
        new ScriptedChannel(false).on("00A1000000", "6101").on("00A5000000", "6101");
    assertThatExceptionOfType(TokenException.BadResponse.class)
        .isThrownBy(() -> remaining(card).send(CommandApdu.of(0xA1, 0, 0)))
        .withMessageContaining("announces more data and sends none");
    card.assertDone();
  }
}
