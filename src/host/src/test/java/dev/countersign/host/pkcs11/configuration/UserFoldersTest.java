package dev.countersign.host.pkcs11.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.TokenSource;
import dev.countersign.host.pkcs11.Pkcs11Source;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class UserFoldersTest {
  @Test
  void variablesOfOursGoBeforeThoseOfAllPrograms() {
    Map<String, String> all =
        Map.of(
            "COUNTERSIGN_CONFIG", "/c",
            "COUNTERSIGN_HOME", "/s",
            "XDG_CONFIG_HOME", "/xc",
            "XDG_STATE_HOME", "/xs",
            "HOME", "/home/u");
    assertThat(UserFolders.of(all)).isEqualTo(new UserFolders(Path.of("/c"), Path.of("/s")));
    assertThat(UserFolders.of(all).modules()).isEqualTo(Path.of("/c/pkcs11"));
  }

  @Test
  void emptyAndRelativeOnesDoNotCount() {
    assertThat(
            UserFolders.of(
                Map.of(
                    "COUNTERSIGN_CONFIG", "",
                    "XDG_CONFIG_HOME", "/xc",
                    "XDG_STATE_HOME", "relative",
                    "HOME", "/home/u")))
        .isEqualTo(
            new UserFolders(
                Path.of("/xc/countersign"), Path.of("/home/u/.local/state/countersign")));
  }

  @Test
  void whoOpensTokensWithoutSayingWhichGetsTheConfiguredModules() {
    assertThat(ServiceLoader.load(TokenSource.class))
        .anySatisfy(source -> assertThat(source).isInstanceOf(Pkcs11Source.class));
  }
}
