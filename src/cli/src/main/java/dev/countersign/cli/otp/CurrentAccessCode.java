package dev.countersign.cli.otp;

import dev.countersign.cli.Invocation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the code comes from that protects a slot. */
final class CurrentAccessCode {
  @Option(
      names = "--access-code-file",
      paramLabel = "FILE",
      description =
          "Take the access code that protects the slot, 12 hexadecimal digits, from the first line"
              + " of a file; - is standard input.")
  private @Nullable Path file;

  SlotCodes read(Invocation invocation) {
    return SlotCodes.current(invocation, file);
  }

  @Nullable Path file() {
    return file;
  }
}
