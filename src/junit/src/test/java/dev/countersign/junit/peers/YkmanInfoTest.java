package dev.countersign.junit.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ykman list, info, piv info and config: what a YubiKey is, and what is enabled on it. */
class YkmanInfoTest extends YkmanCase {
  private static final String CODE = "000102030405060708090a0b0c0d0e0f";

  /**
   * vpcd has two readers of the same name, one of them empty. This version lists a YubiKey only
   * before the first reader that it cannot open: in the second slot the empty first one comes
   * before it, and both are taken for YubiKeys that cannot be opened. All later tests name the
   * reader.
   */
  @Test
  void listNamesTheTokenInTheFirstSlotAndGivesUpAtAnEmptyOne() throws Exception {
    boolean first = false;
    boolean second = false;
    for (int slot = 0; slot < 2; slot++) {
      PeerReader reader = insert(Profile.YUBIKEY_5_7);
      assertThat(ykmanAnywhere().succeeds("list", "--readers").text())
          .contains(reader.name() + "\n");
      String listed = ykmanAnywhere().succeeds("list").text();
      String serials = ykmanAnywhere().succeeds("list", "--serials").text();
      if (reader.name().endsWith("0")) {
        first = true;
        assertThat(listed).isEqualTo("YubiKey 5C NFC (5.7.4) [CCID] Serial: 12345678\n");
        assertThat(serials).isEqualTo("12345678\n");
      } else {
        second = true;
        assertThat(listed).isEqualTo("YubiKey [CCID] <access denied>\n".repeat(2));
        assertThat(serials).isEmpty();
      }
    }
    assertThat(first && second).as("both slots were used").isTrue();
  }

  @Test
  void infoOfFirmware57() throws Exception {
    insert(Profile.YUBIKEY_5_7);
    String info = ykman("info").text();
    assertThat(info)
        .startsWith(
            """
            Device type: YubiKey 5C NFC
            Serial number: 12345678
            Firmware version: 5.7.4
            Form factor: Keychain (USB-C)
            Enabled USB interfaces: CCID
            NFC transport is enabled.
            """);
    assertThat(info.lines().filter(line -> line.contains("Enabled  "))).hasSize(5);
    for (String application : List.of("OTP", "FIDO U2F", "FIDO2", "OATH", "PIV")) {
      assertThat(info).containsPattern(application + " +\tEnabled +\tEnabled");
    }
    assertThat(info.lines().filter(line -> line.endsWith("Not available\tNot available\t")))
        .hasSize(2);
  }

  @Test
  void infoOfFirmware43() throws Exception {
    insert(Profile.YUBIKEY_4_3);
    String info = ykman("info").text();
    assertThat(info)
        .startsWith(
            """
            Device type: YubiKey 4
            Serial number: 12345678
            Firmware version: 4.3.5
            Enabled USB interfaces: CCID
            """);
    // on firmware 4 the reader's name decides: it does not say that there is a keyboard
    assertThat(info)
        .containsPattern("OTP +\tDisabled")
        .containsPattern("OATH +\tEnabled")
        .containsPattern("PIV +\tEnabled")
        .doesNotContain("NFC");
  }

  @Test
  void pivInfoOfANewToken() throws Exception {
    insert(Profile.YUBIKEY_5_7);
    assertThat(ykman("piv", "info").text())
        .isEqualTo(
            """
            PIV version: 5.7.4
            WARNING: Using default PIN!
            PIN tries remaining: 3/3
            WARNING: Using default Management key!
            Management key algorithm: AES192
            CHUID:	No data available.
            CCC: 	No data available.
            """);
    insert(Profile.YUBIKEY_4_3);
    assertThat(ykman("piv", "info").text())
        .isEqualTo(
            """
            PIV version: 4.3.5
            PIN tries remaining: 3
            Management key algorithm: TDES
            CHUID:	No data available.
            CCC: 	No data available.
            """);
  }

