package dev.countersign.cli;

import dev.countersign.aws.cloudfront.CloudFrontInputException;
import dev.countersign.device.TokenException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
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
public final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
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
    String help = "see " + name + " --help";
    if (problem instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      print(
          "%s does not know '%s'".formatted(name, unknown(unmatched)),
          suggestions.isEmpty()
              ? help
              : "did you mean %s? Otherwise %s".formatted(String.join(" or ", suggestions), help));
    } else if (problem.getMessage() != null
        && problem.getMessage().startsWith("Missing required subcommand")) {
      print("%s needs a command after it: %s".formatted(name, commands(command)), help);
    } else {
      print(lowerCase(oneLine("" + problem.getMessage()).replaceFirst("^Error: ", "")), help);
    }
    // No stack trace, not with -v either: it repeats what was typed, which may be a secret.
    return ExitCode.USAGE.code();
  }

  /** The argument, unless it is like a seed; of an option its name alone: it may be a secret. */
  private static String unknown(UnmatchedArgumentException unmatched) {
    String argument = unmatched.getUnmatched().get(0);
    if (SeedGuard.resembles(argument)) {
      return "...";
    }
    return oneLine(argument.startsWith("-") ? argument.replaceFirst("=.*", "=") : argument);
  }

  private static String lowerCase(String sentence) {
    return sentence.isEmpty()
        ? sentence
        : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }

  private static String commands(CommandLine command) {
    return command.getSubcommands().values().stream()
        .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
        .map(CommandLine::getCommandName)
        .collect(Collectors.joining(", "));
  }

  @Override
  public int handleExecutionException(
      Exception problem, CommandLine command, ParseResult parseResult) {
    ExitCode code = report(problem);
    if (options.verbose && code != ExitCode.OUTPUT_CLOSED) {
      problem.printStackTrace(err);
    }
    return code.code();
  }

  /** Prints what went wrong; the exit code for it. */
  ExitCode report(Exception problem) {
    if (problem instanceof OutputClosed) {
      return ExitCode.OUTPUT_CLOSED;
    } else if (problem instanceof Failure failure) {
      print("" + failure.getMessage(), failure.remedy());
      return failure.exitCode();
    } else if (problem instanceof TokenException token) {
      print(sentence(token), token.remedy());
      return ExitCode.of(token);
    } else if (problem instanceof CloudFrontInputException input) {
      print("" + input.getMessage(), input.remedy());
      return ExitCode.USAGE;
    } else if (problem instanceof UncheckedIOException io) {
      IOException cause = io.getCause();
      return report(
          Failure.file(
              "input or output failed at", "a file", cause == null ? new IOException(io) : cause));
    }
    print(
        "internal error: %s: %s"
            .formatted(problem.getClass().getSimpleName(), oneLine("" + problem.getMessage())),
        "run it again with -v and report what it prints");
    return ExitCode.FAILED;
  }

  /** The sentence for a token's problem, with the token's name in it. */
  public static String sentence(TokenException problem) {
    String message = oneLine("" + problem.getMessage());
    boolean names = !problem.token().isEmpty() && !problem.token().endsWith(":"); // any of a kind
    return message.contains(problem.token()) || !names ? message : problem.token() + ": " + message;
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
