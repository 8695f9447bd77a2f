package dev.countersign.host.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ChannelException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers to reset, the choice of library, the diagnosis, the condition of native tests. */
class PcscDetailsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "3BFD1300008131FE158073C021C057597562694B657940, true, YubiKey 5 on USB",
    "3B8D80018073C021C057597562694B6579F9, false, the same over NFC",
    "3BF81300008131FE15597562696B657934D4, true, YubiKey 4",
    "3BF81300008131FE1501597562694B6579C1, true, YubiKey 5 preview",
    "3BFC1300008131FE15597562696B65794E454F7233E1, false, YubiKey NEO",
    "3B8C8001597562696B65794E454F723358, false, YubiKey NEO over NFC",
    "3B8580018073C00100, false, contactless card with capabilities",
    "3B0480730000, false, capabilities cut short",
    "3B05807300004000, true, capabilities with extended length",
    "3B05807300008000, false, capabilities with chaining only",
    "3B02807F, false, an object longer than the historical bytes",
    "3B0F80, false, fewer historical bytes than announced",
    "3BF0, false, interface bytes missing",
    "3B, false, one byte",
    "3B00, false, no historical bytes"
  })
  void readsExtendedLengthFromTheAnswerToReset(String atr, boolean extended, String which) {
    assertThat(AnswerToReset.of(HexFormat.of().parseHex(atr)).extendedLength())
        .as(which)
        .isEqualTo(extended);
  }

  @ParameterizedTest
  @CsvSource({
    "00A40400, 00A40400",
    "00B0000010, 00B0000010",
    "00200080021234, 00200080021234",
    "0087079A02123400, 0087079A021234",
    "00CB3FFF00000212340000, 00CB3FFF00000212340000"
  })
  void leavesLeOutForTheProtocolThatHasNone(String command, String sent) {
    assertThat(JnaExchange.withoutLe(HexFormat.of().parseHex(command)))
        .isEqualTo(HexFormat.of().parseHex(sent));
  }

  @Test
  void fallsBackToTheJdkWithAReasonWhenJnaCannotBeLoaded() {
    BackendChoice choice;
    try {
      choice =
          BackendChoice.preferred(
              () -> {
                throw new UnsatisfiedLinkError("no jnidispatch");
              });
    } catch (ChannelException e) {
      // Where no service runs the JDK cannot be used either; both reasons are given.
      assertThat(e).hasMessageContaining("no jnidispatch").hasMessageContaining("JDK");
      return;
    }
    assertThat(choice.backend().name()).isEqualTo("SunPCSC");
    assertThat(choice.reason()).contains("no jnidispatch");
  }

  @Test
  void refusesALibraryThatItDoesNotKnow() {
    System.setProperty(BackendChoice.PROPERTY, "openct");
    try {
      assertThatThrownBy(BackendChoice::make)
          .isInstanceOf(ChannelException.class)
          .hasMessageContaining("countersign.pcsc")
          .hasMessageContaining("openct");
    } finally {
      System.clearProperty(BackendChoice.PROPERTY);
    }
  }

  @Test
  void diagnosesAHealthyMachine() throws IOException {
    FakeService service = new FakeService();
    service.add("Reader A").insert();
    service.add("Reader B");
    Path socket = directory.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      PcscDiagnosis diagnosis =
          PcscDiagnosis.examine(() -> new BackendChoice(service, "test"), Optional.of(socket));
      assertThat(diagnosis.healthy()).isTrue();
      assertThat(diagnosis.findings())
          .extracting(PcscDiagnosis.Finding::message)
          .contains("Reader A: a card is in", "Reader B: empty");
      assertThat(diagnosis.findings()).allMatch(f -> f.level() == PcscDiagnosis.Level.OK);
      assertThat(service.slots.get("Reader A").log).isEmpty();
    }
  }

  @Test
  void diagnosesEachThingThatCanBeWrongWithARemedy() throws IOException {
    FakeService service = new FakeService();
    service.stop();
    Path absent = directory.resolve("absent");
    PcscDiagnosis stopped =
        PcscDiagnosis.examine(() -> new BackendChoice(service, "test"), Optional.of(absent));
    assertThat(stopped.healthy()).isFalse();
    assertThat(remedies(stopped)).contains("systemctl enable --now pcscd.socket", "start pcscd");

    Path socket = directory.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      PcscDiagnosis denied =
          PcscDiagnosis.examine(() -> new BackendChoice(service, "test"), Optional.of(socket));
      assertThat(remedies(denied)).contains("polkit");
    }
    PcscDiagnosis dead =
        PcscDiagnosis.examine(() -> new BackendChoice(service, "test"), Optional.of(socket));
    assertThat(remedies(dead)).contains("systemctl restart pcscd.socket");

    PcscDiagnosis without =
        PcscDiagnosis.examine(
            () -> {
              throw new ChannelException(ChannelException.Kind.SERVICE, "no library");
            },
            Optional.empty());
    assertThat(remedies(without)).contains("apt-get install pcscd libpcsclite1");

    service.start();
    PcscDiagnosis empty =
        PcscDiagnosis.examine(
            () -> new BackendChoice(new SmartcardioBackend(service.factory()), "test"),
            Optional.empty());
    assertThat(empty.healthy()).isTrue();
    assertThat(remedies(empty)).contains("plug a token in", "does not survive a restart");
  }

  private static String remedies(PcscDiagnosis diagnosis) {
    StringBuilder all = new StringBuilder();
    diagnosis.findings().forEach(f -> f.remedy().ifPresent(r -> all.append(r).append('\n')));
    return all.toString();
  }

  @Test
  void knowsWhereTheServiceListens() {
    assertThat(PcscDiagnosis.socket(Map.of())).hasToString("/run/pcscd/pcscd.comm");
    assertThat(PcscDiagnosis.socket(Map.of("PCSCLITE_CSOCK_NAME", "/x/y"))).hasToString("/x/y");
  }

  @Test
  void skipsNativeTestsByNameAndFailsInCi() {
    assertThat(NeedsPcscd.Condition.evaluate("T", true, true).isDisabled()).isFalse();
    assertThat(NeedsPcscd.Condition.evaluate("T", false, false).getReason())
        .hasValueSatisfying(reason -> assertThat(reason).contains("T needs", "pcscd-vpcd.sh"));
    assertThatThrownBy(() -> NeedsPcscd.Condition.evaluate("T", false, true))
        .isInstanceOf(IllegalStateException.class);
  }
}
