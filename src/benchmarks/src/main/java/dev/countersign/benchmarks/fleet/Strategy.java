package dev.countersign.benchmarks.fleet;

/** Who makes the next signature. */
public enum Strategy {
  /** What the pool does: one queue, the member with the least to do, failing members rest. */
  LEAST_LOADED("pool: least loaded", true, true),
  /** One member after the other, each with a queue of its own; failing members rest. */
  ROUND_ROBIN("round robin", false, true),
  /** Any member, each with a queue of its own; failing members rest. */
  RANDOM("random", false, true),
  /** The member with the least to do, and failing members go on being asked. */
  NO_REST("least loaded, no rests", true, false);

  private final String title;
  private final boolean shared;
  private final boolean rests;

  Strategy(String title, boolean shared, boolean rests) {
    this.title = title;
    this.shared = shared;
    this.rests = rests;
  }

  String title() {
    return title;
  }

  /** Whether all wait in one queue. */
  boolean shared() {
    return shared;
  }

  /** Whether members that failed are left alone for a while. */
  boolean rests() {
    return rests;
  }
}
