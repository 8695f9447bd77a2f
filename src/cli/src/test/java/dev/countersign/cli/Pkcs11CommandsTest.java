package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.host.pkcs11.ModuleProbe;
import dev.countersign.host.pkcs11.NeedsSoftHsm;
import dev.countersign.host.pkcs11.Pkcs11Source;
import dev.countersign.host.pkcs11.SoftHsm;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about PKCS#11 modules, on SoftHSM. */
@NeedsSoftHsm
class Pkcs11CommandsTest {
  @TempDir Path directory;
  private Cli cli;
  private String configuration;

  @BeforeEach
  void configureSoftHsm() {
    cli = new Cli(directory);
    cli.modules = places -> Pkcs11Source.of(places, ModuleProbe.none());
    cli.environment.put("XDG_CONFIG_HOME", directory.resolve("config").toString());
    configuration =
        cli.file("soft.cfg", "name = soft\nlibrary = %s\n".formatted(SoftHsm.module().library()));
  }

  private Cli.Result run(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--pkcs11-config";
    all[arguments.length + 1] = configuration;
    return cli.run(all);
  }

  private Cli.Result init(String label, String... more) {
    String[] arguments = new String[9 + more.length];
    String[] first = {
      "pkcs11",
      "init",
      "--module=soft",
      "--label",
      label,
      "--so-pin-file",
      cli.file("so", SoftHsm.SO_PIN + "\n"),
      "--new-pin-file",
      cli.file("pin", SoftHsm.PIN + "\n")
    };
    System.arraycopy(first, 0, arguments, 0, first.length);
    System.arraycopy(more, 0, arguments, first.length, more.length);
    return run(arguments);
  }

