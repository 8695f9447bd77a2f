package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.KeyAudit;
import dev.countersign.device.KeyAudit.Protection;
import dev.countersign.simulator.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code keys audit} says of keys. */
class KeysAuditTest {
  @TempDir Path directory;
  private Cli cli;
  private final FakeHsm prod = new FakeHsm("prod", "17");
  private final List<Protection> told = new ArrayList<>();
  private String pin;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
    cli.modules = places -> FakeHsm.source(prod);
    prod.more.put(KeyAudit.class, (KeyAudit) () -> List.copyOf(told));
    pin = cli.file("pin", FakeHsm.PIN + "\n");
  }

  /** A key of which the token says this; a minus sign for what it does not say. */
  private void told(String name, String flags) {
    List<Optional<Boolean>> all =
        flags
            .chars()
            .mapToObj(c -> c == '-' ? Optional.<Boolean>empty() : Optional.of(c == 'y'))
            .toList();
    told.add(
        new Protection(
            prod.uri.with("object", name).with("type", "private"),
            "rsa2048",
            all.get(0),
            all.get(1),
            all.get(2),
            all.get(3),
            all.get(4),
            all.get(5)));
  }

  private Cli.Result audit(String... more) {
    List<String> arguments = new ArrayList<>(List.of("keys", "audit", "--pin-file", pin));
    arguments.addAll(List.of(more));
    return cli.run(arguments.toArray(String[]::new));
  }

  @Test
  void eachVerdictIsSaidInWords() {
    told("made", "ynyyyn");
    told("came", "ynnnnn");
    told("wrap", "yyynyn");
    told("trusted", "yyynyy");
    told("open", "nynnn-");
    told("silent", "------");
    Cli.Result result = audit("pkcs11:token=prod");
    assertThat(result.code()).isZero();
    assertThat(result.out().lines().map(line -> line.replaceAll(" {2,}", " | ").strip()))
        .containsExactly(
            "KEY | KIND | ORIGIN | SENSITIVE | EXTRACTABLE | VERDICT",
            row("made", "generated | yes | no | cannot leave, and never could"),
            row("came", "imported | yes | no | cannot leave; copies may exist"),
            row("wrap", "generated | yes | yes | can leave, wrapped by another key"),
            row("trusted", "generated | yes | yes | can leave, wrapped by a trusted key only"),
            row("open", "imported | no | yes | can be read by whoever logs in"),
            row("silent", "- | - | - | the token does not say"));
    assertThat(result.err())
        .isEqualTo(
            "3 of 6 keys can leave: 1 in the clear, 2 wrapped by another key; of 1 the token does"
                + " not say.\n");
    assertThat(prod.logins).isEqualTo(1);
  }

  private static String row(String name, String rest) {
    return "pkcs11:token=prod;serial=17;object=%s;type=private | rsa2048 | %s"
        .formatted(name, rest);
  }

  @Test
  void sentenceForWhatCannotLeave() {
    assertThat(audit("pkcs11:token=prod").err()).isEqualTo("There is no key yet.\n");
    told("made", "ynyyyn");
    assertThat(audit("pkcs11:token=prod").err()).isEqualTo("0 of 1 key can leave.\n");
    told("silent", "------");
    assertThat(audit("pkcs11:token=prod").err())
        .isEqualTo(
            "Of 1 of 2 keys the token does not say whether they can leave; the others cannot.\n");
  }

  @Test
  void jsonHasWhatTheTokenSaysAndTheVerdict() {
    told("open", "nyn-n-");
    assertThat(audit("pkcs11:token=prod", "--json").out())
        .contains("\"uri\" : \"pkcs11:token=prod;serial=17;object=open;type=private\"")
        .contains("\"sensitive\" : false", "\"extractable\" : true", "\"verdict\" : \"readable\"")
        .contains("\"neverExtractable\" : null", "\"total\" : 1", "\"canLeave\" : 1");
  }

  @Test
  void pipelineFailsOnWhatItNames() {
    told("made", "ynyyyn");
    told("wrap", "yyynyn");
    Cli.Result fails = audit("pkcs11:token=prod", "--fail-on", "readable,wrappable");
    assertThat(fails.code()).isEqualTo(1);
    assertThat(fails.out()).contains("object=wrap");
    assertThat(fails.err())
        .contains(
            "1 of 2 keys are wrappable or readable: pkcs11:token=prod;serial=17;object=wrap;"
                + "type=private. Replace them with keys that are made on the token");
    assertThat(audit("pkcs11:token=prod", "--fail-on", "readable").code()).isZero();
    assertThat(audit("pkcs11:token=prod;object=made", "--fail-on", "wrappable").code()).isZero();
  }

  @Test
  void failingOnWhatCannotBeSeenIsRefused() {
    Cli.Result result = audit("--fail-on", "readable");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("a token hides until somebody logs in", "Name the token");
    Cli.Result unknown = audit("pkcs11:token=prod", "--fail-on", "lost");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err())
        .contains("'lost' is none of never-left, stays, wrappable, readable, unknown");
  }

  @Test
  void allTokensAreAuditedWithoutAPin() {
    cli.plug(Profile.YUBIKEY_5_7, 11, "");
    String factory = cli.file("factory", Cli.FACTORY_PIN + "\n");
    cli.ok("keys", "generate", "piv:slot=9a", "--algorithm", "p256", "--pin-file", factory);
    told("wrap", "yyynyn");
    Cli.Result result = audit();
    assertThat(result.out())
        .contains("object=wrap")
        .containsPattern(
            "piv:serial=11;slot=9a +p256 +generated +yes +no +cannot leave, and never");
    assertThat(result.err()).contains("may hold more keys", "1 of 2 keys can leave");
    assertThat(prod.logins).isZero();
  }

  @Test
  void tokenThatSaysNothingOfItsKeys() {
    prod.more.clear();
    Cli.Result result = audit("pkcs11:token=prod");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("pkcs11:token=prod;serial=17: this token cannot do that");
    assertThat(audit("oath:").code()).isEqualTo(2);
  }
}
