package dev.countersign.host.pkcs11.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFilesTest {
  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void filesOfAFolderAreReadByNameAndABrokenOneHidesNoOther() throws IOException {
    write("b.cfg", "name = b\nlibrary = /b.so\n");
    write("a.cfg", "name = a\nlibrary = /a.so\n");
    write("c.cfg", "name = c\nlibary = /c.so\n");
    write("notes.txt", "no configuration");

    ConfiguredModules modules = ConfigurationFiles.read(List.of(folder));

    assertThat(modules.modules()).extracting(ModuleConfiguration::name).containsExactly("a", "b");
    assertThat(modules.problems()).hasSize(1);
    assertThat(modules.problems().get(0))
        .hasMessageContaining("libary")
        .extracting(ConfigurationException::place)
        .isEqualTo(folder.resolve("c.cfg") + ", line 2");
  }

  @Test
  void aFileMayHaveAnyNameAndAPlaceMayBeMissing() throws IOException {
    Path file = write("hsm.conf", "name = a\nlibrary = /a.so\n");

    ConfiguredModules modules =
        ConfigurationFiles.read(List.of(folder.resolve("nothing"), file, folder));

    assertThat(modules.modules()).hasSize(1);
    assertThat(modules.problems()).isEmpty();
  }

  @Test
  void aFileOfAnotherSortAndSizeIsNotReadToItsEnd() throws IOException {
    write("big.cfg", "#".repeat(70_000));
    Files.createDirectory(folder.resolve("folder.cfg"));

    ConfiguredModules modules = ConfigurationFiles.read(List.of(folder));

    assertThat(modules.modules()).isEmpty();
    assertThat(modules.problems())
        .extracting(Throwable::getMessage)
        .anySatisfy(message -> assertThat(message).contains("more than 65536 bytes"))
        .anySatisfy(message -> assertThat(message).contains("cannot be read"));
  }
}
