package dev.countersign.cli;

import java.util.List;

/**
 * Loads what most runs of the command load, for the launcher to put into a class-data archive.
 * Prints to nowhere that matters and changes nothing.
 */
final class Training {
  private Training() {}

  /** Runs typical commands. */
  public static void main(String[] arguments) {
    for (String line :
        List.of("demo", "--help", "keys list --help", "tokens --json", "nothing", "sign")) {
      CommandLineRun.run(Surroundings.ofProcess(), line.split(" "));
    }
    Countersign.main(new String[] {"--version"});
  }
}
