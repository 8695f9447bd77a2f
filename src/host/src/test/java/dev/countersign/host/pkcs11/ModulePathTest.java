package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code module-path} and {@code module-name} mean ([RFC7512] 2.4). */
@Tag("native")
class ModulePathTest {
  @TempDir Path root;
  private Path here;
  private Path there;

  @BeforeEach
  void makeFolders() throws Exception {
    here = Files.createDirectories(root.resolve("here"));
    there = Files.createDirectories(root.resolve("there"));
  }

  private static String found(Path folder, String name) {
    Optional<ModuleConfiguration> module = ModulePath.module(folder.toString(), Optional.of(name));
    return Path.of(module.orElseThrow().library()).getFileName().toString();
  }

  @ParameterizedTest
  @CsvSource({
    "libmypkcs11.so.1, mypkcs11",
    "libmypkcs11.so, mypkcs11",
    "mypkcs11.so, mypkcs11",
    "MyPkcs11.DLL, mypkcs11",
    "libmypkcs11.2.dylib, MYPKCS11",
    "my.own-module.so, my.own-module",
    "mypkcs11.so, mypkcs11.so"
  })
  void aNameInAFolderIsWithoutWhatSystemsPutAroundIt(String file, String name) throws Exception {
    Files.createFile(here.resolve(file));
    Files.createFile(here.resolve("other.so"));
    Files.createDirectory(here.resolve("mypkcs11"));

    assertThat(found(here, name)).isEqualTo(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"my", "mypkcs", "mypkcs111", "", "../there/x", "/", "..", "*"})
  void otherNamesAreNot(String name) throws Exception {
    Files.createFile(here.resolve("mypkcs11.so"));
    Files.createFile(there.resolve("x.so"));

    assertThat(
            Path.of(ModulePath.module(here.toString(), Optional.of(name)).orElseThrow().library()))
        .hasParentRaw(here)
        .doesNotExist();
  }

  /** What is said to have been looked into. */
  private static String looked(List<ModuleConfiguration> known, String query) {
    try (Tokens tokens = Tokens.builder().source(new Pkcs11Source(() -> known, List::of)).open()) {
      String[] said = new String[1];
      assertThatThrownBy(() -> tokens.find(TokenUri.parse("pkcs11:token=none?" + query)))
          .isInstanceOf(TokenException.NoToken.class)
          .satisfies(e -> said[0] = e.getMessage());
      return said[0];
    }
  }

  @Test
  void aFolderAloneStandsForTheKnownModulesInIt() throws Exception {
    SmallModule.build(here.resolve("unknown.so"), "");
    List<ModuleConfiguration> known =
        List.of(
            ModuleConfiguration.of(
                "first", SmallModule.build(here.resolve("a.so"), "").toString(), "a.cfg"),
            ModuleConfiguration.of(
                "second", SmallModule.build(there.resolve("b.so"), "").toString(), "b.cfg"));

    assertThat(looked(known, "module-path=" + here)).contains("first").doesNotContain("second");
    assertThat(looked(known, "module-path=" + here)).doesNotContain("unknown");
    assertThat(looked(known, "module-path=" + root)).contains("first").contains("second");
    assertThat(looked(known, "module-path=" + here + "/../there")).contains("second");
    Path link = Files.createSymbolicLink(root.resolve("link"), here);
    assertThat(looked(known, "module-path=" + link)).contains("first").doesNotContain("second");
    assertThat(looked(known, "module-name=SECOND")).contains("second").doesNotContain("first");
  }

  @Test
  void aFolderWithoutAKnownModuleLoadsNone() throws Exception {
    SmallModule.build(here.resolve("unknown.so"), "");

    assertThat(looked(List.of(), "module-path=" + here))
        .contains("no PKCS#11 module is configured or installed");
  }
}
