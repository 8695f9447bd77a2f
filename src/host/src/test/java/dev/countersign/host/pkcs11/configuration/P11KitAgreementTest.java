package dev.countersign.host.pkcs11.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What p11-kit tells of the modules that it loads, and from where, is what is found here. */
@Tag("native")
class P11KitAgreementTest {
  private static final Pattern LOADED =
      Pattern.compile("load_module_from_file_inlock: loading module (\\S+) from path: (\\S+)");
  private static final String NOBODY = "65534";

  @TempDir Path home;

  private void write(String path, String text) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Names and files of the modules that p11-kit loads. */
  private Map<String, String> theirs(Map<String, String> environment, boolean asRoot)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("p11-kit", "list-modules"));
    if (isRoot() && !asRoot) {
      command.addAll(0, List.of("setpriv", "--reuid", NOBODY, "--clear-groups"));
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeAll(List.of("XDG_CONFIG_HOME", "P11_KIT_NO_USER_CONFIG"));
    builder.environment().put("P11_KIT_DEBUG", "all");
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    assertThat(said).contains("p11_kit_modules_load");
    Map<String, String> loaded = new HashMap<>();
    Matcher line = LOADED.matcher(said);
    while (line.find()) {
      loaded.put(line.group(1), line.group(2));
    }
    loaded.remove("p11-kit-trust"); // for trust alone
    return loaded;
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  /** The same, as they are found here. */
  private static Map<String, String> ours(Map<String, String> environment, boolean asRoot) {
    Map<String, String> found = new HashMap<>();
    InstalledModules.of(P11KitPlaces.of(Path.of("/"), environment, asRoot), "p11-kit")
        .modules()
        .forEach(module -> found.put(module.name(), module.library()));
    return found;
  }

  private void assertAgreement(Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>(more);
    environment.putIfAbsent("HOME", home.toString());
    assertThat(ours(environment, false)).isEqualTo(theirs(environment, false));
    if (isRoot()) {
      assertThat(ours(environment, true)).isEqualTo(theirs(environment, true));
    }
  }

  private void writeModules(String folder) throws IOException {
    write(folder + "whole.module", "module: /nowhere/whole.so\n");
    write(folder + "relative.module", "  module :nowhere/relative.so  \r\n# enable-in: none\n");
    write(folder + "blank.module", "module:\nmodule: /nowhere/last.so\n");
    write(folder + "nowhere.module", "module: /nowhere/a.so\nenable-in:\n");
    write(folder + "other.module", "module: /nowhere/b.so\nenable-in: firefox, p11-kit-proxy\n");
    write(folder + "named.module", "module: /nowhere/c.so\nenable-in: firefox p11-kit\n");
    write(folder + "not.module", "module: /nowhere/d.so\ndisable-in: firefox,p11-kit\n");
    write(folder + "both.module", "module: /nowhere/e.so\ndisable-in: p11-kit\nenable-in: p11-kit");
    write(folder + "odd.module", "module: /nowhere/f.so\nsome thing: else\n: nothing\n");
    write(folder + "none.module", "priority: 5\n");
    write(folder + "folder.module/x", "");
  }

  @Test
  void filesOfTheUserAreReadAlike() throws Exception {
    writeModules(".config/pkcs11/modules/");
    assertThat(ours(Map.of("HOME", home.toString()), false))
        .containsKeys("whole", "relative", "blank", "named", "both", "odd")
        .doesNotContainKeys("nowhere", "other", "not", "none", "folder");
    assertAgreement(Map.of());
  }

  @Test
  void theUserMayHaveOwnFilesOnlyOrNone() throws Exception {
    writeModules(".config/pkcs11/modules/");
    for (String mode : List.of("only", "override", "merge", "none")) {
      write(".config/pkcs11/pkcs11.conf", "user-config: " + mode + "\n");
      assertAgreement(Map.of());
    }
  }

  @Test
  void linesOfTheUserGoBeforeThoseOfPackages() throws Exception {
    for (String name : ours(Map.of("HOME", home.toString()), false).keySet()) {
      write(".config/pkcs11/modules/" + name + ".module", "enable-in: firefox\n");
      assertAgreement(Map.of());
    }
    assertThat(ours(Map.of("HOME", home.toString()), false)).isEmpty();
  }

  @Test
  void theEnvironmentMovesTheFolderOrShutsItOut() throws Exception {
    writeModules(".config/pkcs11/modules/");
    write("xdg/pkcs11/modules/moved.module", "module: /nowhere/m.so\n");
    Map<String, String> moved = Map.of("XDG_CONFIG_HOME", home.resolve("xdg").toString());
    assertThat(ours(moved, false)).containsKey("moved");
    assertAgreement(moved);
    assertAgreement(Map.of("P11_KIT_NO_USER_CONFIG", "1"));
  }
}
