package dev.countersign.host.pkcs11.configuration;

import java.util.List;

/**
 * What configuration files say.
 *
 * @param modules the modules
 * @param problems files that say nothing usable, and why; the others count all the same
 */
public record ConfiguredModules(
    List<ModuleConfiguration> modules, List<ConfigurationException> problems) {

  /** Modules without any problem. */
  public static ConfiguredModules of(List<ModuleConfiguration> modules) {
    return new ConfiguredModules(modules, List.of());
  }
}
