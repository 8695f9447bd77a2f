package dev.countersign.cli;

import dev.countersign.cli.mfa.PlainCode;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Runs one command line. */
public final class CommandLineRun {
  private CommandLineRun() {}

  /** Runs it; the exit code. Nothing is thrown. */
  public static int run(Surroundings surroundings, String... arguments) {
    GlobalOptions options = new GlobalOptions();
    Optional<Callable<Integer>> plain =
        PlainCode.recognise(new Invocation(surroundings, options), arguments);
    int code =
        plain.isPresent()
            ? run(surroundings, options, plain.get())
            : parsed(surroundings, options, arguments);
    surroundings.out().flush();
    return surroundings.out().checkError() ? ExitCode.OUTPUT_CLOSED.code() : code;
  }

  private static int run(
      Surroundings surroundings, GlobalOptions options, Callable<Integer> command) {
    try {
      return command.call();
    } catch (Exception e) {
      return new ErrorReport(surroundings.err(), options).report(e).code();
    }
  }

  private static int parsed(Surroundings surroundings, GlobalOptions options, String... arguments) {
    ErrorReport errors = new ErrorReport(surroundings.err(), options);
    return CommandTree.build(surroundings, options, errors, arguments).execute(arguments);
  }
}
