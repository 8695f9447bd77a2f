package dev.countersign.cli;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** A command cannot go on: what is wrong, what to do about it, and the exit code. */
public final class Failure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final String remedy;

  /**
   * Creates a failure.
   *
   * @param message what is wrong, without a full stop
   * @param remedy what to do about it, without a full stop
   */
  public Failure(ExitCode exitCode, String message, String remedy) {
    this(exitCode, message, remedy, null);
  }

  /** Creates a failure with the cause that {@code -v} shows. */
  public Failure(ExitCode exitCode, String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.remedy = remedy;
  }

  /** The command was called wrongly. */
  public static Failure usage(String message, String remedy) {
    return new Failure(ExitCode.USAGE, message, remedy);
  }

  /** A file could not be read or written. */
  public static Failure file(String doing, Object file, IOException problem) {
    return new Failure(
        ExitCode.FAILED,
        "%s %s: %s".formatted(doing, file, reason(problem)),
        "check the file's name and permissions",
        problem);
  }

  private static String reason(IOException problem) {
    if (problem instanceof NoSuchFileException) {
      return "no such file";
    } else if (problem instanceof AccessDeniedException) {
      return "permission denied";
    } else if (problem instanceof FileAlreadyExistsException) {
      return "it exists";
    }
    String message = problem.getMessage();
    return message == null ? problem.getClass().getSimpleName() : message;
  }

  ExitCode exitCode() {
    return exitCode;
  }

  /** What to do about it, one sentence without its full stop. */
  public String remedy() {
    return remedy;
  }
}
