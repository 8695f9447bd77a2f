package dev.countersign.device.pool;

import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One of the keys that are the same. Everything that changes is guarded by {@link Places}. */
final class Member {
  final String name;

  /** Finds the key, again after its token was away. */
  final Supplier<SigningKey> finder;

  final Meters.OfMember meters;

  @Nullable SigningKey key;
  PoolHealth.State state = PoolHealth.State.SERVING;
  int signing;
  long signed;
  long failed;
  @Nullable TokenException problem;

  /** How often it came back; what happened before is no news about it. */
  int returns;

  /**
   * Whether it made a signature since it came, or came back. Until then it is given one at a time,
   * so that a PIN that is wrong costs one try and not as many as there are callers.
   */
  boolean proven;

  /** Rests that it took since it last signed. */
  int rests;

  /** Whether a probe runs now. */
  boolean probing;

  long probeAt; // by PoolTime#nanos
  PoolTime.@Nullable Later probe;

  Member(String name, Supplier<SigningKey> finder, Meters.OfMember meters) {
    this.name = name;
    this.finder = finder;
    this.meters = meters;
  }

  int capacity(PoolLimits limits) {
    return proven ? limits.perMember() : 1;
  }

  boolean serving() {
    return state == PoolHealth.State.SERVING;
  }
}