  @Test
  void applicationsAreDisabledAndEnabledAgain() throws Exception {
    insert(Profile.YUBIKEY_5_7);
    assertThat(ykman("config", "usb", "--list").text())
        .isEqualTo("OTP\nFIDO U2F\nFIDO2\nOATH\nPIV\n");
    ykman("config", "nfc", "--disable", "PIV", "--force");
    assertThat(ykman("info").text()).containsPattern("PIV +\tEnabled +\tDisabled");
    ykman("config", "nfc", "--enable-all", "--force");
    assertThat(ykman("info").text()).containsPattern("PIV +\tEnabled +\tEnabled");
    for (String application : List.of("OTP", "OATH", "U2F", "FIDO2")) {
      ykman("config", "usb", "--disable", application, "--force");
    }
    assertThat(ykmanFails("oath", "info")).contains("not enabled or not available");
    assertThat(ykmanFails("otp", "info")).contains("not enabled or not available");
    assertThat(ykmanFails("config", "usb", "--disable", "PIV", "--force"))
        .contains("Can not disable all applications over USB");
    ykman("config", "usb", "--enable-all", "--force");
    assertThat(ykman("oath", "info").text()).startsWith("OATH version: 5.7.4");
    assertThat(ykmanFails("config", "usb", "--enable", "OPENPGP", "--force"))
        .contains("not supported over USB");
  }

  /** ykman refuses to disable the last application, other programs may not. */
  @Test
  void aDisabledPivApplicationIsNotThere() throws Exception {
    VirtualToken token = fresh(Profile.YUBIKEY_5_7);
    token.transmit(HexFormat.of().parseHex("00A4040008A000000527471117"));
    byte[] written = token.transmit(HexFormat.of().parseHex("001C0000050403020004"));
    assertThat(HexFormat.of().formatHex(written)).isEqualTo("9000");
    insert(token);
    assertThat(ykman("info").text()).containsPattern("PIV +\tDisabled +\tEnabled");
    assertThat(ykmanFails("piv", "info")).contains("not enabled or not available");
    ykman("config", "usb", "--enable", "PIV", "--force");
    assertThat(ykman("piv", "info").text()).startsWith("PIV version: 5.7.4");
  }

  @Test
  void theLockCodeIsAskedForUntilItIsCleared() throws Exception {
    insert(Profile.YUBIKEY_5_7);
    ykman("config", "set-lock-code", "--new-lock-code", CODE);
    assertThat(ykman("info").text())
        .contains("Configured capabilities are protected by a lock code.");
    String[] change = {"config", "usb", "--touch-eject", "--force"};
    assertThat(ykmanFails((Object[]) change)).contains("Configuration is locked");
    assertThat(ykmanFails("config", "usb", "--touch-eject", "-f", "-L", "ff" + CODE.substring(2)))
        .contains("Failed to configure USB applications");
    assertThat(ykmanFails("config", "set-lock-code", "--clear", "-l", CODE.replace('f', 'e')))
        .contains("Wrong current code?");
    ykman("config", "usb", "--autoeject-timeout", 300, "--touch-eject", "-f", "-L", CODE);
    ykman("config", "set-lock-code", "--clear", "--lock-code", CODE);
    assertThat(ykman("info").text()).doesNotContain("lock code");
    ykman((Object[]) change);
  }

  @Test
  void firmware4HasModesInsteadOfConfiguration() throws Exception {
    insert(Profile.YUBIKEY_4_3);
    assertThat(ykmanFails("config", "usb", "--list")).contains("not supported on this YubiKey");
    assertThat(ykman("config", "mode", "CCID").all()).contains("Mode is already CCID");
    assertThat(ykmanFails("config", "mode", "FIDO+CCID")).contains("not supported on this YubiKey");
    assertThat(ykman("config", "mode", "CCID", "--touch-eject", "--force").text())
        .contains("Mode set!");
    assertThat(ykman("config", "mode", "OTP", "--force").text())
        .contains("Failed to switch mode on the YubiKey");
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void otherApplicationsAreSaidToBeMissing(Profile profile) throws Exception {
    insert(profile);
    assertThat(ykmanFails("openpgp", "info")).contains("not enabled or not available");
  }
}
