package dev.countersign.device.fido;

import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;

/** Capability: the key has a PIN, or can have one ([CTAP2.1] 6.5). Nothing here is tried twice. */
public interface SecurityKeyPins {

  /**
   * How the PIN stands.
   *
   * @param set whether there is one
   * @param attemptsLeft wrong tries left, 0 to 8; 0: only a reset helps
   * @param plugInAgain whether none is taken before the key is plugged in again, after three wrong
   *     ones
   */
  record State(boolean set, int attemptsLeft, boolean plugInAgain) {}

  /** How the PIN stands now. */
  State state();

  /**
   * Sets the first PIN.
   *
   * @param pin UTF-8, of which the key gets normalization form C ([CTAP2.1] 6.5.1)
   * @throws TokenException.Refused when there is one, or this one breaks the key's rules
   */
  void set(Secret pin);

  /**
   * Changes the PIN.
   *
   * @throws TokenException.WrongPin when the current one is wrong; it costs a try
   * @throws TokenException.PinBlocked when none is taken, for good or until it is plugged in again
   * @throws TokenException.Refused when the new one breaks the key's rules
   */
  void change(Secret current, Secret replacement);
}
