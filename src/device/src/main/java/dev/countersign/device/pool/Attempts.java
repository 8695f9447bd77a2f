package dev.countersign.device.pool;

import dev.countersign.device.TokenException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was tried for one signature. Used by one thread, or under the lock of {@link Places}. */
final class Attempts {
  private final Set<Member> avoided;
  private final Map<Member, Integer> failedAt = new HashMap<>();
  private final List<Suspect> suspects = new ArrayList<>();
  private final long deadline;
  private final int most;
  private int failures;
  private @Nullable TokenException last;

  /**
   * Nothing yet.
   *
   * @param avoided members that are never asked for it
   * @param deadline when waiting is over, by {@link PoolTime#nanos()}
   * @param most failures after which it is given up
   */
  Attempts(Set<Member> avoided, long deadline, int most) {
    this.avoided = avoided;
    this.deadline = deadline;
    this.most = most;
  }

  /** A member that failed without telling whether it is down or refuses what was asked. */
  record Suspect(Places.Place place, TokenException problem) {}

  void unclear(Places.Place place, TokenException problem) {
    failed(place.member(), place.returns(), problem);
    suspects.add(new Suspect(place, problem));
  }

  List<Suspect> suspects() {
    return suspects;
  }

  void failed(Member member, int returns, TokenException problem) {
    failedAt.put(member, returns);
    failures++;
    last = problem;
  }

  /** Whether a member may be asked: not after it failed, unless it was away and came back. */
  boolean allow(Member member) {
    Integer returns = failedAt.get(member);
    return mayEverAllow(member) && (returns == null || returns < member.returns);
  }

  /** Whether a member may be asked when it is back. */
  boolean mayEverAllow(Member member) {
    return !avoided.contains(member) && failures < most;
  }

  long nanosLeft(long now) {
    return deadline - now;
  }

  @Nullable TokenException last() {
    return last;
  }
}
