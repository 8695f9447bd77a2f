package dev.countersign.device.pool;

import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.TouchPolicy;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The members of a pool as they are found at its start.
 *
 * @param all all of them; those that cannot be reached have no key yet
 * @param first one that was reached, which tells what is the same for all
 */
record PoolMembers(List<Member> all, SigningKey first) {
  private static final String OPERATION = "make a pool";

  /**
   * Who is to be one.
   *
   * @param name what to call it
   * @param finder finds its key
   */
  record Candidate(String name, Supplier<SigningKey> finder) {}

  /**
   * Finds them.
   *
   * @throws TokenException when none can be reached, one has no such key, or one has another key
   */
  static PoolMembers find(List<Candidate> candidates, Meters meters) {
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("a pool has at least one member");
    }
    List<Member> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Candidate candidate : candidates) {
      String name = unique(candidate.name(), names);
      Member member = new Member(name, candidate.finder(), meters.member(name));
      find(member);
      members.add(member);
    }
    List<Member> reached = members.stream().filter(member -> member.key != null).toList();
    if (reached.isEmpty()) {
      throw Objects.requireNonNull(members.get(0).problem);
    }
    requireOneKey(reached);
    return new PoolMembers(members, Objects.requireNonNull(reached.get(0).key));
  }

  /** Two slots may name their tokens and keys alike. */
  private static String unique(String name, Set<String> names) {
    String unique = name;
    for (int i = 2; !names.add(unique); i++) {
      unique = name + " #" + i;
    }
    return unique;
  }

  private static void find(Member member) {
    try {
      SigningKey key = member.finder.get();
      key.publicKey(); // may talk to the token
      requireNoTouch(member, key);
      member.key = key;
    } catch (TokenException e) {
      boolean away = Kind.of(e) == Kind.UNAVAILABLE || Kind.of(e) == Kind.UNCLEAR;
      if (!away || e instanceof TokenException.NoKey) {
        throw e;
      }
      member.problem = e;
    }
  }

  private static void requireNoTouch(Member member, SigningKey key) {
    if (key.policies().touch().filter(touch -> touch != TouchPolicy.NEVER).isPresent()) {
      throw new TokenException.Unsupported(
          member.name,
          OPERATION,
          "its key wants a touch, and nobody is there when a pool signs",
          "use keys without a touch policy");
    }
  }

  private static void requireOneKey(List<Member> reached) {
    List<List<Member>> groups = new ArrayList<>();
    for (Member member : reached) {
      groups.stream()
          .filter(group -> Probe.same(publicKey(group.get(0)), publicKey(member)))
          .findFirst()
          .orElseGet(
              () -> {
                List<Member> group = new ArrayList<>();
                groups.add(group);
                return group;
              })
          .add(member);
    }
    if (groups.size() > 1) {
      List<Member> most =
          groups.stream().reduce((a, b) -> b.size() > a.size() ? b : a).orElseThrow();
      List<Member> odd = new ArrayList<>(reached);
      odd.removeAll(most);
      throw new TokenException.BadData(
          names(odd),
          OPERATION,
          "this is another key than %s".formatted(names(most)),
          "name keys that are one key, copied from token to token",
          null);
    }
  }

  private static PublicKey publicKey(Member member) {
    return Objects.requireNonNull(member.key).publicKey();
  }

  private static String names(List<Member> members) {
    return String.join(", ", members.stream().map(member -> member.name).toList());
  }
}
