package dev.countersign.cli;

/** Runs one command line. */
public final class CommandLineRun {
  private CommandLineRun() {}

  /** Runs it; the exit code. Nothing is thrown. */
  public static int run(Surroundings surroundings, String... arguments) {
    GlobalOptions options = new GlobalOptions();
    ErrorReport errors = new ErrorReport(surroundings.err(), options);
    int code = CommandTree.build(surroundings, options, errors, arguments).execute(arguments);
    surroundings.out().flush();
    return surroundings.out().checkError() ? ExitCode.OUTPUT_CLOSED.code() : code;
  }
}
