package dev.countersign.benchmarks.fleet;

import java.util.Arrays;

/** What came of a run. Times are in milliseconds. */
public final class Outcome {
  private final double[] latencies;
  private final double meanWait;
  private final long errors;
  private final double utilisation;
  private final long failedCalls;

  Outcome(double[] latencies, double meanWait, long errors, double utilisation, long failedCalls) {
    this.latencies = latencies.clone();
    Arrays.sort(this.latencies);
    this.meanWait = meanWait;
    this.errors = errors;
    this.utilisation = utilisation;
    this.failedCalls = failedCalls;
  }

  /** From arrival to signature, the shortest first. */
  public double[] latencies() {
    return latencies.clone();
  }

  /** Mean time before the first attempt of a signature that was made. */
  public double meanWait() {
    return meanWait;
  }

  /** Signatures that were not made. */
  public long errors() {
    return errors;
  }

  /** The share of all places that was taken, over the run. */
  public double utilisation() {
    return utilisation;
  }

  /** Calls to members that failed. */
  public long failedCalls() {
    return failedCalls;
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
