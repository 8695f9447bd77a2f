package dev.countersign.device.pool;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a pool was at one moment.
 *
 * @param members its members, in the order in which they were given
 * @param waiting callers that wait for a member
 */
public record PoolHealth(List<Member> members, int waiting) {
  /** Keeps a copy. */
  public PoolHealth {
    members = List.copyOf(members);
  }

  /** Whether a signature can be made now. */
  public boolean usable() {
    return members.stream().anyMatch(member -> member.state() == State.SERVING);
  }

  /** What a pool does with a member. */
  public enum State {
    /** It is given signatures. */
    SERVING,
    /** It failed, rests, and is tried with a probe after that. */
    RESTING,
    /**
     * Its PIN is wrong, blocked or missing, or another key is in its place: it is left alone until
     * {@link SigningPool#reset(String)}.
     */
    LEFT_ALONE
  }

  /**
   * One member.
   *
   * @param name its name in this pool: the URI of the key
   * @param state what the pool does with it
   * @param signing signatures in the making
   * @param signed signatures that it made
   * @param failed signatures and probes that it failed to make
   * @param problem why it is not given signatures, in a sentence; or what happened last
   * @param rest how long it still rests before the next probe
   */
  public record Member(
      String name,
      State state,
      int signing,
      long signed,
      long failed,
      Optional<String> problem,
      Optional<Duration> rest) {}
}
