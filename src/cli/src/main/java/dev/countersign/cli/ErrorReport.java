package dev.countersign.cli;

import dev.countersign.device.TokenException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The one place where what went wrong becomes a sentence with its remedy on standard error, and an
 * exit code. No stack trace, unless {@code -v} asks for it.
 */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final PrintStream err;
  private final GlobalOptions options;

  ErrorReport(PrintStream err, GlobalOptions options) {
    this.err = err;
    this.options = options;
  }

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    print(oneLine(problem.getMessage()), "see " + name + " --help");
    if (problem instanceof UnmatchedArgumentException unmatched) {
      UnmatchedArgumentException.printSuggestions(unmatched, command.getErr());
    }
    return ExitCode.USAGE.code();
  }

  @Override
  public int handleExecutionException(
      Exception problem, CommandLine command, ParseResult parseResult) {
    if (options.verbose) {
      problem.printStackTrace(err);
    }
    return report(problem).code();
  }

  /** Prints what went wrong; the exit code for it. */
  ExitCode report(Exception problem) {
    if (problem instanceof Failure failure) {
      print(failure.getMessage(), failure.remedy());
      return failure.exitCode();
    } else if (problem instanceof TokenException token) {
      print(sentence(token), token.remedy());
      return ExitCode.of(token);
    } else if (problem instanceof UncheckedIOException io) {
      return report(Failure.file("input or output failed at", "a file", io.getCause()));
    }
    print(
        "internal error: %s: %s"
            .formatted(problem.getClass().getSimpleName(), oneLine("" + problem.getMessage())),
        "run it again with -v and report what it prints");
    return ExitCode.FAILED;
  }

  /** The sentence for a token's problem, with the token's name in it. */
  static String sentence(TokenException problem) {
    String message = oneLine("" + problem.getMessage());
    return message.contains(problem.token()) || problem.token().isEmpty()
        ? message
        : problem.token() + ": " + message;
  }

  private void print(String message, String remedy) {
    err.println("countersign: " + end(message) + " " + end(capital(remedy)));
    err.flush();
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*[\\r\\n]+\\s*", " ").replaceAll("\\p{Cntrl}", "?");
  }

  private static String end(String sentence) {
    return sentence.endsWith(".") ? sentence : sentence + ".";
  }

  private static String capital(String sentence) {
    return sentence.isEmpty()
        ? sentence
        : Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
