package dev.countersign.cli.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.cli.Failure;
import dev.countersign.cli.SeedGuard;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.TokenUri;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountQueryTest {
  private static CodeAccount account(String text) {
    return new CodeAccount(
        TokenUri.of("oath").with("serial", "11").with("account", text),
        AccountId.parse(CodeKind.TOTP, text),
        CodeKind.TOTP,
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }

  private static List<String> best(String query, String... accounts) {
    List<CodeAccount> all = Stream.of(accounts).map(AccountQueryTest::account).toList();
    return AccountQuery.parse(query).best(all, Function.identity()).stream()
        .map(found -> found.id().text())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AWS:alice | AWS:alice",
        "aws:alice | AWS:alice",
        "alice | AWS:alice",
        "lic | AWS:alice",
        "github | GitHub:bob",
        "60/Bank:me | 60/Bank:me",
        "Bank:me | 60/Bank:me",
        "s:ali | AWS:alice",
        "oath:account=AWS:alice | AWS:alice",
        "oath:serial=11;account=AWS:alice | AWS:alice",
        "OATH:account=AWS:alice | AWS:alice"
      })
  void findsTheAccount(String query, String found) {
    assertThat(best(query, "AWS:alice", "GitHub:bob", "60/Bank:me")).containsExactly(found);
  }

  @Test
  void exactMatchWinsOverAPart() {
    assertThat(best("AWS:al", "AWS:alice", "AWS:al")).containsExactly("AWS:al");
    assertThat(best("al", "AWS:alice", "AWS:al")).containsExactly("AWS:al");
    assertThat(best("AWS", "AWS:alice", "AWS-dev:bob", "AWS:carol"))
        .containsExactly("AWS:alice", "AWS:carol");
    assertThat(best("aws:al", "AWS:al", "aws:al")).containsExactly("aws:al");
    assertThat(best("a", "AWS:alice", "GitHub:bob", "x:carol"))
        .containsExactly("AWS:alice", "x:carol");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dave",
        "oath:account=aws:alice",
        "oath:serial=12;account=AWS:alice",
        "AWS:alicex"
      })
  void nothingFits(String query) {
    assertThat(best(query, "AWS:alice", "GitHub:bob")).isEmpty();
  }

  @Test
  void hiddenAccountsAreFoundByTheirWholeNameOnly() {
    assertThat(best("_hidden:x", "_hidden:x")).containsExactly("_hidden:x");
    assertThat(best("oath:account=_hidden:x", "_hidden:x")).containsExactly("_hidden:x");
    assertThat(best("hidden", "_hidden:x")).isEmpty();
    assertThat(best("x", "_hidden:x")).isEmpty();
    assertThat(best("oath:serial=11", "_hidden:x", "AWS:a")).containsExactly("AWS:a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alice@123456789012 | AWS:alice,Other:alice,alice@123456789012",
        "AWS:alice@123456789012 | AWS:alice,AWS:alice@123456789012",
        "Amazon Web Services:alice@corp | Amazon Web Services:alice@corp,GitHub:alice",
        "AWS:alice | AWS:alice,Other:alice,AWS:alice@corp",
        "arn:aws:iam::123456789012:mfa/dev/alice |"
            + " AWS:alice,arn:aws:iam::123456789012:mfa/dev/alice"
      })
  void deviceOfAnArn(String found, String accounts) {
    assertThat(best("arn:aws:iam::123456789012:mfa/dev/alice", accounts.split(",")))
        .containsExactly(found);
  }

  @Test
  void deviceOfAnotherAccountOrIssuerIsNotTaken() {
    assertThat(best("arn:aws:iam::123456789012:mfa/alice", "AWS:alice@210987654321", "X:alice"))
        .isEmpty();
    assertThat(
            best(
                "arn:aws-cn:iam::123456789012:mfa/root-account-mfa-device",
                "AWS:root-account-mfa-device@123456789012"))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:iam::123456789012:u2f/user/alice/key-ABC",
        "arn:aws:iam::123456789012:sms-mfa/alice",
        "arn:aws:iam::123456789012:user/alice",
        "arn:aws:iam::1234:mfa/alice",
        "arn:"
      })
  void arnsOfSomethingElse(String arn) {
    assertThatThrownBy(() -> AccountQuery.parse(arn))
        .isInstanceOf(Failure.class)
        .satisfies(e -> assertThat(((Failure) e).remedy()).contains("mfa/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "otpauth://totp/a?secret=ABC",
        "OTPAUTH://totp/alice",
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "gezd gnbv gy3t qojq",
        "GEZD-GNBV-GY3T-QOJQ",
        "JBSWY3DPEHPK3PXP",
        "jbswy3dpehpk3pxp",
        "ABCDEFGHIJKLMNOP===="
      })
  void seedsAreRefusedAndNotRepeated(String seed) {
    assertThatThrownBy(() -> AccountQuery.parse(seed))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("arguments can be seen")
        .satisfies(
            e ->
                assertThat(e.getMessage() + ((Failure) e).remedy())
                    .doesNotContainIgnoringCase(seed.substring(seed.length() - 6)));
    assertThatThrownBy(() -> AccountName.parse(seed)).hasMessageContaining("arguments can be seen");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWS:alice",
        "productionaccount",
        "production-account-2",
        "alice@123456789012",
        "Amazon Web Services",
        "ABCDEFGHIJKLMNO",
        "administrator2team",
        "team-blue-prod-mail"
      })
  void namesAreNoSeeds(String name) {
    assertThat(SeedGuard.check(name)).isEqualTo(name);
  }

  @Test
  void uriThatIsNoneIsSaidToBe() {
    assertThatThrownBy(() -> AccountQuery.parse("oath:serial=1;slot"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("name=value");
    assertThat(best("oath:alice", "oath:alice")).containsExactly("oath:alice");
  }
}
