package dev.countersign.simulator;

import java.time.Duration;

/**
 * One thing that goes wrong at one command. Package-private: a schedule is built by name or
 * builder.
 */
sealed interface Fault {
  /** The command at which it happens, counted from 1. */
  int at();

  record Remove(int at) implements Fault {}

  record Reset(int at) implements Fault {}

  record Answer(int at, int status) implements Fault {}

  record Truncate(int at) implements Fault {}

  record Slow(int at, Duration delay) implements Fault {}

  record Oversize(int at) implements Fault {}

  record Overlong(int at) implements Fault {}

  record Garbage(int at) implements Fault {}
}
