package dev.countersign.benchmarks;

import java.util.Arrays;

/** The slices of one engine, each beside the one of the C loop in the same round. */
final class Turns {
  private final double[] perSecond;
  private final double[] cpuMicros;
  private final double[] ratios;
  private int count;

  Turns(int rounds) {
    perSecond = new double[rounds];
    cpuMicros = new double[rounds];
    ratios = new double[rounds];
  }

  /** A slice, and that of the C loop. */
  void add(SignLoop.Rate rate, SignLoop.Rate most) {
    perSecond[count] = rate.perSecond();
    cpuMicros[count] = rate.cpuNanos() / 1000.0 / rate.made();
    ratios[count] = (double) rate.perSecond() / most.perSecond();
    count++;
  }

  long perSecond() {
    return Math.round(quartile(perSecond, 2));
  }

  /** Processor time of one, which what else runs on the machine changes least. */
  double cpuMicros() {
    return quartile(cpuMicros, 2);
  }

  /** The median, and the quartiles around it. */
  String ratio() {
    return "%.2f (%.2f - %.2f)"
        .formatted(quartile(ratios, 2), quartile(ratios, 1), quartile(ratios, 3));
  }

  /** Whether the ratio of half of the rounds is so large. */
  boolean reaches(double budget) {
    return quartile(ratios, 2) >= budget;
  }

  /** Whether that of a quarter of them is. */
  boolean mayReach(double budget) {
    return quartile(ratios, 3) >= budget;
  }

  private static double quartile(double[] values, int which) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[which * (sorted.length - 1) / 4];
  }
}
