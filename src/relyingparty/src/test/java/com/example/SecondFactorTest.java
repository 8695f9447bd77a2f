package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.relyingparty.Stores;
import dev.countersign.relyingparty.code.Authenticator;
import dev.countersign.relyingparty.code.SettableClock;
import dev.countersign.relyingparty.code.TotpProfile;
import dev.countersign.relyingparty.jdbc.JdbcStateStore;
import dev.countersign.wire.oath.OtpauthUri;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example of docs/verification.md runs, and the page says what the code does. */
class SecondFactorTest {

  private static String page() throws Exception {
    return Files.readString(Path.of("../../docs/verification.md"));
  }

  @Test
  void exampleOnThePageIsTheOneThatRuns() throws Exception {
    Path source = Path.of("src/test/java/com/example/SecondFactor.java");
    assertThat(page()).contains("```java\n" + Files.readString(source) + "```\n");
  }

  @Test
  void tableOnThePageIsTheOneThatIsCreated() throws Exception {
    String sql = new JdbcStateStore(Stores.database()).createTable();
    assertThat(page()).contains("```sql\n" + sql + "\n```\n");
  }

  @Test
  void numbersOnThePageAreThoseOfTheProfiles() throws Exception {
    TotpProfile strict = TotpProfile.STRICT;
    TotpProfile aws = TotpProfile.AWS;
    assertThat(page())
        .contains(
            "| a code may be off by | %d step | %d steps |"
                .formatted(strict.window(), aws.window()))
        .contains(
            "| the second code of a pair may be of | -%d to +%d steps | -%d to +%d steps |"
                .formatted(
                    strict.pairBehind(), strict.pairAhead(), aws.pairBehind(), aws.pairAhead()))
        .contains(
            "| tries of a device | %d in %d minutes | %d in %d minutes |"
                .formatted(
                    strict.limit().attempts(),
                    strict.limit().window().toMinutes(),
                    aws.limit().attempts(),
                    aws.limit().window().toMinutes()));
  }

  @Test
  void userEnrolsAndLogsInOnAnyNode() {
    var database = Stores.database();
    SettableClock clock = new SettableClock(1_700_000_000);
    SecondFactor one = new SecondFactor(database, clock);
    SecondFactor other = new SecondFactor(database, clock);
    byte[] seed = Authenticator.SEED; // of a new one two codes of the window may be the same
    byte[] token;
    try (OtpauthUri scanned = OtpauthUri.parse(one.qrText("alice", seed))) {
      token = scanned.seed();
    }
    long step = clock.step();
    assertThat(
            one.enrol(
                "alice",
                seed,
                Authenticator.code(token, step - 1),
                Authenticator.code(token, step)))
        .isTrue();
    String code = Authenticator.code(token, step);
    assertThat(other.login("alice", seed, code)).isEqualTo("Welcome.");
    assertThat(one.login("alice", seed, code)).startsWith("That code cannot be accepted.");
  }
}
