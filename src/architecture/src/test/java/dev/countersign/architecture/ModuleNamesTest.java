package dev.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every published jar is a Java module with a name of its own choice and packages of its own. */
class ModuleNamesTest {
  @TempDir Path directory;

  static List<String> published() {
    return Repository.publishedModules();
  }

  @ParameterizedTest
  @MethodSource("published")
  void jarNamesItsModuleAfterItsRoom(String module) {
    ModuleDescriptor descriptor = Artifacts.descriptor(Artifacts.jar(module, directory));
    assertThat(descriptor.name())
        .isEqualTo("dev.countersign." + module.substring(module.lastIndexOf('/') + 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"src/wire", "src/device", "src/card", "src/relyingparty", "simulator"})
  void moduleDescribesItselfWhereAllThatItNeedsAreNamedModules(String module) {
    assertThat(Artifacts.descriptor(Artifacts.jar(module, directory)).isAutomatic()).isFalse();
  }

  @Test
  void noPackageIsInTwoJars() {
    Map<String, String> owners = new HashMap<>();
    for (String module : published()) {
      for (String name : Artifacts.packages(module)) {
        String other = owners.put(name, module);
        assertThat(other).as("%s is in %s too", name, module).isNull();
      }
    }
    assertThat(owners).containsKey("dev.countersign.device");
  }

  @Test
  void everyPackageStartsWithTheNameOfItsModule() {
    for (String module : published()) {
      String root = "dev.countersign." + module.substring(module.lastIndexOf('/') + 1);
      assertThat(Artifacts.packages(module))
          .as(module)
          .isNotEmpty()
          .allMatch(name -> name.equals(root) || name.startsWith(root + "."));
    }
  }
}
