package dev.countersign.host.pin;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A running pinentry program, which does not outlive this object, its deadline or the program. */
final class PinentryProcess implements AutoCloseable {
  private final Process process;
  private final AssuanClient client;
  private final Map<String, String> environment;
  private final Duration patience;
  private final Thread killer;
  private final Thread watchdog;
  private volatile boolean timedOut;

  private PinentryProcess(Process process, Map<String, String> environment, Duration patience) {
    this.process = process;
    this.environment = environment;
    this.patience = patience;
    this.client = new AssuanClient(process.getInputStream(), process.getOutputStream());
    this.killer = new Thread(process::destroyForcibly, "countersign-pinentry-kill");
    this.watchdog = new Thread(this::watch, "countersign-pinentry-watchdog");
  }

  /**
   * Starts the program.
   *
   * @param environment the environment of this program, for the terminal's name and type
   * @param patience after which it is killed
   * @throws IOException when it cannot be started
   */
  static PinentryProcess start(Path program, Map<String, String> environment, Duration patience)
      throws IOException {
    Process process =
        new ProcessBuilder(program.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    PinentryProcess started = new PinentryProcess(process, environment, patience);
    Runtime.getRuntime().addShutdownHook(started.killer);
    started.watchdog.setDaemon(true);
    started.watchdog.start();
    return started;
  }

  AssuanClient client() {
    return client;
  }

  /** Whether the program was killed because it took too long. */
  boolean timedOut() {
    return timedOut;
  }

  /** Waits for the greeting and says where the person is ([ASSUAN] OPTION). */
  void introduce() throws IOException, AssuanClient.Refused {
    client.greeting();
    for (String option : options(environment, terminalName(environment))) {
      client.tryCommand("OPTION " + option);
    }
    client.tryCommand("SETTITLE Countersign");
    // The program gives up by itself a moment before it is killed.
    long seconds = patience.toSeconds() - 2;
    if (seconds > 0) {
      client.tryCommand("SETTIMEOUT " + seconds);
    }
  }

  /** The options for a terminal; empty values are left out. */
  static List<String> options(Map<String, String> environment, Optional<String> terminal) {
    List<String> options = new ArrayList<>();
    terminal.ifPresent(name -> options.add("ttyname=" + AssuanClient.escaped(name)));
    @Nullable String type = environment.get("TERM");
    if (terminal.isPresent() && type != null && !type.isEmpty()) {
      options.add("ttytype=" + AssuanClient.escaped(type));
    }
    for (String variable : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      @Nullable String locale = environment.get(variable);
      if (locale != null && !locale.isEmpty()) {
        options.add("lc-ctype=" + AssuanClient.escaped(locale));
        break;
      }
    }
    return options;
  }

  private static Optional<String> terminalName(Map<String, String> environment) {
    @Nullable String named = environment.get("GPG_TTY");
    if (named != null && named.startsWith("/")) {
      return Optional.of(named);
    }
    File controlling = new File("/dev/tty");
    try (FileInputStream in = new FileInputStream(controlling)) {
      return in.getFD().valid() ? Optional.of(controlling.getPath()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void watch() {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        timedOut = true;
        kill();
      }
    } catch (InterruptedException e) {
      // The question was answered.
      return;
    }
  }

  /** Kills the program and what it started, which may hold its output open. */
  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    watchdog.interrupt();
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // The program is ending; the hook finds nothing left to do.
      return;
    }
  }
}
