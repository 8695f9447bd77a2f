package dev.countersign.host.pkcs11.configuration;

import java.nio.file.Path;
import java.util.List;

/** SunPKCS11 configuration files. */
public final class ConfigurationFiles {
  private ConfigurationFiles() {}

  /** The modules that these files name, and those in these folders. */
  public static List<ModuleConfiguration> read(List<Path> places) {
    return List.of();
  }
}
