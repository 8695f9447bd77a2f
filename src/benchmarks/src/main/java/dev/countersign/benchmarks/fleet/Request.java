package dev.countersign.benchmarks.fleet;

import java.util.Arrays;

/** One signature that somebody wants. */
final class Request {
  private static final int NEVER = -1;

  final double arrival;
  private final int[] failedAt;
  private int failures;
  boolean waiting;
  double firstAttempt = Double.NaN;

  Request(double arrival, int members) {
    this.arrival = arrival;
    this.failedAt = new int[members];
    Arrays.fill(failedAt, NEVER);
  }

  /** Whether a member may be asked: not after it failed, unless it came back since. */
  boolean allows(int member, Signer signer) {
    return failedAt[member] < signer.returns;
  }

  /** Notes a failure; whether the signature is given up. */
  boolean failed(int member, int returns) {
    failedAt[member] = returns;
    failures++;
    return failures >= 2 * failedAt.length;
  }
}
