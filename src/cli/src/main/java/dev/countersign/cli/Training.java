package dev.countersign.cli;

/**
 * Loads what most runs of the command load, for the launcher to put into a class-data archive.
 * Prints to nowhere that matters and changes nothing.
 */
final class Training {
  private Training() {}

  /** Runs typical commands. */
  public static void main(String[] arguments) {
    for (String line : new String[] {"--help"}) {
      CommandLineRun.run(Surroundings.ofProcess(), line.split(" "));
    }
    Countersign.main(new String[] {"--version"});
  }
}
