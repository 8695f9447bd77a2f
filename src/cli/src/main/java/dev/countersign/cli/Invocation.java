package dev.countersign.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** One run of the command: what it was given and what it works with. */
public final class Invocation {
  private final Surroundings surroundings;
  private final GlobalOptions options;

  Invocation(Surroundings surroundings, GlobalOptions options) {
    this.surroundings = surroundings;
    this.options = options;
  }

  /** What surrounds the command. */
  public Surroundings surroundings() {
    return surroundings;
  }

  /** The options that were given. */
  public GlobalOptions options() {
    return options;
  }

  /** Where all state is: {@code COUNTERSIGN_HOME}, or the user's state directory. */
  public Path home() {
    Map<String, String> environment = surroundings.environment();
    return variable("COUNTERSIGN_HOME")
        .map(Path::of)
        .orElseGet(
            () ->
                variable("XDG_STATE_HOME")
                    .map(Path::of)
                    .filter(Path::isAbsolute)
                    .orElseGet(
                        () ->
                            Path.of(
                                environment.getOrDefault("HOME", System.getProperty("user.home")),
                                ".local",
                                "state"))
                    .resolve("countersign"));
  }

  /** An environment variable that is set and not empty. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(surroundings.environment().get(name))
        .filter(value -> !value.isEmpty());
  }
}
