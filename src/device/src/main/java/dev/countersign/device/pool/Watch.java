package dev.countersign.device.pool;

import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Takes members out that fail, lets them rest, and brings those back that sign again. */
final class Watch {
  private final Places places;
  private final PoolLimits limits;
  private final PoolTime time;
  private final RandomGenerator random; // guarded by the lock of the places
  private final PublicKey publicKey;
  private volatile SignatureAlgorithm algorithm;

  Watch(Places places, PoolLimits limits, PoolTime time, RandomGenerator random, SigningKey first) {
    this.places = places;
    this.limits = limits;
    this.time = time;
    this.random = random;
    this.publicKey = first.publicKey();
    this.algorithm = Probe.algorithm(first.algorithm());
  }

  /** Notes what signatures are made with. */
  void used(SignatureAlgorithm now) {
    if (now instanceof SignatureAlgorithm.RsaPss) {
      algorithm = now;
    }
  }

  /** Lets a member rest. Under the lock. */
  void rest(Member member) {
    member.state = PoolHealth.State.RESTING;
    Duration rest = Rest.length(limits, member.rests, random);
    member.rests++;
    if (!places.closed()) {
      member.probeAt = time.nanos() + rest.toNanos();
      member.probe = time.after(rest, () -> probe(member));
    }
  }

  /** Leaves a member alone until somebody resets it. Under the lock. */
  static void leaveAlone(Member member) {
    member.state = PoolHealth.State.LEFT_ALONE;
  }

  /** Probes a member that is out, unless a probe is on its way. */
  void probe(Member member) {
    boolean mine =
        places.locked(
            () -> {
              boolean begins = !places.closed() && !member.serving() && !member.probing;
              if (begins) {
                member.probing = true;
                if (member.probe != null) {
                  member.probe.cancel();
                  member.probe = null;
                }
              }
              return begins;
            });
    if (mine) {
      try {
        SigningKey key = member.finder.get();
        requireSame(member, key);
        Probe.run(key, algorithm);
        back(member, key);
      } catch (TokenException e) {
        stillOut(member, e);
      } catch (RuntimeException | Error e) {
        stillOut(
            member,
            new TokenException.BadResponse(member.name, "probe", "the probe failed: " + e, e));
      }
    }
  }

  private void requireSame(Member member, SigningKey key) {
    if (!Probe.same(key.publicKey(), publicKey)) {
      throw new TokenException.BadData(
          member.name,
          "find the key",
          "another key is in the place of the pool's",
          "put the right one back and reset the member",
          null);
    }
  }

  private void back(Member member, SigningKey key) {
    member.meters.probed(true);
    places.locked(
        () -> {
          member.probing = false;
          member.key = key;
          member.state = PoolHealth.State.SERVING;
          member.proven = true;
          member.returns++;
          places.serve();
          return member;
        });
  }

  private void stillOut(Member member, TokenException problem) {
    member.meters.probed(false);
    places.locked(
        () -> {
          member.probing = false;
          member.failed++;
          member.problem = problem;
          if (Kind.of(problem) == Kind.PIN || problem instanceof TokenException.BadData) {
            leaveAlone(member);
          } else {
            rest(member);
          }
          places.serve();
          return member;
        });
  }
}
