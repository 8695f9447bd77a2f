package dev.countersign.cli.mfa;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.ProgramPath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Puts a code where it can be pasted from: by a program that is given it on its standard input, or
 * else by asking the terminal.
 */
final class Clipboard {
  /** How long a program may take to accept it. */
  private static final int PATIENCE_SECONDS = 5;

  /** A program, and the variable without which it has no clipboard; empty when it needs none. */
  private record Way(String variable, List<String> command) {}

  private static final List<Way> WAYS =
      List.of(
          new Way("WAYLAND_DISPLAY", List.of("wl-copy")),
          new Way("DISPLAY", List.of("xclip", "-selection", "clipboard")),
          new Way("DISPLAY", List.of("xsel", "--clipboard", "--input")),
          new Way("", List.of("pbcopy")),
          new Way("", List.of("clip.exe")));

  private final Invocation invocation;

  Clipboard(Invocation invocation) {
    this.invocation = invocation;
  }

  /**
   * Copies.
   *
   * @return what did it
   * @throws Failure when there is no way
   */
  String copy(String code) throws InterruptedException {
    for (Way way : WAYS) {
      Optional<Path> program =
          ProgramPath.find(invocation.surroundings().environment(), way.command().get(0));
      boolean able = way.variable().isEmpty() || invocation.variable(way.variable()).isPresent();
      if (able && program.isPresent() && run(program.get(), way.command(), code)) {
        return way.command().get(0);
      }
    }
    if (invocation.surroundings().personSeesErrors()) {
      String text = Base64.getEncoder().encodeToString(code.getBytes(StandardCharsets.UTF_8));
      // [XTERM] operating system commands, Ps = 52: the selection is set from base64.
      invocation.surroundings().err().print("\u001B]52;c;" + text + "\u0007");
      invocation.surroundings().err().flush();
      return "the terminal";
    }
    throw new Failure(
        ExitCode.FAILED,
        "there is no clipboard that can be reached",
        "install wl-copy, xclip or xsel, or leave --copy out");
  }

  private static boolean run(Path program, List<String> command, String code)
      throws InterruptedException {
    List<String> whole = new ArrayList<>(command);
    whole.set(0, program.toString());
    try {
      Process process =
          new ProcessBuilder(whole)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(code.getBytes(StandardCharsets.UTF_8));
      }
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false; // it cannot be run, or did not want it; another may
    }
  }
}
