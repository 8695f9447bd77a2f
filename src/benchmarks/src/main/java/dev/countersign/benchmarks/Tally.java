package dev.countersign.benchmarks;

/**
 * What went over a channel.
 *
 * @param commands command APDUs
 * @param bytesOut bytes of the commands
 * @param bytesIn bytes of the responses, status words included
 */
record Tally(int commands, long bytesOut, long bytesIn) {
  static final Tally NOTHING = new Tally(0, 0, 0);

  Tally plus(int command, int response) {
    return new Tally(commands + 1, bytesOut + command, bytesIn + response);
  }

  Tally minus(Tally earlier) {
    return new Tally(
        commands - earlier.commands, bytesOut - earlier.bytesOut, bytesIn - earlier.bytesIn);
  }
}
