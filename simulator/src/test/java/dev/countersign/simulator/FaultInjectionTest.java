package dev.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each fault as a program sees it through a reader. */
class FaultInjectionTest {
  private static final String SELECT = "00A4040005A000000308";
  private static final String TEMPLATE = "61114F0600001000010079074F05A0000003089000";

  private final SimulatedReaders readers = new SimulatedReaders();

  private ApduChannel connect(String faults) throws ChannelException {
    return readers
        .insert(
            VirtualToken.builder(Profile.YUBIKEY_5_7)
                .world(World.deterministic(1))
                .faults(FaultSchedule.parse(faults))
                .build())
        .connect();
  }

  @AfterEach
  void close() {
    readers.close();
  }

  @Test
  void aRemovedTokenStaysAway() throws ChannelException {
    ApduChannel channel = connect("remove@2");
    assertThat(send(channel, SELECT)).isEqualTo(TEMPLATE);
    assertKind(ChannelException.Kind.REMOVED, () -> send(channel, SELECT));
    assertKind(ChannelException.Kind.REMOVED, () -> send(channel, SELECT));
    assertThat(readers.readers()).isEmpty();
  }

  @Test
  void aRemovedTokenWorksWhenItIsPluggedInAgain() throws ChannelException {
    VirtualToken token =
        VirtualToken.builder(Profile.YUBIKEY_5_7).faults(FaultSchedule.parse("remove@1")).build();
    ApduChannel first = readers.insert(token).connect();
    assertKind(ChannelException.Kind.REMOVED, () -> send(first, SELECT));
    ApduChannel second = readers.insert(token).connect();
    assertThat(send(second, SELECT)).isEqualTo(TEMPLATE);
    assertKind(ChannelException.Kind.REMOVED, () -> send(first, SELECT));
  }

  @Test
  void aResetIsToldOnceAndLosesTheSelection() throws ChannelException {
    ApduChannel channel = connect("reset@2");
    send(channel, SELECT);
    assertKind(ChannelException.Kind.RESET, () -> send(channel, "00FD0000"));
    assertThat(send(channel, "00FD0000")).isEqualTo("6D00");
    assertThat(send(channel, SELECT)).isEqualTo(TEMPLATE);
  }

  @Test
  void aStatusReplacesTheCommand() throws ChannelException {
    ApduChannel channel = connect("status:6F00@1");
    assertThat(send(channel, SELECT)).isEqualTo("6F00");
    assertThat(send(channel, "00FD0000")).isEqualTo("6D00");
    assertThat(send(channel, SELECT)).isEqualTo(TEMPLATE);
  }

  @Test
  void aTruncatedAnswerKeepsItsStatusWord() throws ChannelException {
    ApduChannel channel = connect("truncate@1, truncate@2");
    assertThat(send(channel, SELECT)).isEqualTo(TEMPLATE.substring(0, 18) + "9000");
    assertThat(send(channel, "00200080")).isEqualTo("63");
    assertThat(send(channel, "00200080")).isEqualTo("63C3");
  }

  @Test
  void aSlowAnswerIsTheAnswer() throws ChannelException {
    ApduChannel channel = connect("slow:1ms@1");
    assertThat(send(channel, SELECT)).isEqualTo(TEMPLATE);
  }

  @Test
  void anInterruptedWaitForASlowAnswerIsATimeout() throws ChannelException {
    ApduChannel channel = connect("slow:600s@1");
    Thread.currentThread().interrupt();
    assertKind(ChannelException.Kind.TIMEOUT, () -> send(channel, SELECT));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void anOversizeAnswerComesToTenMebibytes() throws ChannelException {
    ApduChannel channel = connect("oversize@2");
    send(channel, SELECT);
    String answer = send(channel, "00CB3FFF055C035FC10500");
    long bytes = 0;
    while (answer.endsWith("6100")) {
      bytes += answer.length() / 2 - 2;
      answer = send(channel, "00C0000000");
    }
    assertThat(answer).endsWith("9000");
    assertThat(bytes + answer.length() / 2 - 2).isEqualTo(10 << 20);
  }

  @Test
  void anotherCommandEndsAnOversizeAnswer() throws ChannelException {
    ApduChannel channel = connect("oversize@1");
    assertThat(send(channel, SELECT)).endsWith("6100");
    assertThat(send(channel, SELECT)).isEqualTo(TEMPLATE);
    assertThat(send(channel, "00C0000000")).isEqualTo("6985");
  }

  @Test
  void anOverlongAnswerIsLongerThanAllowed() throws ChannelException {
    ApduChannel channel = connect("overlong@1");
    assertThat(channel.transceive(TestCard.bytes(SELECT)).length)
        .isGreaterThan(ApduChannel.MAX_RESPONSE_BYTES);
  }

  @Test
  void garbageIsNotTheAnswer() throws ChannelException {
    ApduChannel channel = connect("garbage@1");
    byte[] garbage = channel.transceive(TestCard.bytes(SELECT));
    assertThat(garbage.length).isBetween(2, 302);
    assertThat(TestCard.hex(garbage)).isNotEqualTo(TEMPLATE);
    assertThat(send(channel, "00FD0000")).isEqualTo("6D00");
  }

  @Test
  void nobodyTouches() throws ChannelException {
    TestCard card =
        new TestCard(
            VirtualToken.builder(Profile.YUBIKEY_5_7)
                .faults(FaultSchedule.parse("touch-never"))
                .build());
    card.select().manage();
    card.generate("9E", "11", "AB0102");
    assertThat(card.authenticate("11", "9E", "81", "00".repeat(32))).isEqualTo("6982");
    card.token().injectFaults(FaultSchedule.none());
    assertThat(card.authenticate("11", "9E", "81", "00".repeat(32))).endsWith("9000");
  }

  @Test
  void commandsCountFromTheAttachment() throws ChannelException {
    VirtualToken token =
        VirtualToken.builder(Profile.YUBIKEY_5_7)
            .faults(FaultSchedule.parse("status:6F00@2"))
            .build();
    send(readers.insert(token).connect(), SELECT);
    readers.remove(token);
    ApduChannel again = readers.insert(token).connect();
    assertThat(send(again, SELECT)).isEqualTo(TEMPLATE);
    assertThat(send(again, SELECT)).isEqualTo("6F00");
    assertThat(send(again, SELECT)).isEqualTo(TEMPLATE);
  }

  private static String send(ApduChannel channel, String command) throws ChannelException {
    return TestCard.hex(channel.transceive(TestCard.bytes(command)));
  }

  private static void assertKind(
      ChannelException.Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ChannelException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
