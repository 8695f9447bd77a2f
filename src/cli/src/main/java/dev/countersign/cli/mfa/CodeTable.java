package dev.countersign.cli.mfa;

import dev.countersign.device.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Codes with what is left of their time, as lines that fit a screen. */
final class CodeTable {
  private static final int BAR_CHARACTERS = 20;
  private static final int NARROW_BAR_CHARACTERS = 8;
  private static final int NARROW_COLUMNS = 60;
  private static final int CODE_CHARACTERS = 8;
  private static final int SECONDS_CHARACTERS = 5;
  private static final int GAPS = 8;
  private static final Duration HURRY = Duration.ofSeconds(5);

  private final int columns;
  private final int rows;
  private final boolean colour;

  /** A table for a screen of this size. */
  CodeTable(int columns, int rows, boolean colour) {
    this.columns = columns;
    this.rows = rows;
    this.colour = colour;
  }

  /** The lines: one for each account, by token where there are several, and one about keys. */
  List<String> lines(List<Found> all, Instant now) {
    boolean several = all.stream().map(Found::token).distinct().count() > 1;
    List<String> lines = new ArrayList<>();
    Optional<Found> before = Optional.empty();
    int name = nameCharacters(all);
    for (Found found : all) {
      if (several && before.filter(b -> b.token() == found.token()).isEmpty()) {
        lines.add(cut(found.token().uri() + ":", columns - 1));
      }
      before = Optional.of(found);
      lines.add(line(found, name, now));
    }
    if (all.isEmpty()) {
      lines.add(cut("There is no account on the token.", columns - 1));
    }
    int room = rows - 2; // the line about keys, and the one that the cursor is on
    if (lines.size() > room) {
      int hidden = lines.size() - room + 1;
      lines = new ArrayList<>(lines.subList(0, Math.max(0, room - 1)));
      lines.add(
          cut(
              "... and %d lines more, for which the window is too low".formatted(hidden),
              columns - 1));
    }
    lines.add(cut("q ends", columns - 1));
    return lines;
  }

  private int barCharacters() {
    return columns < NARROW_COLUMNS ? NARROW_BAR_CHARACTERS : BAR_CHARACTERS;
  }

  private int nameCharacters(List<Found> all) {
    int room = columns - 1 - CODE_CHARACTERS - barCharacters() - SECONDS_CHARACTERS - GAPS;
    int longest = all.stream().mapToInt(f -> Names.of(f.account()).length()).max().orElse(0);
    return Math.max(4, Math.min(room, longest));
  }

  private String line(Found found, int nameCharacters, Instant now) {
    String name = cut(Names.of(found.account()), nameCharacters);
    String start = name + " ".repeat(nameCharacters - name.length()) + "  ";
    if (found.code().isEmpty()) {
      String wants = MfaList.wants(found).map(w -> "(" + w + ")").orElse("-");
      return cut(start + wants, columns - 1);
    }
    Code code = found.code().get();
    String text = start + "%-8s".formatted(code.text());
    return code.validUntil().isEmpty() ? cut(text, columns - 1) : text + "  " + time(code, now);
  }

  /** What is left of the time of a code, as a bar and in seconds. */
  private String time(Code code, Instant now) {
    Instant end = code.validUntil().orElse(now);
    Duration left = Duration.between(now, end);
    Duration whole = Duration.between(code.validFrom().orElse(now), end);
    int full =
        (int)
            Math.max(
                0,
                Math.min(
                    barCharacters(),
                    Math.round(
                        (double) barCharacters()
                            * left.toMillis()
                            / Math.max(1, whole.toMillis()))));
    String bar = "#".repeat(full);
    if (colour) {
      // [XTERM] character attributes: green, red when it is about to run out.
      bar = "\u001B[%dm%s\u001B[0m".formatted(left.compareTo(HURRY) <= 0 ? 31 : 32, bar);
    }
    return "[%s%s] %2d s".formatted(bar, "-".repeat(barCharacters() - full), Waiting.seconds(left));
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, Math.max(0, length - 3)) + "...";
  }
}
