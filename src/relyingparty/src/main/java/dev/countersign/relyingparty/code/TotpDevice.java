package dev.countersign.relyingparty.code;

import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.OathHash;
import java.time.Duration;

/**
 * A device that makes codes of time, as it was enrolled; its seed is the caller's to keep.
 *
 * @param id names it in the store, 1 to 256 characters: at AWS, its ARN or serial number. A device
 *     that replaces another under its name inherits the spent tries, and after {@link
 *     TotpVerifier#forget} nothing else
 * @param hash the hash function
 * @param digits 6 to 8
 * @param period whole seconds, at least one
 */
public record TotpDevice(String id, OathHash hash, int digits, Duration period) {

  /** Checks the parts. */
  public TotpDevice {
    HotpDevice.requireParts(id, digits);
    if (period.toNanosPart() != 0 || period.toSeconds() < 1) {
      throw new IllegalArgumentException("a period has whole seconds, at least one");
    }
  }

  /** SHA-1, 6 digits, 30 seconds: nearly every device, and each one at AWS. */
  public static TotpDevice usual(String id) {
    return new TotpDevice(id, OathHash.SHA1, 6, AccountId.USUAL_PERIOD);
  }

  /** The time step of a time ([RFC6238] 4.2, with T0 = 0). */
  long step(long epochSecond) {
    return Math.floorDiv(epochSecond, period.toSeconds());
  }
}
