package dev.countersign.host.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelException.Kind;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.util.List;
import java.util.ServiceLoader;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcscSourceTest {
  private static final byte[] COMMAND = {0x00, (byte) 0xA4, 0x04, 0x00};
  private static final byte[] OK = {(byte) 0x90, 0x00};

  private final FakeService service = new FakeService();
  private final PcscSource source = service.source();
  private FakeService.Slot slot;

  @BeforeEach
  void putACardIn() {
    slot = service.add("Reader A").insert();
  }

  @AfterEach
  void returnsEveryContext() {
    source.close();
    assertThat(service.openContexts).isZero();
  }

  private ApduChannel connect() throws ChannelException {
    return source.readers().get(0).connect();
  }

  private static void assertKind(Kind expected, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ChannelException.class, e -> assertThat(e.kind()).isEqualTo(expected));
  }

  @Test
  void isFoundAndDoesNothingWhenItIsConstructed() {
    List<ChannelSource> found =
        ServiceLoader.load(ChannelSource.class).stream().map(ServiceLoader.Provider::get).toList();
    assertThat(found).hasAtLeastOneElementOfType(PcscSource.class);
    new PcscSource(
            reader -> true,
            () -> {
              throw new AssertionError("it chose a library");
            })
        .close();
  }

  @Test
  void listsReadersWithoutTouchingACard() throws ChannelException {
    service.add("Reader B");
    assertThat(source.readers()).extracting(Reader::name).containsExactly("Reader A", "Reader B");
    assertThat(source.readers()).extracting(Reader::present).containsExactly(true, false);
    assertThat(source.readers()).noneMatch(Reader::simulated);
    assertThat(slot.log).isEmpty();
    assertThat(service.openContexts).isZero();
  }

  @Test
  void leavesReadersAloneThatAreNotWanted() throws ChannelException {
    service.add("Reader B").insert();
    try (PcscSource some =
        new PcscSource(name -> name.endsWith("B"), () -> new BackendChoice(service, "test"))) {
      assertThat(some.readers()).extracting(Reader::name).containsExactly("Reader B");
    }
  }

  @Test
  void saysThatTheServiceIsAwayAndFindsItAgain() throws ChannelException {
    service.stop();
    assertKind(Kind.SERVICE, source::readers);
    service.start();
    assertThat(source.readers()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "8010001D, SERVICE",
    "8010001E, SERVICE",
    "80100003, SERVICE",
    "8010006A, SERVICE",
    "8010000B, SHARING",
    "8010000C, REMOVED",
    "80100069, REMOVED",
    "80100009, REMOVED",
    "80100017, REMOVED",
    "80100066, PROTOCOL",
    "8010000F, PROTOCOL",
    "8010000A, TIMEOUT",
    "8010ABCD, PROTOCOL"
  })
  void tellsErrorsOfConnectingApart(String code, Kind expected) {
    slot.nextConnect.add(Long.parseLong(code, 16));
    assertKind(expected, this::connect);
    assertThat(service.openContexts).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "FFFFFFFF8010001D, SERVICE",
    "80100003, SERVICE",
    "80100069, REMOVED",
    "80100017, REMOVED",
    "8010000B, SHARING",
    "80100016, PROTOCOL",
    "80100008, PROTOCOL",
    "8010000A, TIMEOUT"
  })
  void tellsErrorsOfCommandsApart(String code, Kind expected) throws ChannelException {
    try (ApduChannel channel = connect()) {
      slot.next.add(Long.parseUnsignedLong(code, 16));
      assertKind(expected, () -> channel.transceive(COMMAND));
    }
  }

  @Test
  void staysDeadAfterTheCardWasRemoved() throws ChannelException {
    ApduChannel channel = connect();
    slot.next.add(0x80100069L);
    assertKind(Kind.REMOVED, () -> channel.transceive(COMMAND));
    int before = slot.log.size();
    assertKind(Kind.REMOVED, () -> channel.transceive(COMMAND));
    assertKind(Kind.REMOVED, channel::hold);
    assertThat(slot.log).hasSize(before);
    channel.close();
  }

  @Test
  void looksWhetherTheCardIsGoneWhenTheErrorDoesNotTell() throws ChannelException {
    for (Object unclear : new Object[] {0x80100016L, 0x80100013L, new byte[0]}) {
      try (ApduChannel channel = connect()) {
        slot.next.add(unclear);
        assertKind(Kind.PROTOCOL, () -> channel.transceive(COMMAND));
        assertThat(channel.transceive(COMMAND)).isEqualTo(OK);
        slot.next.add(unclear);
        slot.remove();
        assertKind(Kind.REMOVED, () -> channel.transceive(COMMAND));
        slot.insert();
      }
      try (ApduChannel channel = connect()) {
        slot.next.add(unclear);
        service.stop();
        assertKind(Kind.SERVICE, () -> channel.transceive(COMMAND));
        service.start();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {FakeService.RESET, 0x8010000FL}) // the latter before the service tells it
  void connectsAgainAfterAResetAndWorksOn(long reset) throws ChannelException {
    try (ApduChannel channel = connect()) {
      ApduChannel.Hold hold = channel.hold();
      slot.next.add(reset);
      assertKind(Kind.RESET, () -> channel.transceive(COMMAND));
      hold.close();
      assertThat(slot.log)
          .containsExactly("connect *", "begin", "00A40400", "disconnect", "connect *");
      try (ApduChannel.Hold again = channel.hold()) {
        assertThat(again.transferable()).isTrue();
        assertThat(channel.transceive(COMMAND)).isEqualTo(OK);
      }
    }
    assertThat(slot.log).endsWith("begin", "00A40400", "end", "disconnect");
  }

  @Test
  void noticesAResetWhenATransactionBegins() throws ChannelException {
    try (ApduChannel channel = connect()) {
      slot.nextBegin.add(FakeService.RESET);
      assertKind(Kind.RESET, channel::hold);
      channel.hold().close();
    }
  }

  @Test
  void isDeadWhenAnotherCardIsThereAfterAReset() throws ChannelException {
    try (ApduChannel channel = connect()) {
      slot.atr = new byte[] {0x3B, 0x00};
      slot.next.add(FakeService.RESET);
      assertKind(Kind.REMOVED, () -> channel.transceive(COMMAND));
      assertKind(Kind.REMOVED, () -> channel.transceive(COMMAND));
    }
  }

  @ParameterizedTest
  @CsvSource({"8010000C, REMOVED", "8010000B, SHARING", "8010001D, SERVICE", "80100068, REMOVED"})
  void isDeadWhenItCannotConnectAgainAfterAReset(String code, Kind expected)
      throws ChannelException {
    try (ApduChannel channel = connect()) {
      slot.next.add(FakeService.RESET);
      slot.nextConnect.add(Long.parseLong(code, 16));
      assertKind(expected, () -> channel.transceive(COMMAND));
      assertKind(expected, () -> channel.transceive(COMMAND));
    }
  }

  @Test
  void takesALibraryThatFailsForNonsenseFromTheReader() throws ChannelException {
    try (ApduChannel channel = connect()) {
      slot.next.add(new ArrayIndexOutOfBoundsException(4));
      assertKind(Kind.PROTOCOL, () -> channel.transceive(COMMAND));
      slot.next.add(new byte[] {(byte) 0x90});
      assertKind(Kind.PROTOCOL, () -> channel.transceive(COMMAND));
    }
  }

  @Test
  void takesACardThatTheJdkCallsDisconnectedForRemoved() throws ChannelException {
    try (ApduChannel channel = connect()) {
      slot.next.add(new IllegalStateException("Card has been removed"));
      assertKind(Kind.REMOVED, () -> channel.transceive(COMMAND));
    }
  }

  @Test
  void readsTheErrorFromTheNameThatTheJdkGivesIt() {
    Exception sun =
        new javax.smartcardio.CardException(
            new java.security.GeneralSecurityException("SCARD_W_RESET_CARD"));
    assertThat(Failures.translate(sun, "test").kind()).isEqualTo(Kind.RESET);
    Exception unknown = new javax.smartcardio.CardException("Unknown error 0x1");
    assertThat(Failures.translate(unknown, "test").kind()).isEqualTo(Kind.PROTOCOL);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 65_545})
  void refusesWhatIsNoCommand(int length) throws ChannelException {
    try (ApduChannel channel = connect()) {
      assertThatThrownBy(() -> channel.transceive(new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(slot.log).containsExactly("connect *", "disconnect");
  }

  @Test
  void refusesATransactionInsideATransaction() throws ChannelException {
    try (ApduChannel channel = connect();
        ApduChannel.Hold hold = channel.hold()) {
      assertThat(hold).isNotNull();
      assertThatThrownBy(channel::hold).isInstanceOf(IllegalStateException.class);
    }
    assertThat(slot.log).containsExactly("connect *", "begin", "end", "disconnect");
  }

  @Test
  void leavesTheCardAsItIsHoweverItIsClosed() throws ChannelException {
    ApduChannel channel = connect();
    ApduChannel.Hold hold = channel.hold();
    channel.close();
    channel.close();
    hold.close();
    assertThat(slot.log).containsExactly("connect *", "begin", "end", "disconnect");
    assertThatThrownBy(() -> channel.transceive(COMMAND)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givesEachConnectionAContextOfItsOwnAndClosesAllAtTheEnd() throws ChannelException {
    service.add("Reader B").insert();
    List<Reader> readers = source.readers();
    ApduChannel a = readers.get(0).connect();
    readers.get(1).connect();
    assertThat(service.openContexts).isEqualTo(2);
    a.close();
    assertThat(service.openContexts).isEqualTo(1);
    source.close();
    assertThat(service.openContexts).isZero();
    assertThatThrownBy(readers.get(0)::connect).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysRemovedWhenTheReaderIsGone() throws ChannelException {
    Reader reader = source.readers().get(0);
    service.removeReader("Reader A");
    assertKind(Kind.REMOVED, reader::connect);
  }

  @Test
  void worksOverAnyFactory() throws ChannelException {
    try (PcscSource over = PcscSource.over(service.factory());
        ApduChannel channel = over.readers().get(0).connect();
        ApduChannel.Hold hold = channel.hold()) {
      assertThat(hold.transferable()).isFalse();
      slot.next.add(VpcdCard.response(VpcdCard.pattern(8000), 0x9000));
      assertThat(channel.transceive(COMMAND))
          .isEqualTo(VpcdCard.response(VpcdCard.pattern(8000), 0x9000));
    }
  }

  @Test
  void knowsExtendedLengthByAnswerToResetAndProtocol() throws ChannelException {
    try (ApduChannel channel = connect()) {
      assertThat(channel.extendedLength()).isTrue();
      assertThat(channel.atr()).isEqualTo(VpcdCard.ATR_EXTENDED);
      channel.atr()[0] = 0;
      assertThat(channel.atr()).isEqualTo(VpcdCard.ATR_EXTENDED);
    }
    slot.protocol = "T=0";
    try (ApduChannel channel = connect()) {
      assertThat(channel.extendedLength()).isFalse();
    }
  }
}
