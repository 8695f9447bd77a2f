package dev.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenUriTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "piv:",
        "piv:serial=12345678;slot=9c",
        "piv:slot=9a?pin-source=/run/secrets/pin",
        "oath:serial=12345678;account=AWS:alice",
        "pkcs11:token=prod;object=cdn;type=private?module-name=softhsm",
        "pkcs11:id=%01%02;object=a%3Bb"
      })
  void textIsReadAndWrittenBack(String text) {
    assertThat(TokenUri.parse(text)).hasToString(text);
  }

  @Test
  void partsAreFoundByName() {
    TokenUri uri = TokenUri.parse("oath:account=AWS%3Aalice%20smith;serial=1?pin-source=a%26b");

    assertThat(uri.scheme()).isEqualTo("oath");
    assertThat(uri.attribute("account")).contains("AWS:alice smith");
    assertThat(uri.attribute("slot")).isEmpty();
    assertThat(uri.query("pin-source")).contains("a&b");
  }

  @Test
  void aPinInAUriIsRefusedWithoutRepeatingIt() {
    for (String text : new String[] {"piv:slot=9c?pin-value=271828", "piv:pin-value=271828"}) {
      assertThatThrownBy(() -> TokenUri.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("pin-source")
          .hasMessageNotContaining("271828");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9c | begins with its kind",
        "tpm:key=1 | unknown kind of token 'tpm'",
        "piv:slots=9c | unknown part 'slots'",
        "piv:slot | name=value",
        "piv:=9c | name=value",
        "piv:slot=9c; | name=value",
        "piv:slot=9c;slot=9a | given twice",
        "piv:slot=%9 | two hexadecimal digits",
        "piv:slot=%zz | two hexadecimal digits",
        "piv:slot=9c?module-name=x | unknown part 'module-name'",
        "piv:slot=9c#x | no fragment"
      })
  void whatIsWrongIsNamed(String text, String reason) {
    assertThatThrownBy(() -> TokenUri.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void anOverlongUriIsRefused() {
    assertThatThrownBy(() -> TokenUri.parse("piv:reader=" + "x".repeat(5000)))
        .hasMessageContaining("4096");
  }

  @Test
  void lessSpecificMatchesMoreSpecific() {
    TokenUri full = TokenUri.parse("piv:serial=12345678;slot=9c");

    assertThat(TokenUri.parse("piv:slot=9C").matches(full)).isTrue();
    assertThat(TokenUri.parse("piv:").matches(full)).isTrue();
    assertThat(TokenUri.parse("piv:slot=9a").matches(full)).isFalse();
    assertThat(TokenUri.parse("otp:serial=12345678").matches(full)).isFalse();
    assertThat(full.matches(TokenUri.parse("piv:slot=9c"))).isFalse();
  }

  @Test
  void partsAreAddedAndTakenAway() {
    TokenUri uri = TokenUri.of("piv").with("serial", "1").with("slot", "9c");

    assertThat(uri).isEqualTo(TokenUri.parse("piv:serial=1;slot=9c"));
    assertThat(uri.hashCode()).isEqualTo(TokenUri.parse("piv:serial=1;slot=9c").hashCode());
    assertThat(uri.without("slot")).hasToString("piv:serial=1");
    assertThatThrownBy(() -> uri.with("account", "x")).hasMessageContaining("unknown part");
  }

  @Test
  void anyValueSurvivesTheWayThroughText() {
    Random random = new Random(3);
    for (int round = 0; round < 2000; round++) {
      StringBuilder value = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        value.appendCodePoint(
            random.nextInt(4) == 0 ? 0x20 + random.nextInt(0x5F) : random.nextInt(0xD800));
      }
      TokenUri uri = TokenUri.of("piv").with("reader", value.toString());
      assertThat(TokenUri.parse(uri.toString())).isEqualTo(uri);
    }
  }
}
