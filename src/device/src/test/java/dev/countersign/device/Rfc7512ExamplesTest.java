package dev.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The examples of [RFC7512] 3, as they are laid out there. */
class Rfc7512ExamplesTest {

  private static TokenUri uri(String text) {
    return TokenUri.parse(text);
  }

  @Test
  void exampleOfTheEmptyUriMatchesEverything() {
    assertThat(uri("pkcs11:").matches(uri("pkcs11:token=a;serial=1;object=x"))).isTrue();
  }

  @Test
  void examplesOfObjectsNameLabelTypeAndPinSource() {
    assertThat(uri("pkcs11:object=my-pubkey;type=public").attribute("type")).contains("public");
    TokenUri key = uri("pkcs11:object=my-key;type=private?pin-source=file:/etc/token");
    assertThat(key.attribute("object")).contains("my-key");
    assertThat(key.query("pin-source")).contains("file:/etc/token");
  }

  @Test
  void exampleOverSeveralLinesIsReadAsOne() {
    TokenUri uri =
        uri(
            """
            pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;
                   manufacturer=Snake%20Oil,%20Inc.;
                   model=1.0;
                   object=my-certificate;
                   type=cert;
                   id=%69%95%3E%5C%F4%BD%EC%91;
                   serial=
                   ?pin-source=file:/etc/token_pin
            """);

    assertThat(uri.attribute("token")).contains("The Software PKCS#11 Softtoken");
    assertThat(uri.attribute("manufacturer")).contains("Snake Oil, Inc.");
    assertThat(uri.attribute("serial")).contains("");
    assertThat(uri.bytes("id"))
        .hasValueSatisfying(id -> assertThat(id).asHexString().isEqualTo("69953E5CF4BDEC91"));
    assertThat(uri)
        .hasToString(
            "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;"
                + "manufacturer=Snake%20Oil,%20Inc.;model=1.0;object=my-certificate;type=cert;"
                + "id=%69%95%3E%5C%F4%BD%EC%91;serial=?pin-source=file:/etc/token_pin");
  }

  @Test
  void examplesOfModulesNameThemOrTheirFile() {
    assertThat(
            uri("pkcs11:object=my-sign-key;\n type=private\n ?module-name=mypkcs11")
                .query("module-name"))
        .contains("mypkcs11");
    assertThat(
            uri("pkcs11:object=my-sign-key;type=private?module-path=/mnt/libmypkcs11.so.1")
                .query("module-path"))
        .contains("/mnt/libmypkcs11.so.1");
  }

  @Test
  void exampleWithThePinInItIsRefused() {
    assertThatThrownBy(
            () ->
                uri(
                    "pkcs11:token=Software%20PKCS%2311%20softtoken;manufacturer=Snake%20Oil,%20Inc."
                        + "?pin-value=the-pin"))
        .hasMessageContaining("pin-source")
        .hasMessageNotContaining("the-pin");
  }

  @Test
  void examplesOfSlotsAndLibraries() {
    assertThat(uri("pkcs11:slot-description=Sun%20Metaslot").attribute("slot-description"))
        .contains("Sun Metaslot");
    TokenUri library =
        uri(
            "pkcs11:library-manufacturer=Snake%20Oil,%20Inc.;"
                + "library-description=Soft%20Token%20Library;library-version=1.23");
    assertThat(library.attribute("library-version")).contains("1.23");
  }

  @Test
  void exampleWithLowerCaseDigitsAndAVersionOfOneNumber() {
    TokenUri uri =
        uri(
            "pkcs11:token=My%20token%25%20created%20by%20Joe;library-version=3;"
                + "id=%01%02%03%Ba%dd%Ca%fe%04%05%06");

    // The text there says a semicolon is in the name, the URI there has a percent sign.
    assertThat(uri.attribute("token")).contains("My token% created by Joe");
    assertThat(uri.attribute("library-version")).contains("3.0");
    assertThat(uri.toString()).endsWith("id=%01%02%03%BA%DD%CA%FE%04%05%06");
  }

  @Test
  void examplesOfEncodedCharacters() {
    assertThat(
            uri("pkcs11:token=A%20name%20with%20a%20substring%20%25%3B;object=my-certificate;type=cert")
                .attribute("token"))
        .contains("A name with a substring %;");
    assertThat(
            uri("pkcs11:token=Name%20with%20a%20small%20A%20with%20acute:%20%C3%A1;"
                    + "object=my-certificate;type=cert")
                .attribute("token"))
        .contains("Name with a small A with acute: á");
  }

  @Test
  void exampleWithVendorsAttributesFitsNothingForTheOneInThePath() {
    TokenUri uri =
        uri(
            """
            pkcs11:token=my-token;
                   object=my-certificate;
                   type=cert;
                   vendor-aaa=value-a
                   ?pin-source=file:/etc/token_pin
                   &vendor-bbb=value-b\
            """);

    assertThat(uri.vendorAttributes()).containsExactly("vendor-aaa");
    assertThat(uri.query("pin-source")).contains("file:/etc/token_pin");
    assertThat(uri.toString()).endsWith("?pin-source=file:/etc/token_pin&vendor-bbb=value-b");
    assertThat(uri.matches(uri)).isFalse();
  }
}
