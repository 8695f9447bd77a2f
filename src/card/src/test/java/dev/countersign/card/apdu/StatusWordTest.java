package dev.countersign.card.apdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** [ISO7816-4] status bytes. */
class StatusWordTest {
  @ParameterizedTest
  @CsvSource({
    "36864, 9000 success",
    "27010, 6982 security status not satisfied",
    "27266, 6A82 data object or application not found",
    "25538, '63C2 verification failed, 2 tries left'",
    "24832, 6100 more data available",
    "27664, 6C10 wrong Le field",
    "28671, 6FFF"
  })
  void hasItsNameFromTheSpecification(int value, String text) {
    assertThat(new StatusWord(value)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0000, 0x6000, 0x60FF, 0x1234, 0xA000, 0xFFFF})
  void whatNoCardMaySendIsNotValid(int value) {
    assertThat(new StatusWord(value).isValid()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x9000, 0x6100, 0x63C3, 0x6F00, 0x6982})
  void whatCardsSendIsValid(int value) {
    assertThat(new StatusWord(value).isValid()).isTrue();
  }

  @Test
  void countOfTriesIsReadFrom63CxOnly() {
    assertThat(new StatusWord(0x63C0).triesLeft()).hasValue(0);
    assertThat(new StatusWord(0x63CF).triesLeft()).hasValue(15);
    assertThat(new StatusWord(0x6303).triesLeft()).isEmpty();
  }

  @Test
  void hasTwoBytes() {
    assertThatIllegalArgumentException().isThrownBy(() -> new StatusWord(0x10000));
    assertThatIllegalArgumentException().isThrownBy(() -> new StatusWord(-1));
  }
}
