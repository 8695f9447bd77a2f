package dev.countersign.aws.cloudfront;

/** Lengths of time for people: the two largest units. */
final class Durations {
  private Durations() {}

  /** How long the first lies before the time that was asked about. */
  static String before(EpochTime first, EpochTime asked) {
    return first.equals(asked)
        ? "the very time asked about"
        : words(asked.seconds() - first.seconds()) + " before the time asked about";
  }

  /** How long the first lies after the time that was asked about. */
  static String after(EpochTime first, EpochTime asked) {
    return first.equals(asked)
        ? "the very time asked about"
        : words(first.seconds() - asked.seconds()) + " after the time asked about";
  }

  private static String words(long seconds) {
    if (seconds >= 86400) {
      return two(seconds / 86400, "d", seconds % 86400 / 3600, "h");
    } else if (seconds >= 3600) {
      return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
    } else if (seconds >= 60) {
      return two(seconds / 60, "min", seconds % 60, "s");
    }
    return seconds + " s";
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }
}
