package dev.countersign.benchmarks;

import java.util.Arrays;

/** Times of one thing, in nanoseconds. */
final class Samples {
  private final long[] nanos;
  private int count;

  Samples(int capacity) {
    nanos = new long[capacity];
  }

  void add(long value) {
    nanos[count++] = value;
  }

  double medianMicros() {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[count / 2] / 1000.0;
  }
}
