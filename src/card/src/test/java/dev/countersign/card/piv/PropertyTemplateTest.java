package dev.countersign.card.piv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.wire.TlvException;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** [SP800-73-4/2] 3.1.1, and what cards make of it. */
class PropertyTemplateTest {
  private static Optional<PropertyTemplate> parse(String hex) throws TlvException {
    return PropertyTemplate.parse(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "61114F0600001000010079074F05A000000308", // YubiKey
        "610F4F060010010000007905A000000308", // bytes permuted, no inner 4F
        "611A4F0BA0000003080000100001007F660802028000020280005000", // whole AID, length info
        "6F0D840BA000000308000010000100", // file control information
        "61 03 4F 05 00", // inner garbage
        ""
      })
  void anyPivAnswerIsTaken(String answer) throws Exception {
    assertThat(parse(answer)).isPresent();
  }

  @Test
  void labelAndAlgorithmsAreRead() throws Exception {
    PropertyTemplate template =
        parse(
                "61 1E 4F06000010000100 5009506976 4170706C6574 AC09 800107 800111 060100"
                    .replace(" ", ""))
            .orElseThrow();
    assertThat(template.label()).contains("PivApplet");
    assertThat(template.algorithms()).containsExactlyInAnyOrder(0x07, 0x11);
  }

  @Test
  void labelIsMadePrintable() throws Exception {
    assertThat(parse("6105 5003 1B5B41").orElseThrow().label()).contains("?[A");
  }

  @Test
  void anotherObjectIsNotPiv() throws Exception {
    assertThat(parse("7903010203")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"61", "6105", "61024F", "FFFFFFFFFF"})
  void whatIsNoTlvIsAnError(String answer) {
    assertThatExceptionOfType(TlvException.class).isThrownBy(() -> parse(answer));
  }
}
