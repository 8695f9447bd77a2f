package dev.countersign.host.pcsc;

import dev.countersign.wire.Holder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds the program that has a card to itself. The service does not tell; on Linux the processes
 * that have its library loaded can be seen in {@code /proc}, of other users only by root.
 */
final class CardHolders {
  /** Where Linux shows the processes. */
  static final Path PROC = Path.of("/proc");

  private static final String LIBRARY = "/libpcsclite.so";
  private static final int MOST_NAMED = 3;

  private final Path proc;
  private final long self;

  /**
   * Looks there.
   *
   * @param self the process that asks, which is not named
   */
  CardHolders(Path proc, long self) {
    this.proc = proc;
    this.self = self;
  }

  private record Suspect(long process, String name, boolean usesService, boolean known) {
    String words() {
      return "%s (process %d)".formatted(name, process);
    }
  }

  /** Who it is; empty where nobody comes into question, or this is no Linux. */
  Optional<Holder> find() {
    Look look = new Look();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      processes.forEach(look::at);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
    return look.result();
  }

  private final class Look {
    private final List<Suspect> suspects = new ArrayList<>();
    private boolean sawAll = true;

    void at(Path process) {
      long number = Long.parseLong(process.getFileName().toString());
      if (number == self) {
        return;
      }
      String name = name(process);
      boolean known = CardProgram.of(name).isPresent();
      boolean uses = usesService(process);
      if (uses || known) {
        suspects.add(new Suspect(number, name, uses, known));
      }
    }

    private String name(Path process) {
      try {
        return Files.readString(process.resolve("comm"), StandardCharsets.UTF_8).strip();
      } catch (IOException e) {
        return ""; // it ended meanwhile
      }
    }

    private boolean usesService(Path process) {
      try (BufferedReader maps =
          Files.newBufferedReader(process.resolve("maps"), StandardCharsets.ISO_8859_1)) {
        return maps.lines().anyMatch(line -> line.contains(LIBRARY));
      } catch (IOException | RuntimeException e) {
        sawAll &= !Files.exists(process); // another user's
        return false;
      }
    }

    /**
     * Those that are known to keep cards to themselves come first, then those seen to use cards.
     */
    Optional<Holder> result() {
      List<Suspect> likely = those(suspect -> suspect.known() && suspect.usesService());
      if (likely.isEmpty()) {
        likely = those(Suspect::usesService);
      }
      if (likely.isEmpty()) {
        likely = those(Suspect::known);
      }
      if (likely.isEmpty()) {
        return Optional.empty();
      }
      boolean certain = sawAll && those(Suspect::usesService).size() == 1;
      String programs =
          likely.stream().limit(MOST_NAMED).map(Suspect::words).collect(Collectors.joining(" or "));
      return Optional.of(new Holder(programs, certain, remedy(likely.get(0))));
    }

    private List<Suspect> those(Predicate<Suspect> wanted) {
      return suspects.stream()
          .filter(wanted)
          .sorted(Comparator.comparingLong(Suspect::process))
          .toList();
    }

    private String remedy(Suspect suspect) {
      return CardProgram.of(suspect.name())
          .map(CardProgram::remedy)
          .orElse("close that program, or wait until it has finished");
    }
  }
}
