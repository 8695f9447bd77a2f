package dev.countersign.cli.keys;

import dev.countersign.cli.Failure;
import dev.countersign.cli.InputFile;
import dev.countersign.cli.Invocation;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the passphrase of a key file comes from. */
final class PassphraseOptions {
  private static final int MAX_BYTES = 4096;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "The first line of this file opens the key file.")
  private @Nullable Path file;

  @Option(
      names = "--passphrase-env",
      paramLabel = "VAR",
      description = "This environment variable opens the key file.")
  private @Nullable String variable;

  /** The passphrase of an encrypted file; the caller wipes it. */
  char[] read(Invocation invocation, Path encrypted) {
    if (file != null) {
      byte[] content = InputFile.read(invocation.surroundings().in(), file, MAX_BYTES);
      CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(content));
      try {
        int end = 0;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
          end++;
        }
        return Arrays.copyOf(text.array(), end);
      } finally {
        Arrays.fill(content, (byte) 0);
        Arrays.fill(text.array(), '\0');
      }
    } else if (variable != null) {
      String value = variable;
      return invocation
          .variable(value)
          .orElseThrow(
              () -> Failure.usage("the variable " + value + " is not set", "set it, or use a file"))
          .toCharArray();
    }
    throw Failure.usage(
        encrypted + " needs a passphrase", "name a file with --passphrase-file FILE");
  }
}
