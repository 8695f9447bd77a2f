package dev.countersign.card.oath;

import static dev.countersign.card.oath.CodeBench.T59;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.CodeAccount;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.simulator.Profile;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong before each command of each operation, and that the next call works. */
class CodeBoundaryTest {
  private static final List<String> FAULTS =
      List.of(
          "remove", "reset", "status:6F00", "status:6982", "status:6A80", "garbage", "truncate");

  /** Operations, each on a token with the account {@code AWS:alice} and a password. */
  enum Operation {
    CODE(bench -> assertCode(bench)),
    LIST(bench -> assertThat(bench.accounts().list()).isNotEmpty()),
    CODES(bench -> assertThat(bench.accounts().codes(T59)).isNotEmpty()),
    ADD(bench -> bench.add("AWS:new")),
    REMOVE(bench -> bench.accounts().remove(bench.accounts().list().get(0))),
    SET_PASSWORD(CodeBench::setPassword),
    NAME(CodeBoundaryTest::assertName);

    @SuppressWarnings("ImmutableEnumChecker") // holds nothing
    private final Consumer<CodeBench> work;

    Operation(Consumer<CodeBench> work) {
      this.work = work;
    }
  }

  private static void assertCode(CodeBench bench) {
    assertThat(bench.accounts().code("AWS:alice", T59).orElseThrow().code().orElseThrow().text())
        .isEqualTo("287082");
  }

  private static void assertName(CodeBench bench) {
    for (String kind : List.of("oath", "otp")) {
      assertThat(bench.tokens().find(TokenUri.of(kind)).identity().label()).startsWith("YubiKey");
    }
  }

  private static CodeBench prepared() {
    CodeBench bench = new CodeBench(Profile.YUBIKEY_5_7);
    bench.add("AWS:alice");
    bench.setPassword();
    bench.restart();
    return bench;
  }

  private static int commands(Operation operation) {
    try (CodeBench bench = prepared()) {
      operation.work.accept(bench);
      return bench.commands.size();
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsWellOrIsSaidAndTheNextCallWorks(Operation operation) {
    int count = commands(operation);
    for (String fault : FAULTS) {
      for (int at = 1; at <= count; at++) {
        String where = operation + " with " + fault + "@" + at;
        try (CodeBench bench = prepared()) {
          bench.faults(fault + "@" + at);
          attempt(operation, bench, where);
          assertThat(bench.asked.size()).as(where + ": questions").isLessThanOrEqualTo(2);
          assertValidatedOncePerQuestion(bench, where);
          bench.restart();
          List<String> names = bench.accounts().list().stream().map(a -> a.id().text()).toList();
          assertThat(names).as(where).doesNotHaveDuplicates();
          if (operation == Operation.ADD) {
            assertThat(names).as(where).contains("AWS:alice");
          }
          if (operation != Operation.REMOVE) {
            assertCode(bench);
          }
        }
      }
    }
  }

  private static void attempt(Operation operation, CodeBench bench, String where) {
    try {
      operation.work.accept(bench);
    } catch (TokenException e) {
      assertThat(e.getMessage()).as(where).isNotBlank().doesNotContain(CodeBench.PASSWORD);
      assertThat(e.remedy()).as(where).isNotBlank();
    }
  }

  /** A change is sent once, whatever goes wrong; so is what proves the password. */
  private static void assertValidatedOncePerQuestion(CodeBench bench, String where) {
    long validations = bench.instructions().stream().filter("A300"::equals).count();
    long selections = bench.instructions().stream().filter("A404"::equals).count();
    assertThat(validations).as(where + ": VALIDATE").isLessThanOrEqualTo(selections);
    for (String change : List.of("0100", "0200", "0300")) {
      assertThat(bench.instructions().stream().filter(change::equals).count())
          .as(where + ": change " + change)
          .isLessThanOrEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"remove", "reset"})
  void aHeldAccountWorksAgainAfterTheTokenWasAway(String fault) {
    try (CodeBench bench = prepared()) {
      CodeAccount account = bench.accounts().list().get(0);
      bench.faults(fault + "@3");
      attempt(Operation.CODE, bench, fault);
      bench.restart();
      assertThat(bench.accounts().code(account, T59).text()).isEqualTo("287082");
    }
  }
}
