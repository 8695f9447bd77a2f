package dev.countersign.host.pkcs11;

import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.Cryptoki;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.ModuleLoadException;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A module that is loaded and initialised, once in a process: whoever else uses it in this process
 * (SunPKCS11, say) shares its state. It is never finalised, since that would end their sessions
 * too.
 */
final class LoadedModule {
  private static final Map<String, LoadedModule> LOADED = new HashMap<>();

  private final Cryptoki cryptoki;
  private final ModuleConfiguration configuration;
  private final boolean oneThread;
  private volatile int epoch = 1; // written under this

  private LoadedModule(Cryptoki cryptoki, ModuleConfiguration configuration, boolean oneThread) {
    this.cryptoki = cryptoki;
    this.configuration = configuration;
    this.oneThread = oneThread;
  }

  /** Loads and initialises a module without trying it in another process first. */
  static LoadedModule of(ModuleConfiguration configuration) {
    return of(configuration, ModuleProbe.none());
  }

  /**
   * Loads and initialises a module, or gives the one that was.
   *
   * @throws TokenException.Unavailable when it cannot be
   */
  static LoadedModule of(ModuleConfiguration configuration, ModuleProbe probe) {
    synchronized (LOADED) {
      String key = key(configuration.library());
      LoadedModule known = LOADED.get(key);
      if (known == null) {
        known = load(configuration, probe);
        LOADED.put(key, known);
      }
      return known;
    }
  }

  /** What tells modules apart: the file, whatever its name. */
  static String key(String library) {
    try {
      Path path = Path.of(library);
      return Files.exists(path) ? path.toRealPath().toString() : library;
    } catch (IOException | InvalidPathException e) {
      return library;
    }
  }

  private static Path path(ModuleConfiguration configuration) {
    try {
      return Path.of(configuration.library());
    } catch (InvalidPathException e) {
      throw unavailable(configuration, "no file has such a name", "correct the path");
    }
  }

  private static LoadedModule load(ModuleConfiguration configuration, ModuleProbe probe) {
    Path path = path(configuration);
    if (path.isAbsolute() && !Files.exists(path)) {
      throw unavailable(configuration, "there is no such file", "install it, or correct the path");
    } else if (Files.isDirectory(path)) {
      throw unavailable(configuration, "it is a folder", "name the file of the module in it");
    }
    probe
        .objection(configuration)
        .ifPresent(
            why -> {
              throw unavailable(
                  configuration,
                  why,
                  "look into its own configuration and log, or take another version of it; it is"
                      + " not loaded into this process");
            });
    try {
      Cryptoki cryptoki = Cryptoki.load(configuration.library(), configuration.functionList());
      return new LoadedModule(cryptoki, configuration, initialize(configuration, cryptoki));
    } catch (ModuleLoadException e) {
      throw unavailable(
          configuration,
          "" + e.getMessage(),
          "name a PKCS#11 module for this machine's architecture (%s)"
              .formatted(System.getProperty("os.arch")));
    }
  }

  /** Whether only one thread at a time may use it. */
  private static boolean initialize(ModuleConfiguration configuration, Cryptoki cryptoki) {
    String reserved = configuration.initialisation().orElse(null);
    try {
      cryptoki.initialize(true, reserved);
      return false;
    } catch (CryptokiException e) {
      if (e.is(Ckr.CKR_CRYPTOKI_ALREADY_INITIALIZED)) {
        return false;
      } else if (!e.is(Ckr.CKR_CANT_LOCK, Ckr.CKR_NEED_TO_CREATE_THREADS)) {
        throw notInitialised(configuration, e);
      }
    }
    try {
      cryptoki.initialize(false, reserved);
      return true;
    } catch (CryptokiException e) {
      throw notInitialised(configuration, e);
    }
  }

  private static TokenException notInitialised(
      ModuleConfiguration configuration, CryptokiException e) {
    return unavailable(
        configuration,
        "it does not start (%s)".formatted(e.name()),
        "look into its own configuration and log");
  }

  private static TokenException unavailable(
      ModuleConfiguration configuration, String message, String remedy) {
    return new TokenException.Unavailable(
        "pkcs11:?module-name=" + configuration.name(),
        "load the module",
        "the module %s (%s) cannot be used: %s"
            .formatted(configuration.library(), configuration.origin(), message),
        remedy,
        null);
  }

  /** The module. */
  Cryptoki cryptoki() {
    return cryptoki;
  }

  /** How often it was started, as far as we know: sessions do not outlive an epoch. */
  int epoch() {
    return epoch;
  }

  /**
   * Starts the module again that another part of this process ended, unless that was done since.
   *
   * @param ended the epoch in which it turned out to be ended
   * @throws TokenException.Unavailable when it does not start
   */
  synchronized void startAgain(int ended) {
    if (epoch == ended) {
      initialize(configuration, cryptoki);
      epoch++;
    }
  }

  /** Whether only one thread at a time may use it. */
  boolean oneThread() {
    return oneThread;
  }
}
