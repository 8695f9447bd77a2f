package dev.countersign.host.pkcs11.configuration;

import java.util.List;

/** The modules that are registered with p11-kit. */
public final class InstalledModules {
  private InstalledModules() {}

  /** Those of this machine and user. */
  public static List<ModuleConfiguration> ofMachine() {
    return List.of();
  }
}
