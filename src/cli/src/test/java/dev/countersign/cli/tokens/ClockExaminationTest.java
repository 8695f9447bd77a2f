package dev.countersign.cli.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each system's owner is told to type. */
class ClockExaminationTest {
  @ParameterizedTest
  @CsvSource({
    "Linux, timedatectl set-ntp true",
    "Windows 11, w32tm /resync",
    "Mac OS X, sntp -sS",
    "FreeBSD, timedatectl",
    "'', timedatectl"
  })
  void remedyOfTheSystem(String system, String command) {
    assertThat(ClockExamination.remedy(system)).contains(command);
  }
}
