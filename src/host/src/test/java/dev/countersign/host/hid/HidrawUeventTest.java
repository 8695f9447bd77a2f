package dev.countersign.host.hid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HidrawUeventTest {

  @Test
  void yubiKeySaysWhatItIs() {
    assertThat(
            HidrawUevent.parse(
                """
                DRIVER=hid-generic
                HID_ID=0003:00001050:00000407
                HID_NAME=Yubico YubiKey OTP+FIDO+CCID
                HID_PHYS=usb-0000:00:14.0-1/input1
                HID_UNIQ=
                MODALIAS=hid:b0003g0001v00001050p00000407
                """))
        .isEqualTo(
            new HidrawUevent(0x1050, 0x0407, "Yubico YubiKey OTP+FIDO+CCID", Optional.empty()));
  }

  @Test
  void serialNumberIsToldByOthers() {
    assertThat(HidrawUevent.parse("HID_ID=0003:000020A0:000042B2\nHID_UNIQ=A1b2 C3\n"))
        .isEqualTo(new HidrawUevent(0x20A0, 0x42B2, "", Optional.of("A1b2 C3")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "HID_ID",
        "HID_ID=",
        "HID_ID=0003:00001050",
        "HID_ID=0003:00001050:00000407:1",
        "HID_ID=0003:00011050:00000407",
        "HID_ID=0003:-0001050:00000407",
        "HID_ID=0003:0000105G:00000407",
        "HID_ID=0003:000000001050:00000407",
        " HID_ID=0003:00001050:00000407"
      })
  void numbersThatAreNotToldAreZero(String text) {
    assertThat(HidrawUevent.parse(text)).isEqualTo(new HidrawUevent(0, 0, "", Optional.empty()));
  }

  @Test
  void nameWithALineBreakChangesNoNumber() {
    assertThat(
            HidrawUevent.parse(
                "HID_ID=0003:00001111:00002222\nHID_NAME=x\nHID_ID=0003:00001050:00000407\n"))
        .isEqualTo(new HidrawUevent(0x1111, 0x2222, "x", Optional.empty()));
  }

  @Test
  void namesAreFitForATerminal() {
    assertThat(shown("\033[2Jx")).isEqualTo("?[2Jx");
    assertThat(shown("a\u202eb")).isEqualTo("a?b");
    assertThat(shown("a\007")).isEqualTo("a?");
    assertThat(shown("a\ud83db")).isEqualTo("a?b");
    assertThat(shown(" \u00e9\u4e2d \ud83d\udd11 ")).isEqualTo("\u00e9\u4e2d \ud83d\udd11");
  }

  private static String shown(String said) {
    return HidrawUevent.parse("HID_NAME=" + said).product();
  }

  @Test
  void namesAreNotEndless() {
    assertThat(HidrawUevent.parse("HID_UNIQ=" + "9".repeat(5000)).serial())
        .contains("9".repeat(126));
  }
}
