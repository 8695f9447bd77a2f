package dev.countersign.cli.manual;

import java.util.List;

/** The reference of all commands as one page. */
final class MarkdownManual {
  private final StringBuilder out = new StringBuilder();

  private MarkdownManual() {}

  static String write(CommandPage root) {
    MarkdownManual manual = new MarkdownManual();
    manual.head(root);
    for (CommandPage page : root.all()) {
      manual.page(page);
    }
    return manual.out.toString();
  }

  private void head(CommandPage root) {
    line("# Commands");
    line("");
    line("Written by `countersign manual --markdown docs/commands.md`; a test compares them.");
    line("");
    line(
        "Results go to standard output and nothing else does; what went wrong is one sentence and");
    line("its remedy on standard error. Exit codes and errors: [errors.md](errors.md).");
    line("");
    line("Keys and tokens are named by URIs: `piv:serial=12345678;slot=9c`. Parts that are not");
    line("needed to tell them apart may be left out: `piv:slot=9c`. Quote them for the shell when");
    line("they have a semicolon.");
    entries("Options of every command, before or after its name", root.globalOptions());
  }

  private void page(CommandPage page) {
    line("");
    line("## " + page.name());
    line("");
    line("    " + page.synopsis());
    line("");
    page.description().forEach(this::line);
    entries("Arguments", page.arguments());
    entries("Options", page.options());
    if (!page.below().isEmpty()) {
      line("");
      line("Commands:");
      line("");
      for (CommandPage below : page.below()) {
        line(
            "* [%s](#%s): %s"
                .formatted(below.name(), below.pageName(), below.description().get(0)));
      }
    }
    if (!page.notes().isEmpty()) {
      line("");
      line("```text");
      page.notes().forEach(this::line);
      line("```");
    }
  }

  private void entries(String title, List<CommandPage.Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    line("");
    line(title + ":");
    line("");
    entries.forEach(entry -> line("* `%s`: %s".formatted(entry.term(), entry.text())));
  }

  private void line(String line) {
    out.append(line).append('\n');
  }
}
