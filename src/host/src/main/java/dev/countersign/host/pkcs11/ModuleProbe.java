package dev.countersign.host.pkcs11;

import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import dev.countersign.host.pkcs11.configuration.UserFolders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Loads a module in a process of its own before this one does, the first time that it is seen: one
 * that crashes while it starts would take this process along. What survived is remembered by path,
 * size and time of change, so that later runs cost a look at the file.
 *
 * <p>A module that starts well and crashes later is not kept out by this.
 */
public final class ModuleProbe {
  /** The system property that skips it where nobody says otherwise, when set to {@code false}. */
  public static final String PROPERTY = "countersign.pkcs11.probe";

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Optional<SurvivorList> survivors;
  private final Duration timeout;

  /** Modules that killed their process, and why, so that they are not tried again and again. */
  private final Map<SurvivorList.Entry, String> killers = new ConcurrentHashMap<>();

  private ModuleProbe(Optional<SurvivorList> survivors, Duration timeout) {
    this.survivors = survivors;
    this.timeout = timeout;
  }

  /** No probe: modules are loaded at once. For those that are known to behave. */
  public static ModuleProbe none() {
    return new ModuleProbe(Optional.empty(), TIMEOUT);
  }

  /** A probe that keeps what it found out in this folder. */
  public static ModuleProbe remembering(Path folder) {
    return remembering(folder, TIMEOUT);
  }

  /** The same, with another time for modules to start. */
  static ModuleProbe remembering(Path folder, Duration timeout) {
    return new ModuleProbe(
        Optional.of(new SurvivorList(folder.resolve("pkcs11-modules"))), timeout);
  }

  /** One that keeps it in the user's state folder, or none where {@link #PROPERTY} says so. */
  public static ModuleProbe ofUser() {
    return "false".equals(System.getProperty(PROPERTY))
        ? none()
        : remembering(UserFolders.ofProcess().state());
  }

  /**
   * Why a module must not be loaded into this process; empty when it may be, and where no other
   * process can be started.
   */
  Optional<String> objection(ModuleConfiguration configuration) {
    if (survivors.isEmpty()) {
      return Optional.empty();
    }
    Optional<SurvivorList.Entry> entry = SurvivorList.entry(configuration);
    if (entry.filter(survivors.get()::contains).isPresent()) {
      return Optional.empty();
    }
    Optional<String> known = entry.map(killers::get);
    if (known.isPresent()) {
      return known;
    }
    ProbeProcess.Result result = ProbeProcess.run(configuration, timeout);
    if (result.killed().isPresent()) {
      entry.ifPresent(seen -> killers.put(seen, result.killed().get()));
    } else if (result.started()) {
      entry.ifPresent(survivors.get()::add);
    }
    return result.killed();
  }
}
