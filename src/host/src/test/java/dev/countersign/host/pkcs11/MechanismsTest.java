package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.host.cryptoki.Structures.MechanismInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MechanismsTest {
  @ParameterizedTest
  @CsvSource({
    "1024, 4096, true",
    "2048, 2048, true",
    "3072, 4096, false",
    "512, 1024, false",
    "0, 0, true", // a module that does not say
    "512, -1, true", // the largest number
    "-1, -1, false"
  })
  void keySizesAreComparedAsTheyAreMeant(long least, long most, boolean fits) {
    assertThat(Mechanisms.fits(new MechanismInfo(least, most, 0), 2048)).isEqualTo(fits);
  }
}
