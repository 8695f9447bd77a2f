package dev.countersign.relyingparty.code;

import static dev.countersign.relyingparty.code.CodeResult.Reason.BUSY;
import static dev.countersign.relyingparty.code.CodeResult.Reason.MALFORMED;
import static dev.countersign.relyingparty.code.CodeResult.Reason.NOT_CONSECUTIVE;
import static dev.countersign.relyingparty.code.CodeResult.Reason.RATE_LIMITED;
import static dev.countersign.relyingparty.code.CodeResult.Reason.REUSED;
import static dev.countersign.relyingparty.code.CodeResult.Reason.WRONG;

import dev.countersign.relyingparty.code.CodeResult.Accepted;
import dev.countersign.relyingparty.code.CodeResult.Reason;
import dev.countersign.relyingparty.code.CodeResult.Refused;
import dev.countersign.relyingparty.store.Decision;
import dev.countersign.relyingparty.store.DeviceStates;
import dev.countersign.relyingparty.store.StateStore;
import dev.countersign.relyingparty.store.StoreException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Verifies the codes of devices that make them of time ([RFC6238] 5.2, 6).
 *
 * <p>A code is accepted while it is in the window around the device's adjusted time, once: on
 * whatever node, and also after a pair moved the window. A code that was not used is accepted after
 * a later one was. Only a pair of codes moves the window, never the success of a code.
 *
 * <p>The seed is an argument of each call; the caller wipes it, and nothing of it is kept. Safe for
 * any number of threads.
 */
public final class TotpVerifier {
  private final TotpProfile profile;
  private final DeviceStates<TotpState> states;
  private final InstantSource clock;

  /**
   * A verifier.
   *
   * @param profile the numbers to verify by; {@link TotpProfile#STRICT} unless something else is
   *     asked for
   * @param store what all nodes share
   * @param clock the time; nodes whose clocks differ accept what fits their own
   */
  public TotpVerifier(TotpProfile profile, StateStore store, InstantSource clock) {
    this.profile = profile;
    this.states = new DeviceStates<>(store, TotpState.CODEC);
    this.clock = clock;
  }

  /**
   * Verifies one code, and uses it up when it is right. Every call is a try of the device's, also
   * one with something that is no code.
   *
   * @param seed at least one byte
   * @param code what was typed: as many ASCII digits as the device's codes have, nothing else
   * @throws StoreException when the store fails: nothing was accepted
   */
  public CodeResult verify(TotpDevice device, byte[] seed, String code) {
    long now = clock.instant().getEpochSecond();
    try (CodeSeries series = series(device, seed)) {
      return states
          .<CodeResult>decide(
              device.id(), state -> verify(state, device.step(now), now, series, code))
          .orElse(new Refused(BUSY));
    }
  }

  private Decision<TotpState, CodeResult> verify(
      TotpState state, long step, long now, CodeSeries series, String code) {
    Optional<Budget> left = state.budget().spend(profile.limit(), now);
    if (left.isEmpty()) {
      return Decision.keeping(new Refused(RATE_LIMITED));
    }
    TotpState counted = state.spent(left.get());
    if (!series.wellFormed(code)) {
      return refused(counted, MALFORMED);
    }
    long time = step + state.drift();
    List<Long> counters = series.matching(time - profile.window(), time + profile.window(), code);
    Optional<Long> unused =
        counters.stream().filter(counter -> !state.used().contains(counter)).findFirst();
    if (unused.isEmpty()) {
      return refused(counted, counters.isEmpty() ? WRONG : REUSED);
    }
    // Digits that two counters share by chance are used up for both.
    UsedCounters used = state.used();
    for (long counter : counters) {
      used = used.with(counter);
    }
    return Decision.storing(counted.using(used), new Accepted(unused.get(), state.drift()));
  }

  /**
   * Enrols a device, or resynchronises one: two codes, one after the other, prove who has the seed,
   * and say what time the device thinks it is. The difference is stored, and codes and further
   * pairs are looked for around it. The two codes are not used up: each may still be verified once,
   * if it was not before.
   *
   * @param seed at least one byte
   * @param first a code
   * @param second the next code of the device
   * @throws StoreException when the store fails: nothing was accepted
   */
  public CodeResult synchronise(TotpDevice device, byte[] seed, String first, String second) {
    long now = clock.instant().getEpochSecond();
    try (CodeSeries series = series(device, seed)) {
      return states
          .<CodeResult>decide(
              device.id(), state -> pair(state, device.step(now), now, series, first, second))
          .orElse(new Refused(BUSY));
    }
  }

  private Decision<TotpState, CodeResult> pair(
      TotpState state, long step, long now, CodeSeries series, String first, String second) {
    TotpState counted = state;
    if (profile.pairsAreLimited()) {
      Optional<Budget> left = state.budget().spend(profile.limit(), now);
      if (left.isEmpty()) {
        return Decision.keeping(new Refused(RATE_LIMITED));
      }
      counted = state.spent(left.get());
    }
    if (!series.wellFormed(first) || !series.wellFormed(second)) {
      return refused(counted, MALFORMED);
    }
    long time = step + state.drift();
    CodeSeries.Pairs pairs =
        series.pairs(time - profile.pairBehind() - 1, time + profile.pairAhead(), first, second);
    OptionalLong newer = pairs.nearest(time, state.lastPair());
    if (newer.isPresent()) {
      long drift = newer.getAsLong() - step;
      return Decision.storing(
          counted.paired(newer.getAsLong(), drift), new Accepted(newer.getAsLong(), drift));
    } else if (!pairs.seconds().isEmpty()) {
      return refused(counted, REUSED);
    }
    return refused(counted, pairs.bothKnown() ? NOT_CONSECUTIVE : WRONG);
  }

  /**
   * Forgets drift, pair and used codes of a device, because it was deleted or got ANOTHER seed; its
   * spent tries stay. Never do so for a device that keeps its seed: its used codes would be
   * accepted again. One that is only switched off for a while is left as it is.
   *
   * @param device the {@link TotpDevice#id()}
   * @throws StoreException when the store fails, or others changed the device again and again
   */
  public void forget(String device) {
    states.change(device, state -> TotpState.fresh(state.budget()));
  }

  private static Decision<TotpState, CodeResult> refused(TotpState counted, Reason reason) {
    return Decision.storing(counted, new Refused(reason));
  }

  private static CodeSeries series(TotpDevice device, byte[] seed) {
    return new CodeSeries(device.hash(), device.digits(), seed);
  }
}
