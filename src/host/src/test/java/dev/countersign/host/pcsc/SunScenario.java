package dev.countersign.host.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Reader;
import java.util.HexFormat;
import javax.smartcardio.TerminalFactory;

/** What {@link PcscNativeTest} checks of the JDK's own library, as a program. */
final class SunScenario {
  private static final byte[] COMMAND = HexFormat.of().parseHex("00CB3FFF00");

  private SunScenario() {}

  /** Ends with an exception when something is not as it should be. */
  public static void main(String[] arguments) throws Exception {
    byte[] data = VpcdCard.pattern(8000);
    byte[] all = VpcdCard.response(data, 0x9000);
    try (VpcdCard card = new VpcdCard(VpcdCard.chained(data));
        PcscSource sun =
            new PcscSource(
                name -> name.equals(Harness.reader()),
                () ->
                    new BackendChoice(
                        new SmartcardioBackend(TerminalFactory.getDefault()), "test"))) {
      assertThat(TerminalFactory.getDefault().getProvider().getName()).isEqualTo("SunPCSC");
      try (PcscSource other = new PcscSource(name -> name.equals(Harness.reader()))) {
        PcscNativeTest.reader(other, true);
      }
      Reader reader = sun.readers().get(0);
      try (ApduChannel channel = reader.connect();
          ApduChannel.Hold hold = channel.hold()) {
        assertThat(hold.transferable()).isFalse();
        assertThat(channel.transceive(COMMAND)).isEqualTo(all);
        assertThat(channel.transceive(HexFormat.of().parseHex("00A40400"))).isEqualTo(all);
      }
      try (ApduChannel channel = reader.connect()) {
        channel.transceive(COMMAND);
        PcscNativeTest.resetByAnother();
        assertThatThrownBy(channel::hold)
            .isInstanceOfSatisfying(
                ChannelException.class,
                e -> assertThat(e.kind()).isEqualTo(ChannelException.Kind.RESET));
        assertThat(channel.transceive(COMMAND)).isEqualTo(all);
      }
      assertThat(card.resets).hasSize(1);
    }
  }
}
