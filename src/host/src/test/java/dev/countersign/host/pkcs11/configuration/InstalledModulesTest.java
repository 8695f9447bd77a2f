package dev.countersign.host.pkcs11.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledModulesTest {
  @TempDir Path root;

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private ConfiguredModules installed() {
    return InstalledModules.of(
        P11KitPlaces.of(root, Map.of("HOME", root.resolve("home/u").toString())));
  }

  private List<String> names() {
    return installed().modules().stream().map(ModuleConfiguration::name).toList();
  }

  @Test
  void modulesOfPackagesAreFoundWithTheirFiles() throws IOException {
    write("usr/share/p11-kit/modules/one.module", "# comment\n\n  module : /opt/one.so  \n");
    write("usr/share/p11-kit/modules/two.module", "module: two.so\ncritical: no\n");
    write("usr/share/p11-kit/modules/lost.module", "module: lost.so\n");
    write("usr/lib/pkcs11/two.so", "");

    assertThat(installed().modules())
        .extracting(ModuleConfiguration::library)
        .containsExactly(
            "lost.so", "/opt/one.so", root.resolve("usr/lib/pkcs11/two.so").toString());
    assertThat(installed().problems()).isEmpty();
  }

  @Test
  void higherPriorityComesFirstAndThenTheAlphabet() throws IOException {
    write("etc/pkcs11/modules/a.module", "module: /a\npriority: -1\n");
    write("etc/pkcs11/modules/b.module", "module: /b\n");
    write("etc/pkcs11/modules/c.module", "module: /c\npriority: 10\n");
    write("etc/pkcs11/modules/d.module", "module: /d\npriority: high\n");

    assertThat(names()).containsExactly("c", "b", "d", "a");
  }

  @Test
  void theUserGoesBeforeTheMachineAndThatBeforePackagesLineByLine() throws IOException {
    write("usr/share/p11-kit/modules/a.module", "module: /package\npriority: 1\n");
    write("etc/pkcs11/modules/a.module", "module: /machine\n");
    write("home/u/.config/pkcs11/modules/a.module", "x-init-reserved: args\n");

    ModuleConfiguration module = installed().modules().get(0);

    assertThat(module.library()).isEqualTo("/machine");
    assertThat(module.initialisation()).contains("args");
    assertThat(module.origin()).endsWith("home/u/.config/pkcs11/modules/a.module");
  }

  @Test
  void theUserTakesAModuleAwayWithABlankLine() throws IOException {
    write("etc/pkcs11/modules/a.module", "module: /a\n");
    write("home/u/.config/pkcs11/modules/a.module", "module:\n");

    assertThat(names()).isEmpty();
  }

  @Test
  void modulesForTrustRemoteOnesAndThoseOfOtherProgramsAreLeftOut() throws IOException {
    write("etc/pkcs11/modules/trust.module", "module: /t\ntrust-policy: yes\n");
    write("etc/pkcs11/modules/remote.module", "remote: |ssh host p11-kit remote /x\nmodule: /r\n");
    write("etc/pkcs11/modules/other.module", "module: /o\nenable-in: ssh, firefox\n");
    write("etc/pkcs11/modules/not.module", "module: /n\ndisable-in: firefox countersign\n");
    write("etc/pkcs11/modules/ours.module", "module: /y\nenable-in: firefox countersign\n");
    write("etc/pkcs11/modules/proxy.module", "module: /z\ndisable-in: p11-kit-proxy\n");

    assertThat(names()).containsExactly("ours", "proxy");
  }

  @Test
  void theMachineMayShutTheUsersFilesOut() throws IOException {
    write("etc/pkcs11/modules/a.module", "module: /a\n");
    write("home/u/.config/pkcs11/modules/b.module", "module: /b\n");
    assertThat(names()).containsExactly("a", "b");

    write("etc/pkcs11/pkcs11.conf", "user-config: none\n");
    write("home/u/.config/pkcs11/pkcs11.conf", "user-config: only\n");
    assertThat(names()).containsExactly("a");

    write("etc/pkcs11/pkcs11.conf", "user-config: merge\n");
    assertThat(names()).containsExactly("b");
  }

  @Test
  void brokenFilesAreReportedAndHideNoOther() throws IOException {
    write("etc/pkcs11/modules/a.module", "module: /a\n");
    write("etc/pkcs11/modules/b.module", "module: /b\nno field\n");
    write("etc/pkcs11/modules/.hidden.module", "module: /h\n");
    write("etc/pkcs11/modules/backup.module~", "module: /k\n");

    assertThat(names()).containsExactly("a");
    assertThat(installed().problems())
        .extracting(ConfigurationException::place)
        .containsExactly(root.resolve("etc/pkcs11/modules/b.module") + ", line 2");
  }

  @Test
  void nothingIsInstalledWhereP11KitIsNot() {
    assertThat(installed().modules()).isEmpty();
    assertThat(installed().problems()).isEmpty();
  }
}
