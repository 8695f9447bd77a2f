package dev.countersign.junit.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody's token is erased by accident. */
class HardwareConsentTest {

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "12345678, ''",
    "12345678, yes",
    "'', erase-this-token",
    "any, erase-this-token"
  })
  void tokenIsNotTouchedWithoutItsNumberAndTheWord(String serial, String consent) {
    assertThatThrownBy(() -> new HardwareBench(serial, consent))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("erase-this-token");
  }
}
