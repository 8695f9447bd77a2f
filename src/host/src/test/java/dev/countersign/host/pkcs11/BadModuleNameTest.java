package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Modules whose file has a name that no file has: they hide no others. */
class BadModuleNameTest {
  private static final String NAME = "/opt/hsm\0/module.so";

  private static Tokens tokens(ModuleConfiguration... modules) {
    return Tokens.builder().source(new Pkcs11Source(() -> List.of(modules), List::of)).open();
  }

  @Test
  void moduleOfAConfigurationIsUnusableAndSaysWhy() {
    try (Tokens tokens = tokens(ModuleConfiguration.of("bad", NAME, "a test"))) {
      assertThat(tokens.inventory().unusable())
          .singleElement()
          .satisfies(
              problem ->
                  assertThat(problem.problem())
                      .isInstanceOf(TokenException.Unavailable.class)
                      .hasMessageContaining("no file has such a name"));
    }
  }
}
