package dev.countersign.wire.oath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HotpValueTest {

  /** [RFC4226] appendix D: HMAC, truncated value, code. */
  @ParameterizedTest
  @CsvSource({
    "cc93cf18508d94934c64b65d8ba7667fb7cde4b0, 1284755224, 755224",
    "75a48a19d4cbe100644e8ac1397eea747a2d33ab, 1094287082, 287082",
    "0bacb7fa082fef30782211938bc1c5e70416ff44, 137359152, 359152",
    "66c28227d03a2d5529262ff016a1e6ef76557ece, 1726969429, 969429",
    "a904c900a64b35909874b33e61c5938a8e15ed1c, 1640338314, 338314",
    "a37e783d7b7233c083d4f62926c7a25f238d0316, 868254676, 254676",
    "bc9cd28561042c83f219324d3c607256c03272ae, 1918287922, 287922",
    "a4fb960c0bc06e1eabb804e5b397cdc4b45596fa, 82162583, 162583",
    "1b3c89f65e6c9e883012052823443f048b4332db, 673399871, 399871",
    "1637409809a679dc698207310c8c7fc07290d9e5, 645520489, 520489"
  })
  void truncatesAsTheStandardDoes(String mac, int truncated, String code) {
    assertThat(HotpValue.truncate(HexFormat.of().parseHex(mac))).isEqualTo(truncated);
    assertThat(HotpValue.decimal(truncated, 6)).isEqualTo(code);
  }

  /** [RFC4226] 5.4. */
  @Test
  void truncatesTheExampleOfTheStandard() {
    byte[] mac = HexFormat.of().parseHex("1f8698690e02ca16618550ef7f19da8e945b555a");
    assertThat(HotpValue.truncate(mac)).isEqualTo(0x50ef7f19);
    assertThat(HotpValue.decimal(0x50ef7f19, 6)).isEqualTo("872921");
  }

  @Test
  void readsTheOffsetFromTheLastByteOfALongerMac() {
    byte[] mac = new byte[64];
    mac[63] = 0x0F;
    mac[15] = (byte) 0xFF;
    mac[18] = 1;
    assertThat(HotpValue.truncate(mac)).isEqualTo(0x7F000001);
  }

  @Test
  void refusesAMacThatIsTooShort() {
    assertThatThrownBy(() -> HotpValue.truncate(new byte[19]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 6, 000000",
    "7, 8, 00000007",
    "1999999, 6, 999999",
    "1999999, 7, 1999999",
    "2147483647, 8, 47483647",
    "-1, 8, 47483647"
  })
  void keepsLeadingZerosAndIgnoresTheSign(int truncated, int digits, String code) {
    assertThat(HotpValue.decimal(truncated, digits)).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 5, 9, 10})
  void refusesOtherNumbersOfDigits(int digits) {
    assertThatThrownBy(() -> HotpValue.decimal(1, digits))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a code has 6 to 8 digits");
  }

  @ParameterizedTest
  @CsvSource({"0, 22222", "25, Y2222", "26, 23222", "11881375, YYYYY", "11881376, 22222"})
  void makesFiveCharactersForSteam(int truncated, String code) {
    assertThat(HotpValue.steam(truncated)).isEqualTo(code);
    assertThat(HotpValue.steam(truncated | 0x80000000)).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "sha1, SHA1",
    "SHA-256, SHA256",
    "HmacSHA512, SHA512",
    "hmac-sha-1, SHA1",
    "SHA512, SHA512"
  })
  void hashesAreKnownByTheirNames(String name, OathHash hash) {
    assertThat(OathHash.byName(name)).contains(hash);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MD5", "SHA", "SHA384", "SHA1 ", "Hmac"})
  void otherHashesAreNot(String name) {
    assertThat(OathHash.byName(name)).isEmpty();
  }
}
