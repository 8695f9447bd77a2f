package dev.countersign.cli.manual;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.ResultFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the manual. */
@Command(
    name = "manual",
    description = "Write the manual pages of all commands, or the reference as one page.",
    footer = {
      "%nExamples:",
      "  countersign manual --man ~/.local/share/man/man1",
      "  countersign manual --markdown docs/commands.md"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ManualCommand implements Callable<Integer> {
  private final Invocation invocation;

  @ArgGroup(multiplicity = "1")
  private Output output;

  static final class Output {
    @Option(
        names = "--man",
        required = true,
        paramLabel = "DIR",
        description = "Write a manual page for each command into this directory.")
    private @Nullable Path man;

    @Option(
        names = "--markdown",
        required = true,
        paramLabel = "FILE",
        description = "Write all commands into this file as Markdown; - is standard output.")
    private @Nullable Path markdown;
  }

  ManualCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    CommandPage root = CommandPage.of(invocation.commands());
    if (output.markdown != null) {
      ResultFile.write(invocation.out(), output.markdown, bytes(MarkdownManual.write(root)));
    } else if (output.man != null) {
      Path directory = output.man;
      try {
        Files.createDirectories(directory);
      } catch (IOException e) {
        throw Failure.file("cannot make", directory, e);
      }
      for (CommandPage page : root.all()) {
        ResultFile.write(
            invocation.out(),
            directory.resolve(page.pageName() + ".1"),
            bytes(ManPage.write(page)));
      }
    }
    return 0;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
