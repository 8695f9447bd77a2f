package dev.countersign.benchmarks.fleet;

import java.util.ArrayDeque;
import java.util.Deque;

/** One member of a simulated fleet. */
final class Signer {
  private final int places;

  /** Those who wait for this one, where there is no common queue. */
  final Deque<Request> queue = new ArrayDeque<>();

  int busy;
  double slower = 1;
  boolean serving = true;
  int rests;
  int returns;
  private int brokenBy; // how many reasons there are

  /** How often it broke; a call that began before did not survive it. */
  int breaks;

  Signer(int places) {
    this.places = places;
  }

  boolean free() {
    return busy < places;
  }

  boolean up() {
    return brokenBy == 0;
  }

  void broken() {
    brokenBy++;
    breaks++;
  }

  void repaired() {
    brokenBy--;
  }
}
