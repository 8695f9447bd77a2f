package dev.countersign.fido.hid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/** A key on USB is opened, or is not. */
class HidReaderTest {
  private final ScriptedHid hid = new ScriptedHid(ScriptedHid.WITH_CBOR);
  private final HidReader reader = new HidReader(hid.device(), new SecureRandom(), line -> {});

  @Test
  void whatTheSystemSaysIsSaidOnce() {
    hid.refuses(
        new ChannelException(
            ChannelException.Kind.SERVICE, "scripted cannot be opened: it has no file here"));
    assertThatThrownBy(reader::connect)
        .isInstanceOfSatisfying(
            TokenException.Unavailable.class,
            e -> {
              assertThat(e.token()).isEqualTo("fido:reader=scripted");
              assertThat(e.remedy()).contains("countersign doctor").doesNotContain("udev");
            })
        .hasMessage("the key cannot be opened: scripted cannot be opened: it has no file here");
  }

  @Test
  void aKeyThatIsGoneIsGone() {
    hid.refuses(new ChannelException(ChannelException.Kind.REMOVED, "gone"));
    assertThatThrownBy(reader::connect).isInstanceOf(ChannelException.class).hasMessage("gone");
  }

  @Test
  void whatCannotBeSpokenToIsClosed() {
    hid.isBusy();
    assertThatThrownBy(reader::connect).isInstanceOf(ChannelException.class);
    assertThat(hid.closed()).isTrue();
  }
}
