package dev.countersign.host.pkcs11;

import dev.countersign.device.Ports;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenSource;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.Cryptoki;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import dev.countersign.host.pkcs11.configuration.ConfigurationFiles;
import dev.countersign.host.pkcs11.configuration.InstalledModules;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
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
  private final Supplier<List<ModuleConfiguration>> configured;
  private final Supplier<List<ModuleConfiguration>> installed;
  private final List<Pkcs11Token> known = new ArrayList<>();

  /**
   * Tokens of these modules. Nothing is loaded before tokens are looked for.
   *
   * @param configured those to look into always
   * @param installed those to look into when a token is named that is not among the others
   */
  public Pkcs11Source(
      Supplier<List<ModuleConfiguration>> configured,
      Supplier<List<ModuleConfiguration>> installed) {
    this.configured = configured;
    this.installed = installed;
  }

  /**
   * The modules that SunPKCS11 configuration files name, and those that are installed.
   *
   * @param places files, and folders of files that end in {@code .cfg}; one that does not exist
   *     names none
   */
  public static Pkcs11Source of(List<Path> places) {
    return new Pkcs11Source(() -> ConfigurationFiles.read(places), InstalledModules::ofMachine);
  }

  @Override
  public String kind() {
    return Pkcs11Token.KIND;
  }

  @Override
  public synchronized Found look(Optional<TokenUri> wanted, Ports ports) {
    Found found = new Found(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Optional<String> path = wanted.flatMap(uri -> uri.query("module-path"));
    if (path.isPresent()) {
      look(ModuleConfiguration.of(path.get(), path.get(), "module-path"), ports, found);
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
      List<ModuleConfiguration> modules,
      Optional<TokenUri> wanted,
      Ports ports,
      Found found,
      Set<String> seen) {
    Optional<String> name = wanted.flatMap(uri -> uri.query("module-name"));
    for (ModuleConfiguration module : modules) {
      if (name.map(module.name()::equals).orElse(true) && seen.add(module.library())) {
        look(module, ports, found);
      }
    }
  }

  private void look(ModuleConfiguration configuration, Ports ports, Found found) {
    try {
      LoadedModule module = LoadedModule.of(configuration);
      for (long slot : slots(configuration, module.cryptoki())) {
        token(configuration, module, slot, ports).ifPresent(found.tokens()::add);
      }
    } catch (TokenException e) {
      found.unusable().add(new Tokens.Unusable(configuration.name(), e));
    } catch (CryptokiException e) {
      found
          .unusable()
          .add(
              new Tokens.Unusable(
                  configuration.name(),
                  Failures.translate(e, "pkcs11:?module-name=" + configuration.name(), "look")));
    }
  }

  private static long[] slots(ModuleConfiguration configuration, Cryptoki cryptoki) {
    if (configuration.slot().isPresent()) {
      return new long[] {configuration.slot().getAsLong()};
    }
    long[] all = cryptoki.slots(true);
    if (configuration.slotListIndex().isEmpty()) {
      return all;
    }
    int index = configuration.slotListIndex().getAsInt();
    return index < all.length ? new long[] {all[index]} : new long[0];
  }

  private Optional<Token> token(
      ModuleConfiguration configuration, LoadedModule module, long slot, Ports ports) {
    TokenInfo written = module.cryptoki().tokenInfo(slot);
    if (!written.has(Ckf.TOKEN_INITIALIZED)) {
      return Optional.empty();
    }
    for (Pkcs11Token token : known) {
      if (token.place().module() == module && token.place().is(written)) {
        return Optional.of(token);
      }
    }
    TokenPlace place = new TokenPlace(configuration, module, written, slot);
    Pkcs11Token token = new Pkcs11Token(place, module.cryptoki().slotInfo(slot), ports);
    known.add(token);
    return Optional.of(token);
  }

  @Override
  public synchronized void close() {
    known.forEach(Pkcs11Token::close);
    known.clear();
  }
}
