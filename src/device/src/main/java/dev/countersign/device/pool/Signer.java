package dev.countersign.device.pool;

import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Makes one signature: at one member after the other, until one has made it. */
final class Signer {
  private static final String OPERATION = "sign";

  /** How often a signature is tried with each member, if that goes and comes back meanwhile. */
  private static final int ROUNDS = 2;

  private final List<Member> members;
  private final Places places;
  private final Watch watch;
  private final Meters meters;
  private final PoolLimits limits;
  private final PoolTime time;

  Signer(
      List<Member> members,
      Places places,
      Watch watch,
      Meters meters,
      PoolLimits limits,
      PoolTime time) {
    this.members = members;
    this.places = places;
    this.watch = watch;
    this.meters = meters;
    this.limits = limits;
    this.time = time;
  }

  /**
   * Who asks.
   *
   * @param name what to call the key
   * @param ownPin whether the PIN is the caller's and not the pool's, so that a wrong one is no
   *     reason to take a member from others
   * @param avoided members that refused the caller's PIN
   */
  record Caller(String name, boolean ownPin, Set<Member> avoided) {}

  /**
   * Signs.
   *
   * @param work makes the signature with the key of one member
   * @throws TokenException when no member can, or one refuses
   */
  byte[] sign(Caller caller, Function<SigningKey, byte[]> work) {
    Attempts attempts =
        new Attempts(
            caller.avoided(), time.nanos() + limits.patience().toNanos(), ROUNDS * members.size());
    while (true) {
      Places.Place place = take(caller, attempts);
      long begin = time.nanos();
      byte[] signature;
      try {
        signature = work.apply(place.key());
      } catch (TokenException e) {
        failed(caller, attempts, place, e, begin);
        continue;
      } catch (RuntimeException | Error e) {
        places.giveBack(place);
        throw e;
      }
      places.signed(place);
      blame(attempts.suspects());
      place.member().meters.signed(Meters.Outcome.OK, time.nanos() - begin);
      return signature;
    }
  }

  /** What they could not sign, another member did: so they are at fault, and not the request. */
  private void blame(List<Attempts.Suspect> suspects) {
    for (Attempts.Suspect suspect : suspects) {
      places.blame(suspect.place(), suspect.problem(), () -> watch.rest(suspect.place().member()));
    }
  }

  /** Takes the consequences; throws the problem where another member would not do better. */
  private void failed(
      Caller caller, Attempts attempts, Places.Place place, TokenException problem, long begin) {
    Member member = place.member();
    Meters.Outcome outcome = Meters.Outcome.UNAVAILABLE;
    boolean told = true;
    switch (Kind.of(problem)) {
      case UNAVAILABLE -> {
        attempts.failed(member, place.returns(), problem);
        places.failed(place, problem, () -> watch.rest(member));
        told = false;
      }
      case UNCLEAR -> {
        attempts.unclear(place, problem);
        places.giveBack(place);
        told = !places.hasAnother(attempts);
      }
      case PIN -> {
        outcome = Meters.Outcome.PIN;
        if (caller.ownPin()) {
          caller.avoided().add(member);
          places.giveBack(place);
        } else {
          places.failed(place, problem, () -> Watch.leaveAlone(member));
        }
      }
      case REFUSED -> {
        outcome = Meters.Outcome.REFUSED;
        places.giveBack(place);
      }
    }
    member.meters.signed(outcome, time.nanos() - begin);
    if (told) {
      throw problem;
    }
  }

  private Places.Place take(Caller caller, Attempts attempts) {
    long begin = time.nanos();
    try {
      Places.Place place = places.take(attempts);
      meters.waited(time.nanos() - begin);
      return place;
    } catch (Places.NoPlace e) {
      meters.refused(e.reason());
      throw explain(caller, e.reason(), attempts);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(caller, "it was interrupted", "run it again", attempts);
    }
  }

  private TokenException explain(Caller caller, Meters.Reason reason, Attempts attempts) {
    return switch (reason) {
      case FULL ->
          unavailable(
              caller,
              "%d callers wait for the pool already".formatted(limits.maxWaiting()),
              "send less, or add members",
              attempts);
      case PATIENCE ->
          unavailable(
              caller,
              "no member of the pool was free within %d ms%s"
                  .formatted(limits.patience().toMillis(), problems()),
              "send less, or add members; health() shows what they do",
              attempts);
      case NOBODY ->
          unavailable(
              caller,
              "no member of the pool can sign" + problems(),
              "mend that and reset the member",
              attempts);
      case CLOSED -> unavailable(caller, "the pool is closed", "open another", attempts);
    };
  }

  private String problems() {
    List<String> problems =
        places.locked(
            () ->
                members.stream()
                    .filter(member -> !member.serving() && member.problem != null)
                    .map(member -> member.name + ": " + member.problem.getMessage())
                    .toList());
    return problems.isEmpty() ? "" : " (" + String.join("; ", problems) + ")";
  }

  private static TokenException unavailable(
      Caller caller, String message, String remedy, Attempts attempts) {
    return new TokenException.Unavailable(
        caller.name(), OPERATION, message, remedy, attempts.last());
  }
}
