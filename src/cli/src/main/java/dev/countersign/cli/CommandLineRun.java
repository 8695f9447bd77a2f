package dev.countersign.cli;

/** Runs one command line. */
final class CommandLineRun {
  private CommandLineRun() {}

  static int run(Surroundings surroundings, String... arguments) {
    GlobalOptions options = new GlobalOptions();
    ErrorReport errors = new ErrorReport(surroundings.err(), options);
    int code = CommandTree.build(surroundings, options, errors, arguments).execute(arguments);
    surroundings.out().flush();
    return surroundings.out().checkError() ? ExitCode.OUTPUT_CLOSED.code() : code;
  }
}
