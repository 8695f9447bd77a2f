package dev.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URIs of PKCS#11 objects ([RFC7512]). */
class Pkcs11UriTest {
  // [RFC7512] 2.3: pk11-pchar and pk11-qchar, all that need no encoding.
  private static final String UNRESERVED = "aZ09-._~";
  private static final String RESERVED = ":[]@!$'()*+,=";

  @ParameterizedTest
  @ValueSource(
      strings = {
        // the examples of [RFC7512] 3, without those with a PIN
        "pkcs11:",
        "pkcs11:object=my-pubkey;type=public",
        "pkcs11:object=my-key;type=private?pin-source=file:/etc/token",
        "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;"
            + "model=1.0;object=my-certificate;type=cert;"
            + "id=%69%95%3E%5C%F4%BD%EC%91;serial=?pin-source=file:/etc/token_pin",
        "pkcs11:object=my-sign-key;type=private?module-name=mypkcs11",
        "pkcs11:object=my-sign-key;type=private?module-path=/mnt/libmypkcs11.so.1",
        "pkcs11:token=Software%20PKCS%2311%20softtoken;manufacturer=Snake%20Oil,%20Inc.",
        "pkcs11:slot-description=Sun%20Metaslot",
        "pkcs11:library-manufacturer=Snake%20Oil,%20Inc.;"
            + "library-description=Soft%20Token%20Library;library-version=1.23",
        "pkcs11:token=My%20token%25%20created%20by%20Joe;library-version=3.0;id=%01%02%03%BA%DD%CA",
        "pkcs11:token=A%20name%20with%20a%20substring%20%25%3B;object=my-certificate;type=cert",
        "pkcs11:token=Name%20with%20a%20small%20A%20with%20acute:%20%C3%A1;object=my-certificate",
        "pkcs11:token=my-token;object=my-certificate;type=cert;vendor-aaa=value-a"
            + "?pin-source=file:/etc/token_pin&vendor-bbb=value-b",
        "pkcs11:slot-id=18446744073709551615?v=1&v=2",
        "pkcs11:?pin-source=|/usr/bin/pass%20hsm"
      })
  void textIsReadAndWrittenBack(String text) {
    assertThat(TokenUri.parse(text)).hasToString(text);
  }

  @Test
  void onlyWhatTheGrammarWantsEncodedIsEncoded() {
    String path = UNRESERVED + RESERVED + "&";
    assertThat(TokenUri.of("pkcs11").with("token", path)).hasToString("pkcs11:token=" + path);
    assertThat(TokenUri.of("pkcs11").with("token", "/?;#% |\"^á"))
        .hasToString("pkcs11:token=%2F%3F%3B%23%25%20%7C%22%5E%C3%A1");
    String query = UNRESERVED + RESERVED + "/?|";
    assertThat(TokenUri.parse("pkcs11:?module-name=" + query + "%26%3B%23"))
        .hasToString("pkcs11:?module-name=" + query + "%26%3B%23");
  }

