package dev.countersign.cli.manual;

import java.util.List;
import java.util.Locale;

/** A manual page in the macros of man(7). */
final class ManPage {
  private final StringBuilder out = new StringBuilder();

  private ManPage() {}

  static String write(CommandPage page) {
    ManPage writer = new ManPage();
    writer.page(page);
    return writer.out.toString();
  }

  private void page(CommandPage page) {
    line(".TH " + page.pageName().toUpperCase(Locale.ROOT).replace("-", "\\-") + " 1");
    section("NAME");
    text(page.pageName() + " - " + first(page.description()));
    section("SYNOPSIS");
    line(".B " + escape(page.name()));
    text(page.synopsis().replaceFirst("^" + page.name(), "").strip());
    section("DESCRIPTION");
    for (String paragraph : page.description()) {
      text(paragraph);
      line(".PP");
    }
    entries("ARGUMENTS", page.arguments());
    if (!page.below().isEmpty()) {
      section("COMMANDS");
      for (CommandPage below : page.below()) {
        term(below.pageName() + "(1)", first(below.description()));
      }
    }
    entries("OPTIONS", page.options());
    entries("OPTIONS OF EVERY COMMAND", page.globalOptions());
    if (!page.notes().isEmpty()) {
      section("NOTES");
      line(".nf");
      page.notes().forEach(this::text);
      line(".fi");
    }
    section("EXIT STATUS");
    text(
        "0 done; 1 failed; 2 called wrongly; 3 no such token or key; 4 PIN wrong, blocked or not"
            + " given; 5 not touched; 6 token removed; 7 refused by the remote side.");
    section("SEE ALSO");
    String name = page.pageName();
    int up = name.lastIndexOf('-');
    text(up < 0 ? "ykman(1), openssl(1)" : name.substring(0, up) + "(1)");
  }

  private static String first(List<String> description) {
    return description.isEmpty() ? "" : description.get(0);
  }

  private void entries(String title, List<CommandPage.Entry> entries) {
    if (!entries.isEmpty()) {
      section(title);
      entries.forEach(entry -> term(entry.term(), entry.text()));
    }
  }

  private void term(String term, String text) {
    line(".TP");
    line(".B " + escape(term));
    text(text);
  }

  private void section(String title) {
    line(".SH " + title);
  }

  private void text(String text) {
    line(escape(text));
  }

  private void line(String line) {
    out.append(line).append('\n');
  }

  // A backslash begins an escape, a hyphen may become a dash, and a line must not begin with a
  // macro.
  private static String escape(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