  /** The slot of a token, as info of its module lists it. */
  private String slot(String label) {
    return run("pkcs11", "info", "--module", "soft")
        .out()
        .lines()
        .filter(line -> line.contains(" " + label + " "))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aTokenIsMadeAndDescribed() {
    Cli.Result made = init("cli made");
    assertThat(made.code()).as(made.err()).isZero();
    String uri = made.out().strip();
    assertThat(uri).startsWith("pkcs11:token=cli%20made;serial=");
    assertThat(made.err()).contains("is ready").doesNotContain(SoftHsm.PIN, SoftHsm.SO_PIN);

    Cli.Result info = run("pkcs11", "info", uri);
    assertThat(info.out())
        .contains("token:       " + uri)
        .contains("SoftHSM")
        .contains("PIN:         set; 4 to 255 bytes")
        .contains("wants a login")
        .containsPattern("CKM_RSA_PKCS +[0-9]+ to [0-9]+ +sign, verify, encrypt, decrypt");
    assertThat(run("pkcs11", "info", uri, "--json").out())
        .contains("\"uri\" : \"" + uri + "\"")
        .contains("\"pin\" : \"set\"")
        .contains("\"name\" : \"CKM_ECDSA\"");
    assertThat(run("pkcs11", "info", "--module", "soft").out())
        .contains("SLOT")
        .containsPattern("cli made +[0-9a-f]+ +initialised +set");
  }

  @Test
  void modulesAreListedWithWhatIsWrongWithThem() {
    cli.file("bad.cfg", "name = bad\nlibrary = /nowhere/bad.so\n");
    cli.file("worse.cfg", "name = worse\nlibary = /x.so\n");

    Cli.Result list = cli.run("pkcs11", "modules", "--pkcs11-config", directory.toString());

    assertThat(list.code()).isZero();
    assertThat(list.out())
        .containsPattern("soft +configured +2\\.[0-9]+ +[0-9]+.* not initialised\\) +/.*soft.cfg")
        .containsPattern("bad +configured, unusable +- +- +/nowhere/bad.so");
    assertThat(list.err())
        .contains("/nowhere/bad.so", "there is no such file")
        .contains("worse.cfg, line 2: unknown option 'libary'")
        .contains("  -> ");
    assertThat(
            cli.run("pkcs11", "modules", "--json", "--pkcs11-config", directory.toString()).out())
        .contains("\"name\" : \"soft\"", "\"usable\" : true", "\"configured\" : true")
        .contains("\"problem\" : \"", "\"remedy\" : \"");
  }

  @Test
  void aTokenThatIsInitialisedIsErasedOnlyWhenThatIsSaidAndTheSoPinIsRight() {
    assertThat(init("erased").code()).isZero();
    String slot = slot("erased");

    Cli.Result refused = init("again", "--slot", slot);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("is initialised: erased", "--erase");

    String wrong = cli.file("wrong", "00000000\n");
    Cli.Result wrongPin =
        run(
            "pkcs11",
            "init",
            "--module=soft",
            "--label=again",
            "--erase",
            "--slot=" + slot,
            "--so-pin-file=" + wrong,
            "--new-pin-file=" + cli.file("pin", SoftHsm.PIN + "\n"));
    assertThat(wrongPin.code()).isEqualTo(4);
    assertThat(wrongPin.err()).contains("wrong SO PIN");
    assertThat(slot("erased")).isEqualTo(slot);

    Cli.Result erased = init("again", "--slot", slot, "--erase");
    assertThat(erased.code()).as(erased.err()).isZero();
    assertThat(slot("again")).isEqualTo(slot);
    assertThat(run("pkcs11", "info", "--module", "soft").out()).doesNotContain(" erased ");
  }

  @Test
  void pinsAreAskedForWhereNoFileIsNamed() {
    cli.types(SoftHsm.PIN);

    assertThat(run("pkcs11", "init", "--module=soft", "--label=asked").code()).isZero();

    assertThat(cli.asked)
        .extracting(request -> request.kind().label())
        .containsExactly("new SO PIN", "new PIN");
  }

  @Test
  void whatCannotBeIsRefusedBeforeAnythingIsChanged() {
    assertThat(init("x".repeat(33)).err()).contains("from 1 to 32 bytes");
    assertThat(init("é".repeat(17)).code()).isEqualTo(2);
    assertThat(init("short", "--slot", "123456789").code()).isEqualTo(3);

    Cli.Result unknown = run("pkcs11", "init", "--module=other", "--label=a");
    assertThat(unknown.code()).isEqualTo(3);
    assertThat(unknown.err()).contains("no PKCS#11 module of the name other").contains("soft");

    Cli.Result shortPin =
        run(
            "pkcs11",
            "init",
            "--module=soft",
            "--label=short",
            "--so-pin-file=" + cli.file("so", SoftHsm.SO_PIN),
            "--new-pin-file=" + cli.file("pin", "123"));
    assertThat(shortPin.err()).contains("from 4 to 255 bytes").doesNotContain("123\n");
    assertThat(shortPin.code()).isNotZero();
    assertThat(run("pkcs11", "info", "--module", "soft").out()).doesNotContain(" short ");
  }

  @Test
  void whereNoTokenFitsTheModulesAreNamed() {
    cli.file("bad.cfg", "name = bad\nlibrary = /nowhere/bad.so\n");

    Cli.Result none =
        cli.run("pkcs11", "info", "pkcs11:token=nobody", "--pkcs11-config", directory.toString());

    assertThat(none.code()).isEqualTo(3);
    assertThat(none.err())
        .contains("no token fits pkcs11:token=nobody; looked into soft (")
        .contains("not looked into bad: the module /nowhere/bad.so");
    assertThat(run("pkcs11", "info", "pkcs11:tokne=a").err())
        .contains("nothing is known of the attribute tokne");
  }

  @Test
  void doctorCoversModules() {
    assertThat(init("examined").code()).isZero();
    cli.file("bad.cfg", "name = bad\nlibrary = /nowhere/bad.so\n");

    Cli.Result doctor = cli.run("doctor", "--pkcs11-config", directory.toString());

    assertThat(doctor.code()).isEqualTo(1);
    assertThat(doctor.out())
        .containsPattern("OK +PKCS#11 module soft: .*SoftHSM")
        .containsPattern("PROBLEM +PKCS#11 module bad: .*there is no such file")
        .containsOnlyOnce("/nowhere/bad.so");
  }

  @Test
  void whatIsNoPkcs11TokenOrIsNamedTwiceIsUsage() {
    assertThat(run("pkcs11", "info", "piv:").code()).isEqualTo(2);
    assertThat(run("pkcs11", "info", "pkcs11:", "--module=soft").code()).isEqualTo(2);
    Cli.Result missing = cli.run("tokens", "--pkcs11-config", directory.resolve("x") + ".cfg");
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).contains("does not exist");
  }
}
