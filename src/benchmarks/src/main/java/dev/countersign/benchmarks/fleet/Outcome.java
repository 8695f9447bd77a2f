package dev.countersign.benchmarks.fleet;

import java.util.Arrays;

/**
 * What came of a run. Times are in milliseconds.
 *
 * @param latencies from arrival to signature, in order
 * @param meanWait mean time before the first attempt of a signature that was made
 * @param errors signatures that were not made
 * @param utilisation the share of all places that was taken, over the run
 * @param failedCalls calls to members that failed
 */
public record Outcome(
    double[] latencies, double meanWait, long errors, double utilisation, long failedCalls) {
  /** Keeps a sorted copy. */
  public Outcome {
    latencies = latencies.clone();
    Arrays.sort(latencies);
  }

  /** The time that this share of the signatures took at most. */
  public double percentile(double share) {
    if (latencies.length == 0) {
      return Double.NaN;
    }
    int index = (int) Math.ceil(share * latencies.length) - 1;
    return latencies[Math.max(0, Math.min(index, latencies.length - 1))];
  }

  /** The share of signatures that were not made. */
  public double errorRate() {
    return (double) errors / (errors + latencies.length);
  }
}
