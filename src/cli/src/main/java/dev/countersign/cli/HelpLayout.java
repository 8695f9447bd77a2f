package dev.countersign.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How help is laid out: a command's own options first, those of every command after them. */
public final class HelpLayout {
  private HelpLayout() {}

  /** Lays out the help of a command and of all below it. */
  static void apply(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.width(100);
    usage.abbreviateSynopsis(true);
    usage.sortOptions(false);
    usage.sortSynopsis(false);
    usage.parameterListHeading("%nArguments:%n");
    usage.commandListHeading("%nCommands:%n");
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::options);
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, help -> "");
    command.getSubcommands().values().forEach(HelpLayout::apply);
  }

  /** Whether an option is one of those that every command takes. */
  public static boolean global(OptionSpec option) {
    return option.scopeType() == CommandLine.ScopeType.INHERIT;
  }

  private static String options(Help help) {
    CommandSpec spec = help.commandSpec();
    List<OptionSpec> own = spec.options().stream().filter(o -> !global(o) && !o.hidden()).toList();
    List<OptionSpec> global =
        spec.options().stream().filter(o -> global(o) && !o.hidden()).toList();
    return section(help, "Options", own) + section(help, "Options of every command", global);
  }

  private static String section(Help help, String title, List<OptionSpec> options) {
    if (options.isEmpty()) {
      return "";
    }
    Help.Layout layout = help.createDefaultLayout();
    layout.addOptions(options, help.parameterLabelRenderer());
    return "%n%s:%n".formatted(title) + layout;
  }
}
