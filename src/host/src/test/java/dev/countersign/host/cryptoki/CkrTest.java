package dev.countersign.host.cryptoki;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CkrTest {
  @Test
  void returnValuesHaveTheNamesOfTheSpecification() {
    assertThat(Ckr.name(0xA0)).isEqualTo("CKR_PIN_INCORRECT");
    assertThat(Ckr.name(0xB3)).isEqualTo("CKR_SESSION_HANDLE_INVALID");
    assertThat(Ckr.name(0x190)).isEqualTo("CKR_CRYPTOKI_NOT_INITIALIZED");
  }

  @Test
  void valuesOfVendorsAreShownByNumber() {
    assertThat(Ckr.name(0x80000012L)).isEqualTo("0x80000012");
    CryptokiException problem = new CryptokiException("C_Sign", 0x80000012L);
    assertThat(problem.ckr()).isEmpty();
    assertThat(problem).hasMessage("C_Sign returned 0x80000012");
  }

  @Test
  void exceptionSaysWhichFunctionReturnedWhat() {
    CryptokiException problem = new CryptokiException("C_Login", 0xA4);
    assertThat(problem.is(Ckr.CKR_PIN_INCORRECT, Ckr.CKR_PIN_LOCKED)).isTrue();
    assertThat(problem.is(Ckr.CKR_PIN_INCORRECT)).isFalse();
    assertThat(problem.name()).isEqualTo("CKR_PIN_LOCKED");
    assertThat(problem.function()).isEqualTo("C_Login");
  }
}
