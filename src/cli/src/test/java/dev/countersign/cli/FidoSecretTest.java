package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SettableClock;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that keys derive: the same for ever, or not at all. */
class FidoSecretTest extends FidoCase {
  private final TokenStorage storage = TokenStorage.memory();
  private VirtualToken token;

  @BeforeEach
  void plugIn() {
    token =
        VirtualToken.builder(Profile.SECURITY_KEY)
            .world(World.builder().seed(7).clock(new SettableClock(Cli.NOW)).build())
            .storage(storage)
            .build();
    cli.keys.insert(token);
    setPin();
  }

  private String secret(String label) {
    return ok("secret " + label + " --pin-file " + pin);
  }

  @Test
  void secretIsTheSameEachTimeAndAnotherForEachLabel() {
    refuses("secret backup --pin-file " + pin, 3, "no credential for secrets", "--create");
    String first = ok("secret backup --create --pin-file " + pin);
    assertThat(first).matches("[0-9a-f]{64}\n");
    assertThat(secret("backup")).isEqualTo(first);
    assertThat(ok("secret backup --create --pin-file " + pin)).isEqualTo(first);
    assertThat(secret("Backup")).matches("[0-9a-f]{64}\n").isNotEqualTo(first);
    assertThat(ok("credentials list --pin-file " + pin).lines()).hasSize(2);
  }

  @Test
  void secretOutlivesAChangeOfThePinAndOtherCredentials() {
    String first = ok("secret backup --create --pin-file " + pin);
    String newer = cli.file("newer.txt", "another-path\n");
    ok("pin change --pin-file " + pin + " --new-pin-file " + newer);
    pin = newer;
    register("alice");
    cli.keys.remove(token);
    cli.keys.insert(token);
    assertThat(secret("backup")).isEqualTo(first);
  }

  @Test
  void formsHaveTheSameBytes() {
    byte[] bytes = HexFormat.of().parseHex(ok("secret a --create --pin-file " + pin).strip());
    assertThat(Base64.getDecoder().decode(secret("a --format base64").strip())).isEqualTo(bytes);
    assertThat(fido("secret a --format raw --pin-file " + pin).code()).isZero();
  }

  /**
   * The salt is written down in docs/fido.md; a composed letter is as good as one with an accent.
   */
  @Test
  void labelsThatLookAlikeAreTheSame() {
    String composed = ok("secret caf\u00e9 --create --pin-file " + pin);
    assertThat(secret("cafe\u0301")).isEqualTo(composed);
  }

  @Test
  void credentialOrKeyThatIsGoneTakesItsSecretsAlong() {
    String first = ok("secret backup --create --pin-file " + pin);
    String table = ok("credentials list --pin-file " + pin);
    assertThat(table).contains("secret.countersign.invalid");
    String name = table.lines().skip(1).findFirst().orElseThrow().split(" ")[0];
    ok("credentials delete " + name + " --yes --pin-file " + pin);
    refuses("secret backup --pin-file " + pin, 3, "no credential for secrets", "gone");
    assertThat(ok("secret backup --create --pin-file " + pin)).isNotEqualTo(first);
  }

  @Test
  void wrongPinAndNoPin() {
    ok("secret backup --create --pin-file " + pin);
    refuses("secret backup --pin-file " + cli.file("wrong.txt", "garden-gate\n"), 4, "7");
    refuses("secret backup", 4, "PIN");
    ok("reset --yes");
    refuses("secret backup --create --pin-file " + pin, 4, "no PIN", "fido pin set");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u0007b", "\u001b[2J"})
  void labelThatIsNone(String label) {
    Cli.Result result = cli.run("fido", "secret", label, "--pin-file", pin);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("this label cannot be used");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void labelThatIsTooLong() {
    refuses("secret " + "l".repeat(256), 2, "1 to 255 bytes");
  }

  @Test
  void personIsWarnedWhoSeesTheSecret() {
    ok("secret backup --create --pin-file " + pin);
    assertThat(fido("secret backup --pin-file " + pin).err()).doesNotContain("screen");
    cli.personSeesOutput = true;
    assertThat(fido("secret backup --pin-file " + pin).err()).contains("on your screen");
  }
}
