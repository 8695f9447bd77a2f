package dev.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of [RFC7512], section by section. */
class Rfc7512Test {

  private static TokenUri uri(String text) {
    return TokenUri.parse(text);
  }

  // [RFC7512] 2.3

  @ParameterizedTest
  @CsvSource({
    "PKCS11:TOKEN=a;Type=PRIVATE, pkcs11:token=a;type=private",
    "pkcs11:?Module-Name=x, pkcs11:?module-name=x"
  })
  void literalsOfTheGrammarAreReadInAnyLetterCase(String one, String other) {
    assertThat(uri(one)).isEqualTo(uri(other)).hasToString(other);
  }

  @Test
  void namesOfVendorsKeepTheirLetterCase() {
    assertThat(uri("pkcs11:Vendor=1").vendorAttributes()).containsExactly("Vendor");
    assertThat(uri("pkcs11:Vendor=1")).isNotEqualTo(uri("pkcs11:vendor=1"));
  }

  @ParameterizedTest
  @CsvSource({
    "pkcs11:token=a;token=b, token",
    "pkcs11:token=a;TOKEN=b, token",
    "pkcs11:v=a;v=b, v",
    "pkcs11:?module-name=a&module-name=a, module-name",
    "pkcs11:?module-path=/a&Module-Path=/a, module-path",
    "pkcs11:?pin-source=a&pin-source=b, pin-source"
  })
  void attributesAreThereOnce(String text, String name) {
    assertThatThrownBy(() -> uri(text)).hasMessage("'" + name + "' is given twice");
  }

