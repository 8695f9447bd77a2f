package dev.countersign.cli.otp;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which access code protects a slot before and after it is written. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ProgramAccessCodes {
  @Mixin private CurrentAccessCode current;

  @Option(
      names = "--new-access-code-file",
      paramLabel = "FILE",
      description =
          "Protect the slot by the access code, 12 hexadecimal digits, on the first line of a file."
              + " Default: by the one that protects it now, if any does.")
  private @Nullable Path next;

  @Option(names = "--remove-access-code", description = "Protect the slot by none from now on.")
  private boolean remove;

  /** Whether one of the files is standard input. */
  boolean fromStandardInput() {
    return standard(current.file()) || standard(next);
  }

  private static boolean standard(@Nullable Path file) {
    return file != null && SecretLine.standardInput(file);
  }

  SlotCodes read(Invocation invocation) {
    if (remove && next != null) {
      throw Failure.usage(
          "the access code cannot be removed and replaced at once",
          "give --remove-access-code or --new-access-code-file");
    } else if (standard(current.file()) && standard(next)) {
      throw Failure.usage("standard input holds one line only", "give the other code in a file");
    }
    if (next != null) {
      return SlotCodes.replaced(invocation, current.file(), next);
    }
    return remove ? current.read(invocation) : SlotCodes.kept(invocation, current.file());
  }
}
