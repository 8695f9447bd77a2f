package dev.countersign.host.pin;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.TokenException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Chooses where a person is asked for a PIN. */
public final class PinEntries {
  /** Environment variable that names a pinentry program, by path or by name on the PATH. */
  public static final String VARIABLE = "COUNTERSIGN_PINENTRY";

  /** Programs that can open a window, most specific first; the last is whatever is installed. */
  private static final List<String> WINDOW_PROGRAMS =
      List.of(
          "pinentry-mac",
          "pinentry-gnome3",
          "pinentry-qt",
          "pinentry-gtk-2",
          "pinentry-x11",
          "pinentry");

  private PinEntries() {}

  /**
   * A pinentry program when {@value #VARIABLE} names one, or when there is a display and no
   * terminal; otherwise the terminal; otherwise an entry that has nothing to give and says what to
   * do. Nothing is started and nobody is asked yet.
   */
  public static PinEntry interactive() {
    return interactive(System.getenv(), () -> Terminal.find().isPresent());
  }

  static PinEntry interactive(Map<String, String> environment, BooleanSupplier terminal) {
    @Nullable String named = environment.get(VARIABLE);
    if (named != null && !named.isBlank()) {
      return named(named.strip(), environment);
    }
    if (terminal.getAsBoolean()) {
      return new TerminalPin();
    }
    if (display(environment)) {
      Optional<Path> program =
          WINDOW_PROGRAMS.stream().flatMap(name -> onPath(name, environment).stream()).findFirst();
      if (program.isPresent()) {
        return new PinentryPin(program.get());
      }
    }
    return nowhere(
        "there is neither a terminal nor a pinentry program to ask with",
        request -> "name a file with " + request.kind().fileOption() + ", or run it in a terminal");
  }

  private static PinEntry named(String program, Map<String, String> environment) {
    Optional<Path> found =
        program.contains("/") || program.contains(File.separator)
            ? Optional.of(Path.of(program)).filter(Files::isExecutable)
            : onPath(program, environment);
    return found
        .<PinEntry>map(PinentryPin::new)
        .orElseGet(
            () ->
                nowhere(
                    "%s names %s, which is no program".formatted(VARIABLE, program),
                    request -> "set it to an installed pinentry program, or unset it"));
  }

  private static boolean display(Map<String, String> environment) {
    return environment.containsKey("DISPLAY")
        || environment.containsKey("WAYLAND_DISPLAY")
        || System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
  }

  private static Optional<Path> onPath(String name, Map<String, String> environment) {
    for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!directory.isEmpty()) {
        Path candidate = Path.of(directory, name);
        if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  private static PinEntry nowhere(String reason, Function<PinRequest, String> remedy) {
    return request -> {
      throw new TokenException.PinNotGiven(
          request.token().get(),
          request.purpose(),
          "the %s is needed and %s".formatted(request.kind().label(), reason),
          remedy.apply(request));
    };
  }
}
