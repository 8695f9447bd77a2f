package dev.countersign.cli.manual;

import dev.countersign.cli.HelpLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What there is to say of one command, without any layout.
 *
 * @param name its whole name: {@code countersign keys list}
 * @param synopsis what it is called with
 * @param description paragraphs
 * @param arguments what goes after its name
 * @param options its own options
 * @param globalOptions those of every command
 * @param notes what help prints at its end, line by line
 * @param below the commands below it
 */
record CommandPage(
    String name,
    String synopsis,
    List<String> description,
    List<Entry> arguments,
    List<Entry> options,
    List<Entry> globalOptions,
    List<String> notes,
    List<CommandPage> below) {

  /** An argument or option and what it is for. */
  record Entry(String term, String text) {}

  static CommandPage of(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    List<CommandPage> below =
        command.getSubcommands().values().stream()
            .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
            .map(CommandPage::of)
            .toList();
    return new CommandPage(
        spec.qualifiedName(),
        command.getHelp().synopsis(0).strip(),
        List.of(spec.usageMessage().description()),
        spec.positionalParameters().stream()
            .filter(argument -> !argument.hidden())
            .map(CommandPage::entry)
            .toList(),
        spec.options().stream()
            .filter(option -> !HelpLayout.global(option) && !option.hidden())
            .map(CommandPage::entry)
            .toList(),
        spec.options().stream().filter(HelpLayout::global).map(CommandPage::entry).toList(),
        notes(spec.usageMessage().footer()),
        below);
  }

  private static List<String> notes(String[] footer) {
    return String.join("\n", footer).replace("%n", "\n").strip().lines().toList();
  }

  private static Entry entry(PositionalParamSpec argument) {
    return new Entry(argument.paramLabel(), text(argument));
  }

  private static Entry entry(OptionSpec option) {
    String names = String.join(", ", option.names());
    boolean flag = option.arity().max() == 0;
    return new Entry(flag ? names : names + "=" + option.paramLabel(), text(option));
  }

  private static String text(ArgSpec argument) {
    String text = String.join(" ", argument.description());
    if (argument.completionCandidates() != null) {
      text =
          text.replace(
              "${COMPLETION-CANDIDATES}",
              StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                  .collect(Collectors.joining(", ")));
    }
    return text.replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValue()));
  }

  /** This page and all below it. */
  List<CommandPage> all() {
    List<CommandPage> all = new ArrayList<>();
    all.add(this);
    below.forEach(page -> all.addAll(page.all()));
    return all;
  }

  /** The name of its manual page: {@code countersign-keys-list}. */
  String pageName() {
    return name.replace(' ', '-');
  }
}
