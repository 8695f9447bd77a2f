package dev.countersign.junit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.card.oath.OathAdministration;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sets up a bench for each test of the contract and clears it away; adds the password. */
@Timeout(120)
abstract class CodeContractCase implements CodeContract {
  private ContractBench bench;

  abstract ContractBench open() throws Exception;

  @BeforeEach
  final void setUp() throws Exception {
    bench = open();
  }

  @AfterEach
  final void clearAway() {
    if (bench != null) {
      bench.close();
    }
  }

  @Override
  public final ContractBench bench() {
    return bench;
  }

  private OathAdministration administration() {
    return bench.token().require(OathAdministration.class);
  }

  private void setPassword(String password) {
    try (Secret secret = Secret.copyOf(password.toCharArray())) {
      administration().setPassword(secret);
    }
    bench.pins().answer(PinRequest.Kind.PASSWORD, password);
  }

  /** The key derived from it is kept while the token stays attached, the password is not. */
  @Test
  final void aPasswordProtectsTheCodesAndIsAskedForOnce() {
    CodeAccount account = addTotp("AWS:alice", STANDARD_SEED);
    setPassword("pass word é");
    assertThat(administration().status().passwordSet()).isTrue();
    assertThat(accounts().code(account, NOW).text()).isEqualTo("005924");
    assertThat(bench.pins().asked()).as("who set it knows it").isEmpty();
    bench.pins().answer(PinRequest.Kind.PASSWORD, "pass word é");
    administration().clearPassword();
    assertThat(administration().status().passwordSet()).isFalse();
    assertThat(accounts().list()).hasSize(1);
  }

  @Test
  final void resetTakesAccountsAndPasswordAway() {
    addTotp("AWS:alice", STANDARD_SEED);
    String before = administration().status().deviceId();
    setPassword("secret");
    bench.pins().silence(PinRequest.Kind.PASSWORD);
    administration().reset();
    assertThat(administration().status().passwordSet()).isFalse();
    assertThat(administration().status().deviceId()).isNotEqualTo(before);
    assertThat(accounts().list()).isEmpty();
  }

  @Test
  final void anAccountOfATokenThatWasResetIsGone() {
    CodeAccount account = addTotp("AWS:alice", STANDARD_SEED);
    administration().reset();
    assertThatExceptionOfType(TokenException.NoKey.class)
        .isThrownBy(() -> accounts().code(account, NOW));
  }
}
