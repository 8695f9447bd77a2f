package dev.countersign.junit.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** ykman otp: the two slots, programmed and used over the smart card interface. */
class YkmanOtpTest extends YkmanCase {
  private static final String HMAC_KEY = "000102030405060708090a0b0c0d0e0f10111213";
  private static final String SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  private static final String AES_KEY = "ecde18dbe76fbd0c33330f1c354871db";
  private static final String PRIVATE_ID = "8792ebfe26cc";
  private static final String CODE = "a1a2a3a4a5a6";
  private static final String RESTRICTED = "does not have restricted access";

  private String info() throws Exception {
    return ykman("otp", "info").text();
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void challengesAreAnswered(Profile profile) throws Exception {
    insert(profile);
    assertThat(info()).isEqualTo("Slot 1: empty\nSlot 2: empty\n");
    assertThat(ykmanFails("otp", "calculate", "2", "00"))
        .contains("Cannot perform challenge-response on an empty slot.");
    ykman("otp", "chalresp", "2", HMAC_KEY, "-f");
    assertThat(info()).isEqualTo("Slot 1: empty\nSlot 2: programmed\n");
    assertThat(ykman("otp", "calculate", "2", "0000000000000001").text())
        .isEqualTo("3ff10aaa9fb09f025734cd16060303901e1d8461\n");
  }

  /** The example of ykchalresp's manual page. */
  @Test
  void thePublishedExample() throws Exception {
    insert(Profile.YUBIKEY_5_7);
    ykman("otp", "chalresp", "1", "303132333435363738393a3b3c3d3e3f40414243", "-f");
    assertThat(ykman("otp", "calculate", "1", "53616d706c65202332").text())
        .isEqualTo("0922d3405faa3d194f82a45830737d5cc6c75d24\n");
  }

  /** [RFC6238] appendix B. */
  @ParameterizedTest
  @CsvSource({"59, 94287082", "1111111109, 07081804", "1111111111, 14050471"})
  void timedCodes(long time, String code) throws Exception {
    insert(Profile.YUBIKEY_4_3);
    ykman("otp", "chalresp", "1", "-T", SECRET, "-f");
    assertThat(ykman("otp", "calculate", "1", "-T", "-d", "8", time).text()).isEqualTo(code + "\n");
  }

  @Test
  void aTouchIsWaitedFor() throws Exception {
    PeerReader reader = insert(Profile.YUBIKEY_5_7);
    ykman("otp", "chalresp", "2", HMAC_KEY, "-t", "-f");
    assertThat(ykman("otp", "calculate", "2", "0000000000000001").text())
        .isEqualTo("3ff10aaa9fb09f025734cd16060303901e1d8461\n");
    reader.card().injectFaults(FaultSchedule.parse("touch-never"));
    ykmanFails("otp", "calculate", "2", "0000000000000001");
  }

  /** [RFC4226] appendix D. */
  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void countedCodesAreTyped(Profile profile) throws Exception {
    PeerReader reader = insert(profile);
    ykman("otp", "hotp", "1", SECRET, "-f");
    assertThat(reader.card().touchSlot(1)).isEqualTo("755224\n");
    assertThat(reader.card().touchSlot(1)).isEqualTo("287082\n");
    ykman("otp", "hotp", "2", SECRET, "-d", "8", "--no-enter", "-f");
    assertThat(reader.card().touchSlot(2)).isEqualTo("84755224");
    ykman("otp", "hotp", "2", SECRET, "-i", "-", "-f");
    assertThat(reader.card().touchSlot(2)).isEqualTo("ubhe12345678755224\n");
    ykman("otp", "hotp", "2", SECRET, "-i", "cccccccccccc", "-f");
    assertThat(reader.card().touchSlot(2)).isEqualTo("cccccccccccc755224\n");
    ykman("otp", "hotp", "2", SECRET, "-i", "ub0112345678", "-f");
    assertThat(reader.card().touchSlot(2)).isEqualTo("ub0112345678755224\n");
  }

  @Test
  void staticPasswordsAreTyped() throws Exception {
    PeerReader reader = insert(Profile.YUBIKEY_5_7);
    ykman("otp", "static", "1", "cbdefCBDEF", "-f");
    assertThat(reader.card().touchSlot(1)).isEqualTo("cbdefCBDEF\n");
    String all = "aZ09 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    ykman("otp", "static", "2", all, "-k", "US", "--no-enter", "-f");
    assertThat(reader.card().touchSlot(2)).isEqualTo(all);
    ykman("otp", "static", "2", "-g", "-l", "20", "-f");
    assertThat(reader.card().touchSlot(2)).matches("[cbdefghijklnrtuvCBDEFGHIJKLNRTUV]{20}\n");
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void yubicoOneTimePasswordsAreTyped(Profile profile) throws Exception {
    PeerReader reader = insert(profile);
    ykman("otp", "yubiotp", "1", "-P", "dteffuje", "-p", PRIVATE_ID, "-k", AES_KEY, "-f");
    String typed = reader.card().touchSlot(1);
    assertThat(typed).matches("dteffuje[cbdefghijklnrtuv]{32}\n");
    assertThat(decrypted(typed.substring(8, 40))).startsWith(PRIVATE_ID + "0100");
    assertThat(ykman("otp", "yubiotp", "2", "-S", "-g", "-G", "-f").text())
        .contains("Using YubiKey serial as public ID: vvccccnrhbfu");
    assertThat(reader.card().touchSlot(2)).startsWith("vvccccnrhbfu").hasSize(12 + 32 + 1);
  }

  private static String decrypted(String modhex) throws Exception {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < modhex.length(); i++) {
      hex.append("%x".formatted("cbdefghijklnrtuv".indexOf(modhex.charAt(i))));
    }
    Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
    cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(HexFormat.of().parseHex(AES_KEY), "AES"));
    return HexFormat.of().formatHex(cipher.doFinal(HexFormat.of().parseHex(hex)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void slotsAreSwappedAndDeleted(Profile profile) throws Exception {
    PeerReader reader = insert(profile);
    ykman("otp", "hotp", "2", SECRET, "-f");
    assertThat(ykman("otp", "swap", "-f").text()).isEqualTo("Swapping slots...\n");
    assertThat(info()).isEqualTo("Slot 1: programmed\nSlot 2: empty\n");
    assertThat(reader.card().touchSlot(1)).isEqualTo("755224\n");
    assertThat(ykmanFails("otp", "delete", "2")).contains("Not possible to delete an empty slot.");
    ykman("otp", "delete", "1", "-f");
    assertThat(info()).isEqualTo("Slot 1: empty\nSlot 2: empty\n");
    assertThat(reader.card().touchSlot(1)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void anAccessCodeGuardsASlot(Profile profile) throws Exception {
    insert(profile);
    ykman("otp", "--access-code", CODE, "chalresp", "2", HMAC_KEY, "-f");
    assertThat(ykmanFails("otp", "delete", "2", "-f")).contains(RESTRICTED);
    assertThat(ykmanFails("otp", "chalresp", "2", HMAC_KEY, "-f")).contains(RESTRICTED);
    assertThat(ykmanFails("otp", "--access-code", "b1b2b3b4b5b6", "delete", "2", "-f"))
        .contains(RESTRICTED);
    assertThat(info()).isEqualTo("Slot 1: empty\nSlot 2: programmed\n");
    ykman("otp", "--access-code", CODE, "delete", "2", "-f");
    assertThat(info()).isEqualTo("Slot 1: empty\nSlot 2: empty\n");
  }

  @Test
  void settingsAreUpdated() throws Exception {
    PeerReader reader = insert(Profile.YUBIKEY_5_7);
    ykman("otp", "hotp", "1", SECRET, "-f");
    ykman("otp", "settings", "1", "--no-enter", "-p", "20", "-f");
    assertThat(reader.card().touchSlot(1)).isEqualTo("755224");
    ykman("otp", "settings", "1", "-A", CODE, "-f");
    assertThat(reader.card().touchSlot(1)).isEqualTo("287082\n");
    assertThat(ykmanFails("otp", "settings", "1", "-f")).contains("Failed to write");
    ykman("otp", "--access-code", CODE, "settings", "1", "--delete-access-code", "-f");
    ykman("otp", "delete", "1", "-f");
    assertThat(ykmanFails("otp", "settings", "1", "-f"))
        .contains("Not possible to update settings on an empty slot.");
  }

  @Test
  void aSlotIsReadByTelephonesWhereThereIsNfc() throws Exception {
    insert(Profile.YUBIKEY_5_7);
    assertThat(ykmanFails("otp", "ndef", "1")).contains("Slot 1 is empty.");
    ykman("otp", "hotp", "1", SECRET, "-f");
    ykman("otp", "ndef", "1", "-p", "https://example.org/#");
    insert(Profile.YUBIKEY_4_3);
    ykman("otp", "hotp", "1", SECRET, "-f");
    assertThat(ykmanFails("otp", "ndef", "1")).contains("This YubiKey does not support NFC.");
  }
}
