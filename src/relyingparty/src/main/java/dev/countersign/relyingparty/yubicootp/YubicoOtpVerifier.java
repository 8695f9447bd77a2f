package dev.countersign.relyingparty.yubicootp;

import dev.countersign.relyingparty.store.Decision;
import dev.countersign.relyingparty.store.DeviceStates;
import dev.countersign.relyingparty.store.StateStore;
import dev.countersign.relyingparty.store.StoreException;
import dev.countersign.relyingparty.yubicootp.YubicoOtpResult.Accepted;
import dev.countersign.relyingparty.yubicootp.YubicoOtpResult.Reason;
import dev.countersign.relyingparty.yubicootp.YubicoOtpResult.Refused;

/**
 * Verifies Yubico OTPs ([YK-YOTP]) here, without anybody's server. One is accepted when it was made
 * with the key and the private identity of the token, and its use counter and session use are
 * strictly greater than those of the newest that was accepted: once, on whatever node, and none
 * after a newer one. There is no limit of tries: to make one without the key is to guess 64 bits.
 * Safe for any number of threads.
 */
public final class YubicoOtpVerifier {
  private final DeviceStates<OtpCounters> states;

  /** A verifier whose nodes share a store. */
  public YubicoOtpVerifier(StateStore store) {
    this.states = new DeviceStates<>(store, OtpCounters.CODEC);
  }

  /**
   * Verifies one, and uses it up with all before it when it is right.
   *
   * @param device names the token in the store, 1 to 256 characters; not also the name of a device
   *     of another kind
   * @param credential what is known of the token
   * @param otp what was typed
   * @throws StoreException when the store fails: nothing was accepted
   */
  public YubicoOtpResult verify(String device, YubicoOtpCredential credential, String otp) {
    YubicoOtp typed;
    try {
      typed = YubicoOtp.parse(otp);
    } catch (IllegalArgumentException e) {
      return new Refused(Reason.MALFORMED);
    }
    if (!credential.isOf(typed)) {
      return new Refused(Reason.OTHER_TOKEN);
    }
    try (OtpBlock block = OtpBlock.decipher(typed.block(), credential.key())) {
      if (!block.isOf(credential.privateId())) {
        return new Refused(Reason.WRONG);
      }
      return states
          .<YubicoOtpResult>decide(device, last -> newer(last, block))
          .orElse(new Refused(Reason.BUSY));
    }
  }

  private static Decision<OtpCounters, YubicoOtpResult> newer(OtpCounters last, OtpBlock block) {
    OtpCounters counters = new OtpCounters(block.useCounter(), block.sessionUse());
    return counters.newerThan(last)
        ? Decision.storing(
            counters, new Accepted(counters.useCounter(), counters.sessionUse(), block.timestamp()))
        : Decision.keeping(new Refused(Reason.REPLAYED));
  }

  /**
   * Forgets the counters of a token, because it was deleted or programmed with ANOTHER key. Never
   * do so for one that keeps its key: its used OTPs would be accepted again.
   *
   * @throws StoreException when the store fails, or others changed the token again and again
   */
  public void forget(String device) {
    states.change(device, last -> OtpCounters.CODEC.initial());
  }
}
