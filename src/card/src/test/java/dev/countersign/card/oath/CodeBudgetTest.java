package dev.countersign.card.oath;

import static dev.countersign.card.oath.CodeBench.T59;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.AccountCode;
import dev.countersign.device.TokenUri;
import dev.countersign.simulator.Profile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Round trips are what costs: these are the promises. */
class CodeBudgetTest {
  private static final String SELECT = "A404";
  private static final String CALCULATE_ALL = "A400";

  /** Once before it counts: loading classes must not outlast the transaction. */
  private static CodeBench bench(Profile profile) {
    CodeBench bench = new CodeBench(profile);
    bench.add("AWS:alice");
    bench.accounts().code("AWS:alice", T59);
    bench.restart();
    return bench;
  }

  @ParameterizedTest
  @EnumSource(names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void aCodeTakesTwoCommands(Profile profile) {
    try (CodeBench bench = bench(profile)) {
      AccountCode code = bench.accounts().code("AWS:alice", T59).orElseThrow();
      assertThat(code.code().orElseThrow().text()).isEqualTo("287082");
      assertThat(bench.instructions()).containsExactly(SELECT, "A200");
    }
  }

  @Test
  void aCodeBehindAPasswordTakesThree() {
    try (CodeBench bench = bench(Profile.YUBIKEY_5_7)) {
      bench.setPassword();
      bench.restart();
      assertThat(bench.accounts().code("AWS:alice", T59)).isPresent();
      assertThat(bench.instructions()).containsExactly(SELECT, "A300", "A200");
      assertThat(bench.asked).hasSize(1);
    }
  }

  @Test
  void allCodesTakeSelectCalculateAllAndWhatRemains() {
    try (CodeBench bench = bench(Profile.YUBIKEY_5_7)) {
      for (int i = 1; i < 32; i++) {
        bench.add("issuer " + i + ":a name of some length");
      }
      bench.restart();
      List<AccountCode> codes = bench.accounts().codes(T59);
      assertThat(codes).hasSize(32).allMatch(code -> code.code().isPresent());
      List<String> instructions = bench.instructions();
      assertThat(instructions.subList(0, 2)).containsExactly(SELECT, CALCULATE_ALL);
      assertThat(instructions.subList(2, instructions.size()))
          .isNotEmpty()
          .containsOnly("A500")
          .hasSizeLessThanOrEqualTo(6);
    }
  }

  @Test
  void findingByTheSerialNumberTakesThreeMoreAndOnce() {
    try (CodeBench bench = bench(Profile.YUBIKEY_5_7)) {
      bench.tokens().find(TokenUri.parse("oath:serial=12345678")).uri();
      assertThat(bench.instructions()).containsExactly(SELECT, SELECT, "1D00", SELECT);
      bench.commands.clear();
      bench.tokens().find(TokenUri.parse("otp:serial=12345678"));
      assertThat(bench.instructions()).containsExactly(SELECT);
    }
  }

  @Test
  void aCodeOfASlotTakesTwoCommands() {
    try (CodeBench bench = bench(Profile.YUBIKEY_5_7)) {
      CodeBench.add(bench.accounts("otp:"), "slot 2");
      bench.restart();
      AccountCode code = bench.accounts("otp:").code("slot 2", T59).orElseThrow();
      assertThat(code.code().orElseThrow().text()).isEqualTo("287082");
      assertThat(bench.instructions()).containsExactly(SELECT, "0138");
    }
  }
}
