package dev.countersign.cli.manual;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a completion script. */
@Command(
    name = "completion",
    description = "Print the completion script for a shell.",
    footer = {
      "%nTo install it:",
      "  bash:  countersign completion bash >"
          + " ~/.local/share/bash-completion/completions/countersign",
      "  zsh:   countersign completion zsh > ~/.zfunc/_countersign",
      "         with fpath=(~/.zfunc $fpath) before compinit in ~/.zshrc",
      "%nTo try it:",
      "  source <(countersign completion bash)"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class CompletionCommand implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      paramLabel = "SHELL",
      completionCandidates = Shells.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String shell;

  CompletionCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  static final class Shells implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("bash", "zsh").iterator();
    }
  }

  @Override
  public Integer call() {
    String script = AutoComplete.bash("countersign", invocation.commands()).replace("\r\n", "\n");
    switch (shell) {
      case "bash" -> invocation.out().print(script);
      case "zsh" -> invocation.out().print(zsh(script));
      default ->
          throw Failure.usage(
              "there is no completion for '%s'".formatted(shell), "use bash or zsh");
    }
    return 0;
  }

  // A zsh completion file defines its function when it is first called: here, through zsh's own
  // emulation of bash's completion, which replaces that function for the calls that follow.
  private static String zsh(String bash) {
    return "#compdef countersign\nautoload -U +X bashcompinit && bashcompinit\n"
        // A builtin of bash that its emulation lacks.
        + "(( $+builtins[compopt] + $+functions[compopt] )) || compopt() { : }\n"
        + bash
        + "\n_bash_complete -o default -F _complete_countersign\n";
  }
}
