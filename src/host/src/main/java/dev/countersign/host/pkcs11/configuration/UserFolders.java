package dev.countersign.host.pkcs11.configuration;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Folders of the user, the same as the command's.
 *
 * @param configuration where what the user writes is: {@code COUNTERSIGN_CONFIG}, or the folder
 *     countersign in {@code XDG_CONFIG_HOME} or {@code ~/.config}
 * @param state where what is found out is kept: {@code COUNTERSIGN_HOME}, or the folder countersign
 *     in {@code XDG_STATE_HOME} or {@code ~/.local/state}
 */
public record UserFolders(Path configuration, Path state) {
  private static final String NAME = "countersign";

  /** Those of the user of this process. */
  public static UserFolders ofProcess() {
    return of(System.getenv());
  }

  /** Those that these environment variables name. */
  public static UserFolders of(Map<String, String> environment) {
    return new UserFolders(
        folder(environment, "COUNTERSIGN_CONFIG", "XDG_CONFIG_HOME", Path.of(".config")),
        folder(environment, "COUNTERSIGN_HOME", "XDG_STATE_HOME", Path.of(".local", "state")));
  }

  private static Path folder(Map<String, String> environment, String own, String base, Path usual) {
    return variable(environment, own)
        .map(Path::of)
        .orElseGet(
            () ->
                variable(environment, base)
                    .map(Path::of)
                    .filter(Path::isAbsolute)
                    .orElseGet(
                        () ->
                            Path.of(
                                    environment.getOrDefault(
                                        "HOME", System.getProperty("user.home")))
                                .resolve(usual))
                    .resolve(NAME));
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** The folder of the files that say which PKCS#11 modules to use. */
  public Path modules() {
    return configuration.resolve("pkcs11");
  }
}
