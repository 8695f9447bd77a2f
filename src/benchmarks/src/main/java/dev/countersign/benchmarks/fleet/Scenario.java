package dev.countersign.benchmarks.fleet;

import java.util.List;

/**
 * What is simulated. Times are in milliseconds.
 *
 * @param title what it is about
 * @param members how many signers there are
 * @param places signatures that one member makes at the same time
 * @param load arrivals as a share of what all members can do when they are well
 * @param service how long a signature takes
 * @param faults what goes wrong with single members
 * @param upMean mean time until a member breaks; 0 when none does by itself
 * @param downMean mean time until it is repaired
 * @param failsAfter how long a call to a broken member takes to fail
 * @param patience how long a caller waits
 */
public record Scenario(
    String title,
    int members,
    int places,
    double load,
    Service service,
    List<Fault> faults,
    double upMean,
    double downMean,
    double failsAfter,
    double patience) {

  /**
   * The time of a signature: log-normal, as it is measured over networks.
   *
   * @param median half take less
   * @param sigma the spread of the logarithm; 0 is none, and -1 stands for an exponential
   *     distribution with this median as its mean
   */
  public record Service(double median, double sigma) {
    double mean() {
      return sigma < 0 ? median : median * StrictMath.exp(sigma * sigma / 2);
    }

    double draw(Draw draw) {
      return sigma < 0
          ? draw.exponential(median)
          : median * StrictMath.exp(sigma * draw.gaussian());
    }
  }

  /**
   * What goes wrong with one member.
   *
   * @param member which
   * @param from when, as a share of the run
   * @param until when it is over, as a share of the run
   * @param slower how many times longer its signatures take; 0 when it is dead
   */
  public record Fault(int member, double from, double until, double slower) {}

  /** Arrivals per millisecond. */
  double rate() {
    return load * members * places / service.mean();
  }

  /** The same under another load. */
  Scenario load(double other) {
    return new Scenario(
        title, members, places, other, service, faults, upMean, downMean, failsAfter, patience);
  }
}
