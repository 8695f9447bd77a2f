package dev.countersign.relyingparty.code;

import static dev.countersign.relyingparty.code.CodeResult.Reason.BUSY;
import static dev.countersign.relyingparty.code.CodeResult.Reason.MALFORMED;
import static dev.countersign.relyingparty.code.CodeResult.Reason.NOT_CONSECUTIVE;
import static dev.countersign.relyingparty.code.CodeResult.Reason.RATE_LIMITED;
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
 * Verifies the codes of devices that make them of a counter ([RFC4226] 7.2, 7.4). A code is
 * accepted when it is the expected one or one of a few after it; it and all before it are used up
 * then. A refusal moves nothing.
 *
 * <p>The seed is an argument of each call; the caller wipes it, and nothing of it is kept. Safe for
 * any number of threads.
 */
public final class HotpVerifier {
  private final HotpProfile profile;
  private final DeviceStates<HotpState> states;
  private final InstantSource clock;

  /**
   * A verifier.
   *
   * @param profile the numbers to verify by
   * @param store what all nodes share
   * @param clock the time, for the limit of tries
   */
  public HotpVerifier(HotpProfile profile, StateStore store, InstantSource clock) {
    this.profile = profile;
    this.states = new DeviceStates<>(store, HotpState.CODEC);
    this.clock = clock;
  }

  /**
   * Says where the codes of a new seed begin; a device begins at 0 without. The spent tries stay.
   * Never do so for a device that keeps its seed: its used codes would be accepted again.
   *
   * @param counter the counter of the first code, 0 to 2^62 - 1
   * @throws StoreException when the store fails, or others changed the device again and again
   */
  public void begin(HotpDevice device, long counter) {
    states.change(device.id(), state -> new HotpState(state.budget(), counter));
  }

  /**
   * Verifies one code, and uses it up with all before it when it is right. Every call is a try of
   * the device's, also one with something that is no code.
   *
   * @param seed at least one byte
   * @param code what was typed: as many ASCII digits as the device's codes have, nothing else
   * @throws StoreException when the store fails: nothing was accepted
   */
  public CodeResult verify(HotpDevice device, byte[] seed, String code) {
    long now = clock.instant().getEpochSecond();
    try (CodeSeries series = series(device, seed)) {
      return states
          .<CodeResult>decide(device.id(), state -> verify(state, now, series, code))
          .orElse(new Refused(BUSY));
    }
  }

  private Decision<HotpState, CodeResult> verify(
      HotpState state, long now, CodeSeries series, String code) {
    Optional<Budget> left = state.budget().spend(profile.limit(), now);
    if (left.isEmpty()) {
      return Decision.keeping(new Refused(RATE_LIMITED));
    }
    HotpState counted = new HotpState(left.get(), state.next());
    if (!series.wellFormed(code)) {
      return refused(counted, MALFORMED);
    }
    List<Long> counters = series.matching(state.next(), state.next() + profile.lookAhead(), code);
    return counters.isEmpty() ? refused(counted, WRONG) : accepted(counted, counters.get(0));
  }

  /**
   * Finds a device again whose counter went on too far: two codes, one after the other ([RFC4226]
   * 7.4). Both are used up, with all before them. This is one try of the device's.
   *
   * @param seed at least one byte
   * @param first a code
   * @param second the next code of the device
   * @throws StoreException when the store fails: nothing was accepted
   */
  public CodeResult synchronise(HotpDevice device, byte[] seed, String first, String second) {
    long now = clock.instant().getEpochSecond();
    try (CodeSeries series = series(device, seed)) {
      return states
          .<CodeResult>decide(device.id(), state -> pair(state, now, series, first, second))
          .orElse(new Refused(BUSY));
    }
  }

  private Decision<HotpState, CodeResult> pair(
      HotpState state, long now, CodeSeries series, String first, String second) {
    Optional<Budget> left = state.budget().spend(profile.limit(), now);
    if (left.isEmpty()) {
      return Decision.keeping(new Refused(RATE_LIMITED));
    }
    HotpState counted = new HotpState(left.get(), state.next());
    if (!series.wellFormed(first) || !series.wellFormed(second)) {
      return refused(counted, MALFORMED);
    }
    CodeSeries.Pairs pairs =
        series.pairs(state.next(), state.next() + profile.pairAhead() + 1, first, second);
    OptionalLong found = pairs.nearest(state.next(), state.next() - 1);
    if (found.isPresent()) {
      return accepted(counted, found.getAsLong());
    }
    return refused(counted, pairs.bothKnown() ? NOT_CONSECUTIVE : WRONG);
  }

  private static Decision<HotpState, CodeResult> accepted(HotpState state, long counter) {
    return Decision.storing(
        new HotpState(state.budget(), counter + 1), new Accepted(counter, counter - state.next()));
  }

  private static Decision<HotpState, CodeResult> refused(HotpState counted, Reason reason) {
    return Decision.storing(counted, new Refused(reason));
  }

  private static CodeSeries series(HotpDevice device, byte[] seed) {
    return new CodeSeries(device.hash(), device.digits(), seed);
  }
}