  @Test
  void onlyVendorsAttributesOfTheQueryMayBeRepeated() {
    assertThat(uri("pkcs11:?v=1&v=2")).hasToString("pkcs11:?v=1&v=2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"library-version", "slot-id", "type"})
  void whatCannotBeEmptyIsNot(String name) {
    assertThatThrownBy(() -> uri("pkcs11:" + name + "="))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token",
        "manufacturer",
        "serial",
        "model",
        "library-manufacturer",
        "library-description",
        "object",
        "id",
        "slot-description",
        "slot-manufacturer"
      })
  void anEmptyAttributeMatchesWhatIsEmptyAndNothingElse(String name) {
    TokenUri empty = uri("pkcs11:" + name + "=");

    assertThat(empty.matches(uri("pkcs11:" + name + "="))).isTrue();
    assertThat(empty.matches(uri("pkcs11:" + name + "=a"))).isFalse();
    assertThat(empty.matches(uri("pkcs11:"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0x1", "a.1", "1.", ".1", "1.2.3", "+1"})
  void bothNumbersOfAVersionAreDecimal(String version) {
    assertThatThrownBy(() -> uri("pkcs11:library-version=" + version))
        .hasMessageContaining("library-version");
  }

  @ParameterizedTest
  @ValueSource(strings = {"#", "a#b", "a?module-name=b#c"})
  void theHashIsAlwaysEncoded(String token) {
    assertThatThrownBy(() -> uri("pkcs11:token=" + token)).hasMessageContaining("no fragment");
  }

  @ParameterizedTest
  @CsvSource({
    "token, 33, 32",
    "manufacturer, 33, 32",
    "model, 17, 16",
    "serial, 17, 16",
    "library-manufacturer, 33, 32",
    "library-description, 33, 32",
    "slot-manufacturer, 33, 32",
    "slot-description, 65, 64"
  })
  void whatPkcs11HasNoRoomForIsRefusedWithTheReason(String name, int bytes, int room) {
    assertThat(problem(uri("pkcs11:" + name + "=" + "a".repeat(bytes))))
        .contains("%s has %d bytes, and PKCS#11 has room for %d".formatted(name, bytes, room));
    assertThat(problem(uri("pkcs11:" + name + "=" + "a".repeat(room)))).doesNotContain("room");
    assertThat(problem(uri("pkcs11:" + name + "=" + "%EF%BF%BD".repeat(room))))
        .as("bytes that are no text")
        .doesNotContain("room");
    assertThat(problem(uri("pkcs11:" + name + "=" + "á".repeat(room)))).contains("room");
  }

  /** Of a search where there is no token. */
  private static String problem(TokenUri uri) {
    Tokens.Inventory none =
        new Tokens.Inventory(List.of(), List.of(), List.of(), List.of(), List.of());
    return Optional.ofNullable(new NothingFits(uri, none).problem(() -> none).getMessage())
        .orElseThrow();
  }

  // [RFC7512] 2.4

  @ParameterizedTest
  @ValueSource(strings = {"", "lib.so", "./lib.so", "~/lib.so", "../lib.so", "file:/lib.so"})
  void relativePathOfAModuleIsRejected(String path) {
    assertThatThrownBy(() -> uri("pkcs11:?module-path=" + path)).hasMessageContaining("whole path");
  }

  @Test
  void pathOfAModuleHasNoCharacterThatNoPathHas() {
    assertThatThrownBy(() -> uri("pkcs11:?module-path=/lib%00.so"))
        .hasMessage("module-path has a character that no path has");
  }

  @Test
  void bothSourceAndValueOfAPinAreRefused() {
    assertThatThrownBy(() -> uri("pkcs11:?pin-source=file:/a&pin-value=1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // [RFC7512] 2.5

  @Test
  void eachAttributeRestrictsWhatFits() {
    TokenUri key = uri("pkcs11:token=a;serial=1;object=x;id=%01;type=private");

    assertThat(uri("pkcs11:token=a").matches(key)).isTrue();
    assertThat(uri("pkcs11:token=a;type=private").matches(key)).isTrue();
    assertThat(uri("pkcs11:token=a;type=public").matches(key)).isFalse();
    assertThat(uri("pkcs11:token=a;id=%01%01").matches(key)).isFalse();
    assertThat(uri("pkcs11:token=a;manufacturer=b").matches(key)).isFalse();
  }

  @Test
  void unknownAttributesMatchNothingInThePathAndAreIgnoredInTheQuery() {
    assertThat(uri("pkcs11:token=a;x=1").matches(uri("pkcs11:token=a;x=1"))).isFalse();
    assertThat(uri("pkcs11:token=a?x=1").matches(uri("pkcs11:token=a"))).isTrue();
    assertThat(problem(uri("pkcs11:x=1"))).contains("nothing is known of the attribute x");
  }

  // [RFC7512] 2.6

  @ParameterizedTest
  @CsvSource({
    "pkcs11:token=a;object=b, pkcs11:object=b;token=a",
    "pkcs11:?module-name=a&pin-source=b, pkcs11:?pin-source=b&module-name=a",
    "pkcs11:?v=1&w=2, pkcs11:?w=2&v=1",
    "pkcs11:?v=1&w=2&v=3, pkcs11:?v=1&v=3&w=2",
    "pkcs11:token=%41%c3%a1, pkcs11:token=A%C3%A1",
    "pkcs11:id=a%0b, pkcs11:id=%61%0B",
    "pkcs11:library-version=1, pkcs11:library-version=01.000",
    "pkcs11:slot-id=1, pkcs11:slot-id=0001",
    "pkcs11:?pin-source=file:/a/./b/../c, pkcs11:?pin-source=FILE:/a/c",
    "pkcs11:?pin-source=|/bin/../usr/bin/x%20/a, pkcs11:?pin-source=%7C/usr/bin/x%20/a",
    "pkcs11:?module-path=/lib/./a/../b.so, pkcs11:?module-path=/lib/b.so",
    "pkcs11:?module-path=/lib/a/.., pkcs11:?module-path=/lib/",
    "pkcs11:?module-path=/.., pkcs11:?module-path=/"
  })
  void equalAre(String one, String other) {
    assertThat(uri(one)).isEqualTo(uri(other)).hasSameHashCodeAs(uri(other));
  }

  @ParameterizedTest
  @CsvSource({
    "pkcs11:token=a, pkcs11:token=A",
    "pkcs11:token=a, pkcs11:token=a;object=",
    "pkcs11:token=a, pkcs11:token=a?v=1",
    "pkcs11:?module-name=a, pkcs11:?module-name=A",
    "pkcs11:?v=1&v=2, pkcs11:?v=2&v=1",
    "pkcs11:?v=a, pkcs11:?v=A",
    "pkcs11:library-version=1.1, pkcs11:library-version=1.10",
    "pkcs11:?module-path=/lib, pkcs11:?module-path=/lib/",
    "pkcs11:?pin-source=a/../b, pkcs11:?pin-source=b",
    "pkcs11:?pin-source=|/bin/x%20/a/../b, pkcs11:?pin-source=|/bin/x%20/b"
  })
  void unequalAre(String one, String other) {
    assertThat(uri(one)).isNotEqualTo(uri(other));
  }

  @Test
  void whatIsComparedShorterIsKeptAsItWasGiven() {
    assertThat(uri("pkcs11:?module-path=/lib/../b.so").query("module-path"))
        .contains("/lib/../b.so");
  }

  // [RFC7512] 5: names may be normalized before they are compared; here they are not.
  @Test
  void spellingsOfOneNameInUnicodeAreTwoNames() {
    assertThat(uri("pkcs11:token=%C3%A9")).isNotEqualTo(uri("pkcs11:token=e%CC%81"));
  }
}
