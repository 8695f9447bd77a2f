package dev.countersign.device;

import java.util.OptionalInt;

/** Capability: PIN and unblocking code (PUK) can be changed. Nothing here is tried twice. */
public interface PinManagement {

  /** Wrong tries left before the PIN is blocked; empty when the token does not say. */
  OptionalInt pinAttemptsLeft();

  /**
   * Changes the PIN.
   *
   * @throws TokenException.WrongPin when the current one is wrong; it costs a try
   * @throws TokenException.PinBlocked when no try is left
   */
  void changePin(Secret current, Secret replacement);

  /** Changes the PUK; errors as for {@link #changePin}. */
  void changePuk(Secret current, Secret replacement);

  /** Sets a new PIN by the PUK, which also unblocks it; errors as for {@link #changePin}. */
  void unblockPin(Secret puk, Secret replacementPin);
}
