package dev.countersign.host.pkcs11.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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
    return installed(Map.of());
  }

  private ConfiguredModules installed(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.putIfAbsent("HOME", root.resolve("home/u").toString());
    return InstalledModules.of(P11KitPlaces.of(root, environment, false));
  }

  private List<String> names() {
    return names(installed());
  }

  private static List<String> names(ConfiguredModules installed) {
    return installed.modules().stream().map(ModuleConfiguration::name).toList();
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
            P11KitPlaces.of(root, Map.of(), false).libraries().get(0).resolve("lost.so").toString(),
            "/opt/one.so",
            root.resolve("usr/lib/pkcs11/two.so").toString());
    assertThat(installed().problems()).isEmpty();
  }

  @Test
  void higherPriorityComesFirstAndThenTheAlphabet() throws IOException {
    write("etc/pkcs11/modules/a.module", "module: /a\npriority: -1\n");
    write("etc/pkcs11/modules/b.module", "module: /b\n");
    write("etc/pkcs11/modules/c.module", "module: /c\npriority: 10\n");
    write("etc/pkcs11/modules/d.module", "module: /d\npriority: high\n");
    write("etc/pkcs11/modules/e.module", "module: /e\npriority: +11th\n");

    assertThat(names()).containsExactly("e", "c", "b", "d", "a");
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
  void aLineThatNamesNoProgramEnablesAModuleInNone() throws IOException {
    write("etc/pkcs11/modules/a.module", "module: /a\n");
    write("home/u/.config/pkcs11/modules/a.module", "enable-in:\n");
    write("etc/pkcs11/modules/b.module", "module: /b\ndisable-in:\n");

    assertThat(names()).containsExactly("b");
  }

  @Test
  void filesOfTheUserDoNotCountForRootNorWhereTheEnvironmentSaysSo() throws IOException {
    write("etc/pkcs11/modules/a.module", "module: /a\n");
    write("home/u/.config/pkcs11/modules/b.module", "module: /b\n");
    write("home/u/.config/pkcs11/pkcs11.conf", "user-config: only\n");
    Map<String, String> home = Map.of("HOME", root.resolve("home/u").toString());

    assertThat(names(InstalledModules.of(P11KitPlaces.of(root, home, true)))).containsExactly("a");
    assertThat(names(installed(Map.of("P11_KIT_NO_USER_CONFIG", "1")))).containsExactly("a");
    assertThat(names(installed(Map.of("P11_KIT_NO_USER_CONFIG", "")))).containsExactly("b");
  }

  @Test
  void folderOfTheUserIsWhereXdgConfigHomeSaysUnlessThatIsNoWholePath() throws IOException {
    write("home/u/.config/pkcs11/modules/home.module", "module: /b\n");
    write("xdg/pkcs11/modules/xdg.module", "module: /b\n");

    assertThat(names(installed(Map.of("XDG_CONFIG_HOME", root.resolve("xdg").toString()))))
        .containsExactly("xdg");
    assertThat(names(installed(Map.of("XDG_CONFIG_HOME", "xdg")))).containsExactly("home");
    assertThat(names(installed(Map.of("XDG_CONFIG_HOME", "")))).containsExactly("home");
    assertThat(P11KitPlaces.of(root, Map.of("HOME", ""), false).user()).isAbsolute();
  }

  @Test
  void unknownUserConfigIsReportedAndTheUsualOneStays() throws IOException {
    write("etc/pkcs11/modules/a.module", "module: /a\n");
    write("home/u/.config/pkcs11/modules/b.module", "module: /b\n");
    write("etc/pkcs11/pkcs11.conf", "user-config: never\n");

    assertThat(names()).containsExactly("a", "b");
    assertThat(installed().problems())
        .extracting(ConfigurationException::getMessage)
        .singleElement()
        .asString()
        .contains("'never'");

    write("etc/pkcs11/pkcs11.conf", "user-config: override\n");
    assertThat(names()).containsExactly("b");
    write("home/u/.config/pkcs11/pkcs11.conf", "user-config: none\n");
    assertThat(names()).containsExactly("a");
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
    write("etc/pkcs11/modules/c.module", "module: /c\n[section]\n");
    write("etc/pkcs11/modules/folder.module/x", "");
    write("etc/pkcs11/modules/with,comma.module", "module: /m\n");
    write("etc/pkcs11/modules/.hidden.module", "module: /h\n");
    write("etc/pkcs11/modules/backup.module~", "module: /k\n");

    assertThat(names()).containsExactly("a");
    assertThat(installed().problems())
        .extracting(ConfigurationException::place)
        .containsExactlyInAnyOrder(
            root.resolve("etc/pkcs11/modules/b.module") + ", line 2",
            root.resolve("etc/pkcs11/modules/c.module") + ", line 2");
  }

  @Test
  void nothingIsInstalledWhereP11KitIsNot() {
    assertThat(installed().modules()).isEmpty();
    assertThat(installed().problems()).isEmpty();
  }
}
