package dev.countersign.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** A table for people: a heading and rows, as wide as what is in it. */
public final class Columns {
  private final List<List<String>> rows = new ArrayList<>();
  private final int[] widths;

  /** A table with this heading. */
  public Columns(String... heading) {
    widths = new int[heading.length];
    rows.add(List.of(heading));
  }

  /** Adds a row with a cell for each column. */
  public void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** Prints it. */
  public void print(PrintStream out) {
    flush(out);
  }

  /**
   * Prints the rows so far and forgets them: those that follow are as wide as these, or wider. For
   * tables that are too long to be kept.
   */
  public void flush(PrintStream out) {
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i));
        if (i < widths.length - 1) {
          line.append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
      }
      out.println(line.toString().stripTrailing());
    }
    rows.clear();
  }
}
