package dev.countersign.simulator.management;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the owner has configured. Applications that are off are kept, not those that are on: one
 * that a later release adds to the simulation is on.
 *
 * @param usbOff bits of {@link Capability} that are disabled over USB
 * @param nfcOff the same over NFC
 * @param autoEjectSeconds after how long the smart card is ejected, 0 to 65535
 * @param challengeResponseSeconds how long OTP waits for a touch, 0 to 255
 * @param flags device flags: 80 touch to eject, 40 remote wakeup
 * @param lockCode the 16 bytes that a change asks for, or null; owned by this object
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole, never a key
record Configuration(
    int usbOff,
    int nfcOff,
    int autoEjectSeconds,
    int challengeResponseSeconds,
    int flags,
    byte @Nullable [] lockCode) {
  static final int LOCK_CODE_BYTES = 16;
  static final int FLAG_EJECT = 0x80;

  /** As delivered: everything on, not locked. */
  static final Configuration FACTORY = new Configuration(0, 0, 0, 15, 0, null);

  boolean locked() {
    return lockCode != null;
  }

  Configuration withUsbOff(int bits) {
    return new Configuration(
        bits, nfcOff, autoEjectSeconds, challengeResponseSeconds, flags, lockCode);
  }

  Configuration withNfcOff(int bits) {
    return new Configuration(
        usbOff, bits, autoEjectSeconds, challengeResponseSeconds, flags, lockCode);
  }

  Configuration withAutoEject(int seconds) {
    return new Configuration(usbOff, nfcOff, seconds, challengeResponseSeconds, flags, lockCode);
  }

  Configuration withChallengeResponse(int seconds) {
    return new Configuration(usbOff, nfcOff, autoEjectSeconds, seconds, flags, lockCode);
  }

  Configuration withFlags(int bits) {
    return new Configuration(
        usbOff, nfcOff, autoEjectSeconds, challengeResponseSeconds, bits, lockCode);
  }

  /** With another lock code; one of zeros unlocks. */
  Configuration withLockCode(byte[] code) {
    boolean clears = Arrays.equals(code, new byte[LOCK_CODE_BYTES]);
    return new Configuration(
        usbOff,
        nfcOff,
        autoEjectSeconds,
        challengeResponseSeconds,
        flags,
        clears ? null : code.clone());
  }

  Optional<byte[]> lock() {
    return Optional.ofNullable(lockCode);
  }

  /** Does not tell the lock code. */
  @Override
  public String toString() {
    return locked() ? "locked configuration" : "configuration";
  }
}
