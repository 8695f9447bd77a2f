package dev.countersign.cli;

/** Where the program starts. Kept small, since it is loaded for each call. */
public final class Countersign {
  /** The version of this build. */
  static final String VERSION = "0.1.0";

  private Countersign() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    if (arguments.length == 1 && arguments[0].equals("--version")) {
      System.out.println("countersign " + VERSION);
      System.out.flush();
      return;
    }
    int code = CommandLineRun.run(Surroundings.ofProcess(), arguments);
    System.exit(code);
  }
}
