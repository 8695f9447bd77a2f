package dev.countersign.host.pkcs11;

import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Cryptoki;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.pkcs11.configuration.ConfigurationException;
import dev.countersign.host.pkcs11.configuration.ConfigurationFiles;
import dev.countersign.host.pkcs11.configuration.ConfiguredModules;
import dev.countersign.host.pkcs11.configuration.InstalledModules;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import dev.countersign.host.pkcs11.configuration.P11KitPlaces;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The modules that are configured, and those that are installed, and how they stand. */
public final class Pkcs11Modules {
  private final ConfiguredModules configured;
  private final ConfiguredModules installed;
  private final ModuleProbe probe;

  /**
   * Reads which modules there are; none is loaded.
   *
   * @param places configuration files, and folders of them
   * @param p11Kit where module files are
   */
  public Pkcs11Modules(List<Path> places, P11KitPlaces p11Kit, ModuleProbe probe) {
    this.configured = ConfigurationFiles.read(places);
    this.installed = InstalledModules.of(p11Kit);
    this.probe = probe;
  }

  /** Those that are looked into always. */
  public List<ModuleConfiguration> configured() {
    return configured.modules();
  }

  /** Those that are looked into when a URI asks for a token that no configured one has. */
  public List<ModuleConfiguration> installed() {
    List<String> files =
        configured.modules().stream().map(m -> LoadedModule.key(m.library())).toList();
    return installed.modules().stream()
        .filter(module -> !files.contains(LoadedModule.key(module.library())))
        .toList();
  }

  /** Loads the configured modules and says how each stands. */
  public List<ModuleReport> examineConfigured() {
    return examine(configured(), configured.problems(), true);
  }

  /** Loads the others and says how each stands. */
  public List<ModuleReport> examineInstalled() {
    return examine(installed(), installed.problems(), false);
  }

  private List<ModuleReport> examine(
      List<ModuleConfiguration> modules, List<ConfigurationException> problems, boolean always) {
    List<ModuleReport> reports = new ArrayList<>();
    modules.forEach(module -> reports.add(examine(module, always)));
    for (ConfigurationException problem : problems) {
      reports.add(
          new ModuleReport(
              Optional.empty(),
              always,
              Optional.empty(),
              List.of(),
              Optional.of(Pkcs11Source.unreadable(problem))));
    }
    return reports;
  }

  /** Loads a module and says how it stands. */
  public ModuleReport examine(ModuleConfiguration module) {
    return examine(module, configured().contains(module));
  }

  private ModuleReport examine(ModuleConfiguration configuration, boolean always) {
    Optional<ModuleConfiguration> named = Optional.of(configuration);
    try {
      Cryptoki module = LoadedModule.of(configuration, probe).cryptoki();
      return new ModuleReport(
          named, always, Optional.of(module.info()), slots(module), Optional.empty());
    } catch (TokenException e) {
      return new ModuleReport(named, always, Optional.empty(), List.of(), Optional.of(e));
    } catch (CryptokiException e) {
      TokenException problem =
          Failures.translate(e, "pkcs11:?module-name=" + configuration.name(), "look for tokens");
      return new ModuleReport(named, always, Optional.empty(), List.of(), Optional.of(problem));
    }
  }

  private static List<ModuleReport.Slot> slots(Cryptoki module) {
    List<ModuleReport.Slot> slots = new ArrayList<>();
    for (long number : module.slots(true)) {
      try {
        slots.add(new ModuleReport.Slot(number, module.slotInfo(number), module.tokenInfo(number)));
      } catch (CryptokiException e) {
        // It was pulled out, or is none that the module knows.
      }
    }
    return slots;
  }

  /**
   * The module of a name, or of a file.
   *
   * @throws TokenException.NoToken when there is none of the name
   */
  public ModuleConfiguration find(String nameOrFile) {
    if (nameOrFile.indexOf('/') >= 0 || nameOrFile.indexOf(File.separatorChar) >= 0) {
      String file = Path.of(nameOrFile).toAbsolutePath().toString();
      return ModuleConfiguration.of(file, file, "--module");
    }
    return Stream.concat(configured().stream(), installed().stream())
        .filter(module -> module.isNamed(nameOrFile))
        .findFirst()
        .orElseThrow(() -> noModule(nameOrFile));
  }

  private TokenException noModule(String name) {
    List<String> names =
        Stream.concat(configured().stream(), installed().stream())
            .map(ModuleConfiguration::name)
            .toList();
    return new TokenException.NoToken(
        "pkcs11:?module-name=" + name,
        "find the module",
        "no PKCS#11 module of the name %s is configured or installed%s"
            .formatted(name, names.isEmpty() ? "" : "; there are " + String.join(", ", names)),
        "name one of them, or the file of the module by its whole path");
  }

  /** For making a token of this module ready. */
  public TokenSetup setup(ModuleConfiguration module) {
    return new TokenSetup(module, LoadedModule.of(module, probe));
  }
}
