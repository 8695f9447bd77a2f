package dev.countersign.cli;

import dev.countersign.host.pcsc.PcscSource;
import java.util.Set;

/** Where the program starts. Kept small, since it is loaded for each call. */
public final class Countersign {
  /** The version of this build. */
  static final String VERSION = "0.1.0";

  /** The commands that ask a reader as the first thing they do. */
  private static final Set<String> ASK_READERS =
      Set.of("mfa", "keys", "piv", "otp", "fido", "sign", "tokens", "cloudfront");

  private static final String LOGGING = "slf4j.internal.verbosity";

  private Countersign() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    if (arguments.length == 1 && arguments[0].equals("--version")) {
      System.out.println("countersign " + VERSION);
      System.out.flush();
      return;
    }
    if (arguments.length > 0 && ASK_READERS.contains(arguments[0])) {
      loadAhead();
    }
    silenceLibraries();
    int code = CommandLineRun.run(Surroundings.ofProcess(), arguments);
    System.exit(code);
  }

  /** Libraries log to nobody here, and need not say so; errors are ours to report. */
  private static void silenceLibraries() {
    if (System.getProperty(LOGGING) == null) {
      System.setProperty(LOGGING, "ERROR");
    }
  }

  /** Begins to load the library for readers, which takes some 70 ms, while the command is read. */
  private static void loadAhead() {
    Thread thread = new Thread(PcscSource::loadAhead, "countersign-load-ahead");
    thread.setDaemon(true);
    thread.start();
  }
}
