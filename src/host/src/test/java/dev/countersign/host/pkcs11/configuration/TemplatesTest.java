package dev.countersign.host.pkcs11.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.pkcs11.configuration.TemplateRule.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidParameterException;
import java.security.ProviderException;
import java.security.Security;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The templates in native-config. */
class TemplatesTest {
  private static final Path FOLDER = Path.of("..", "..", "native-config");

  static List<Path> templates() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".cfg")).sorted().toList();
    }
  }

  private static ModuleConfiguration read(Path file) {
    ConfiguredModules modules = ConfigurationFiles.read(List.of(file));
    assertThat(modules.problems()).isEmpty();
    return modules.modules().get(0);
  }

  @Test
  void thereIsOneForEachModuleAndAllAreListed() throws IOException {
    String list = Files.readString(FOLDER.resolve("README.md"));
    assertThat(templates()).hasSize(10);
    for (Path template : templates()) {
      assertThat(list).contains("| `%s` |".formatted(template.getFileName()));
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void newKeysStayAndCannotBeRead(Path template) {
    for (Operation how : List.of(Operation.GENERATE, Operation.IMPORT)) {
      for (long[] kind :
          new long[][] {
            {Cko.PRIVATE_KEY, Ckk.RSA},
            {Cko.PRIVATE_KEY, Ckk.EC},
            {Cko.SECRET_KEY, Ckk.AES},
            {Cko.SECRET_KEY, Ckk.GENERIC_SECRET}
          }) {
        assertThat(TemplateRule.given(read(template).templates(), how, kind[0], kind[1]))
            .containsExactlyInAnyOrder(
                Attribute.of(Cka.TOKEN, true),
                Attribute.of(Cka.SENSITIVE, true),
                Attribute.of(Cka.EXTRACTABLE, false));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void whoNeverRanOneSaysSo(Path template) throws IOException {
    boolean debian = read(template).library().startsWith("/usr/lib/");
    boolean yubihsm = template.endsWith("yubihsm2.cfg");
    assertThat(Files.readAllLines(template).get(0).startsWith("# UNTESTED"))
        .isEqualTo(!debian || yubihsm);
  }

  /** SunPKCS11 reads it; whether it finds module and token is another matter. */
  @ParameterizedTest
  @MethodSource("templates")
  void sunPkcs11ReadsIt(Path template) throws IOException {
    Path file = Files.createTempFile("template", ".cfg");
    try {
      Files.writeString(
          file, Files.readString(template).replace(read(template).library(), "/nowhere/module.so"));
      assertThatThrownBy(() -> Security.getProvider("SunPKCS11").configure(file.toString()))
          .isInstanceOf(ProviderException.class)
          .isNotInstanceOf(InvalidParameterException.class)
          .hasMessageContaining("/nowhere/module.so");
    } finally {
      Files.delete(file);
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void whatIsSaidToCountersignAloneIsReadOnceItIsUncommented(Path template) throws Exception {
    String text = Files.readString(template).replace("##countersign:", "#countersign:");
    assertThat(ConfigurationFile.read(text, "t.cfg"))
        .satisfies(module -> assertThat(module.token()).contains("LABEL"))
        .satisfies(module -> assertThat(module.sessions()).hasValue(8));
  }
}