  @Test
  void allOfAnIdIsEncodedAndItsBytesAreKept() {
    byte[] id = {0, 0x61, (byte) 0xFF, 0x25};

    TokenUri uri = TokenUri.of("pkcs11").with("id", id);

    assertThat(uri).hasToString("pkcs11:id=%00%61%FF%25");
    assertThat(TokenUri.parse("pkcs11:id=%00a%ff%25").bytes("id"))
        .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(id));
    assertThat(TokenUri.parse("pkcs11:id=%00a%ff%25")).isEqualTo(uri).hasSameHashCodeAs(uri);
  }

  @Test
  void uriOfAnyBytesSurvives() {
    Random random = new Random(5);
    for (int round = 0; round < 1000; round++) {
      byte[] id = new byte[random.nextInt(20)];
      random.nextBytes(id);
      TokenUri uri = TokenUri.of("pkcs11").with("id", id).with("object", "k" + round);
      assertThat(TokenUri.parse(uri.toString())).isEqualTo(uri);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "pkcs11:token=a;object=b, PKCS11:object=b;token=a",
    "pkcs11:token=%61, pkcs11:token=a",
    "pkcs11:library-version=2, pkcs11:library-version=2.0",
    "pkcs11:library-version=02.10, pkcs11:library-version=2.10",
    "pkcs11:slot-id=007, pkcs11:slot-id=7",
    "pkcs11:type=Private, pkcs11:type=private",
    "pkcs11:id=%aB, pkcs11:id=%Ab"
  })
  void equalOnesAreEqual(String one, String other) {
    assertThat(TokenUri.parse(one)).isEqualTo(TokenUri.parse(other));
    assertThat(TokenUri.parse(one)).hasSameHashCodeAs(TokenUri.parse(other));
  }

  @ParameterizedTest
  @CsvSource({
    "pkcs11:token=a, pkcs11:token=A",
    "pkcs11:serial=ab, pkcs11:serial=AB",
    "pkcs11:token=a, pkcs11:token=a;serial=",
    "pkcs11:x=a, pkcs11:x=b",
    "pkcs11:?x=a&x=b, pkcs11:?x=b&x=a"
  })
  void othersAreNot(String one, String other) {
    assertThat(TokenUri.parse(one)).isNotEqualTo(TokenUri.parse(other));
  }

  @Test
  void matchingKnowsLetterCaseAndEmptyValues() {
    TokenUri full = TokenUri.parse("pkcs11:token=prod;serial=0aB;manufacturer=");

    assertThat(TokenUri.parse("pkcs11:serial=0aB").matches(full)).isTrue();
    assertThat(TokenUri.parse("pkcs11:serial=0AB").matches(full)).isFalse();
    assertThat(TokenUri.parse("pkcs11:manufacturer=").matches(full)).isTrue();
    assertThat(TokenUri.parse("pkcs11:token=").matches(full)).isFalse();
    assertThat(TokenUri.parse("pkcs11:?x=y").matches(full)).isTrue();
  }

  @Test
  void anUnknownAttributeInThePathFitsNothing() {
    TokenUri uri = TokenUri.parse("pkcs11:tokne=prod?x-a=1");

    assertThat(uri.vendorAttributes()).containsExactly("tokne");
    assertThat(uri.matches(TokenUri.parse("pkcs11:tokne=prod"))).isFalse();
    assertThatThrownBy(() -> Tokens.builder().source(new NoTokens()).open().find(uri))
        .isInstanceOf(TokenException.NoToken.class)
        .hasMessageContaining("nothing is known of the attribute tokne");
  }

  private static final class NoTokens implements TokenSource {
    @Override
    public String kind() {
      return "pkcs11";
    }

    @Override
    public Found look(java.util.Optional<TokenUri> wanted, Ports ports) {
      return new Found(
          java.util.List.of(), java.util.List.of(), java.util.List.of(), java.util.List.of());
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pkcs11:type=key | type is one of public",
        "pkcs11:type= | type is one of public",
        "pkcs11:slot-id=0x1 | decimal",
        "pkcs11:slot-id= | decimal",
        "pkcs11:slot-id=-1 | decimal",
        "pkcs11:slot-id=18446744073709551616 | larger",
        "pkcs11:library-version=1.2.3 | library-version",
        "pkcs11:library-version=1. | library-version",
        "pkcs11:library-version=256 | at most 255",
        "pkcs11:?module-path=lib.so | whole path",
        "pkcs11:token=a;token=b | given twice",
        "pkcs11:?pin-source=a&pin-source=b | given twice",
        "pkcs11:?token=a | before the '?'",
        "pkcs11:pin-source=a | behind the '?'",
        "pkcs11:to.ken=a | letters, digits",
        "pkcs11:token=%C3%28 | not in UTF-8",
        "pkcs11:token=%ff | not in UTF-8",
        "pkcs11:token=a;;object=b | name=value",
        "pkcs11:token=a#b | no fragment"
      })
  void whatIsWrongIsNamed(String text, String reason) {
    assertThatThrownBy(() -> TokenUri.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkcs11:?pin-value=271828",
        "pkcs11:?PIN-value=271828",
        "pkcs11:token=a?pin-source=x&pin-value=271828",
        "pkcs11:pin-value=271828;token=a"
      })
  void aPinIsRefusedWithTheReason(String text) {
    assertThatThrownBy(() -> TokenUri.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("read by everyone")
        .hasMessageContaining("pin-source")
        .hasMessageNotContaining("271828");
  }

  @Test
  void controlCharactersAreRefused() {
    assertThatThrownBy(() -> TokenUri.parse("pkcs11:token=a\nb")).hasMessageContaining("control");
    assertThat(TokenUri.parse("pkcs11:token=a%0Ab").attribute("token")).contains("a\nb");
  }
}
