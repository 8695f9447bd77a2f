package dev.countersign.host.pkcs11;

import dev.countersign.device.Ports;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenSource;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.pkcs11.configuration.ConfigurationException;
import dev.countersign.host.pkcs11.configuration.ConfigurationFiles;
import dev.countersign.host.pkcs11.configuration.ConfiguredModules;
import dev.countersign.host.pkcs11.configuration.InstalledModules;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import dev.countersign.host.pkcs11.configuration.UserFolders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The tokens of PKCS#11 modules. Modules that were configured are looked into always; those that
 * are merely installed, when a URI names a token that no configured module has.
 */
public final class Pkcs11Source implements TokenSource {
  private final Supplier<ConfiguredModules> configured;
  private final Supplier<ConfiguredModules> installed;
  private final ModuleProbe probe;
  private final List<Pkcs11Token> known = new ArrayList<>();

  private Pkcs11Source(
      Supplier<ConfiguredModules> configured,
      Supplier<ConfiguredModules> installed,
      ModuleProbe probe) {
    this.configured = configured;
    this.installed = installed;
    this.probe = probe;
  }

  /**
   * The modules of the user's configuration folder ({@link UserFolders#modules()}), and those that
   * are installed.
   */
  public Pkcs11Source() {
    this(
        () -> ConfigurationFiles.read(List.of(UserFolders.ofProcess().modules())),
        InstalledModules::ofMachine,
        ModuleProbe.ofUser());
  }

  /**
   * Tokens of these modules. Nothing is loaded before tokens are looked for; then they are loaded
   * without trying them in another process first.
   *
   * @param configured those to look into always
   * @param installed those to look into when a token is named that is not among the others
   */
  public Pkcs11Source(
      Supplier<List<ModuleConfiguration>> configured,
      Supplier<List<ModuleConfiguration>> installed) {
    this(
        () -> ConfiguredModules.of(configured.get()),
        () -> ConfiguredModules.of(installed.get()),
        ModuleProbe.none());
  }

  /**
   * The modules that SunPKCS11 configuration files name, and those that are installed.
   *
   * @param places files, and folders of files that end in {@code .cfg}; one that does not exist
   *     names none
   */
  public static Pkcs11Source of(List<Path> places) {
    return of(places, ModuleProbe.ofUser());
  }

  /** The same, with modules tried before they are loaded, or not. */
  public static Pkcs11Source of(List<Path> places, ModuleProbe probe) {
    return new Pkcs11Source(
        () -> ConfigurationFiles.read(places), InstalledModules::ofMachine, probe);
  }

  @Override
  public String kind() {
    return Pkcs11Token.KIND;
  }

  @Override
  public synchronized Found look(Optional<TokenUri> wanted, Ports ports) {
    Found found =
        new Found(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Optional<ModuleConfiguration> named =
        query(wanted, "module-path")
            .flatMap(path -> ModulePath.module(path, query(wanted, "module-name")));
    if (named.isPresent()) {
      look(named.get(), ports, found);
      return found;
    }
    Set<String> seen = new HashSet<>();
    look(configured.get(), wanted, ports, found, seen);
    if (wanted.isPresent() && found.tokens().stream().noneMatch(t -> t.fits(wanted.get()))) {
      look(installed.get(), wanted, ports, found, seen);
    }
    return found;
  }

  private void look(
      ConfiguredModules modules,
      Optional<TokenUri> wanted,
      Ports ports,
      Found found,
      Set<String> seen) {
    Optional<String> name = query(wanted, "module-name");
    Optional<String> folder = query(wanted, "module-path");
    Set<String> before = Set.copyOf(seen);
    for (ModuleConfiguration module : modules.modules()) {
      String file = LoadedModule.key(module.library());
      seen.add(file);
      // One module may be configured several times, for a slot or token each.
      if (name.map(module::isNamed).orElse(true)
          && folder.map(path -> ModulePath.isIn(module, path)).orElse(true)
          && !before.contains(file)) {
        look(module, ports, found);
      }
    }
    for (ConfigurationException problem : modules.problems()) {
      found.unusable().add(new Tokens.Unusable(problem.place(), unreadable(problem)));
    }
  }

  private static Optional<String> query(Optional<TokenUri> wanted, String name) {
    return wanted.flatMap(uri -> uri.query(name));
  }

  private void look(ModuleConfiguration module, Ports ports, Found found) {
    new ModuleSearch(module, probe, ports, known).run(found);
  }

  /** A file that says nothing usable. */
  static TokenException unreadable(ConfigurationException problem) {
    return new TokenException.BadData(
        "pkcs11:",
        "read the configuration of modules",
        "%s: %s".formatted(problem.place(), problem.getMessage()),
        "correct the file; docs/hsm.md says what may stand in it",
        problem);
  }

  @Override
  public synchronized void close() {
    known.forEach(Pkcs11Token::close);
    known.clear();
  }
}
