package dev.countersign.junit.contract.pkcs11;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of which module proves what, in docs/testing.md, is that of the test classes. */
class AbilityTableTest {
  private static final Map<String, Class<? extends Pkcs11Contract>> MODULES = modules();

  private static Map<String, Class<? extends Pkcs11Contract>> modules() {
    Map<String, Class<? extends Pkcs11Contract>> modules = new LinkedHashMap<>();
    modules.put("SoftHSM", SoftHsmContractTest.class);
    modules.put("NSS", NssContractTest.class);
    modules.put("openCryptoki", OpenCryptokiContractTest.class);
    modules.put("OpenSC", OpenScContractTest.class);
    modules.put("ykcs11", Ykcs11ContractTest.class);
    return modules;
  }

  private static String table() {
    StringBuilder table = new StringBuilder("| ability | contract | ");
    table.append(String.join(" | ", MODULES.keySet())).append(" |\n|---|---|");
    table.append("---|".repeat(MODULES.size())).append('\n');
    for (Ability ability : Ability.values()) {
      table.append("| %s | `%s` |".formatted(name(ability), ability.contract().getSimpleName()));
      for (Class<?> module : MODULES.values()) {
        table.append(' ').append(proves(module, ability)).append(" |");
      }
      table.append('\n');
    }
    return table.toString();
  }

  private static String name(Ability ability) {
    return ability.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String proves(Class<?> module, Ability ability) {
    if (ability.contract().isAssignableFrom(module)) {
      return "proved";
    }
    return ability.refusal().filter(refusal -> refusal.isAssignableFrom(module)).isPresent()
        ? "refusal proved"
        : "-";
  }

  @Test
  void documentationSaysWhichModuleProvesWhat() throws Exception {
    String page = Files.readString(Path.of("../../docs/testing.md"), UTF_8);
    String shown =
        page.lines()
            .dropWhile(line -> !line.startsWith("| ability |"))
            .takeWhile(line -> line.startsWith("|"))
            .collect(Collectors.joining("\n", "", "\n"));
    assertThat(shown).isEqualTo(table());
  }
}
