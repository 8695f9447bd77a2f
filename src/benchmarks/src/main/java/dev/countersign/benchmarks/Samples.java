package dev.countersign.benchmarks;

import java.util.Arrays;

/** Values of one thing: times in nanoseconds, or counts. */
final class Samples {
  private final long[] values;
  private int count;

  Samples(int capacity) {
    values = new long[capacity];
  }

  void add(long value) {
    values[count++] = value;
  }

  long median() {
    long[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }

  /** The median beside that of others. */
  double ratio(Samples others) {
    return (double) median() / others.median();
  }

  /** The median of times. */
  double medianMicros() {
    return median() / 1000.0;
  }
}
