package dev.countersign.card.application;

import java.util.Comparator;

/** A firmware version: 5.7.4. */
public record Firmware(int major, int minor, int patch) implements Comparable<Firmware> {
  private static final Comparator<Firmware> ORDER =
      Comparator.comparingInt(Firmware::major)
          .thenComparingInt(Firmware::minor)
          .thenComparingInt(Firmware::patch);

  @Override
  public int compareTo(Firmware other) {
    return ORDER.compare(this, other);
  }

  public boolean isBetween(Firmware first, Firmware last) {
    return compareTo(first) >= 0 && compareTo(last) <= 0;
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
