package dev.countersign.card.piv;

import dev.countersign.device.PinEntry;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import java.util.Optional;

/**
 * Capability of PIV tokens: looking after the application itself. What a method needs to be allowed
 * it asks of the token's {@link PinEntry}.
 */
public interface PivAdministration {

  /** How the application stands. Costs a command per fact and no tries. */
  PivStatus status();

  /**
   * Gives the token a PIN, a PUK and a management key of its owner's. The management key is random,
   * of the token's own kind, and kept on the token behind the PIN.
   *
   * <p>Factory values are used only where the token itself says that they are still set, or where
   * the setup allows to try them; else the current ones are asked for. Interrupted at any point it
   * leaves a token whose secrets are all known (new, or what they were), and can be run again.
   *
   * <p>On a card without its maker's commands PIN and PUK are changed and nothing else.
   */
  SetupResult setUp(PivSetup setup);

  /**
   * Reads a data object ([SP800-73-4/2] 3.1.2). For one that the PIN protects the PIN is asked.
   *
   * @param tag the tag of the object: {@code 0x5FC102}
   * @return what is inside the object's {@code 53}, or the whole object where it has none
   *     (discovery object, biometric template); empty when there is no such object
   */
  Optional<byte[]> readObject(int tag);

  /**
   * Writes a data object ([SP800-73-4/2] 3.3.1); asks for the management key.
   *
   * @param value what goes inside the object's {@code 53}; nothing removes the object
   */
  void writeObject(int tag, byte[] value);

  /**
   * Moves a key and its certificate to another slot ([YK-PIV] MOVE KEY). What is there is gone.
   *
   * @throws TokenException.Unsupported when the token cannot
   * @throws TokenException.NoKey when there is none to move
   * @throws IllegalArgumentException when both slots are the same
   */
  void moveKey(PivSlot from, PivSlot to);

  /**
   * Sets how many wrong tries PIN and PUK stand. The token sets both back to their factory values
   * ([YK-PIV] SET PIN RETRIES): {@link #replaceFactoryPins} is to follow at once.
   *
   * @param pinTries 1 to 255
   * @param pukTries 1 to 255
   * @throws TokenException.Unsupported when the token cannot
   */
  void setRetries(int pinTries, int pukTries);

  /**
   * Sets PIN and PUK, in this order, where both are the factory's.
   *
   * @throws TokenException.WrongPin when one is not; it costs a try
   */
  void replaceFactoryPins(Secret newPin, Secret newPuk);

  /**
   * Sets the management key ([YK-PIV] SET MANAGEMENT KEY). What other tools noted beside it, in
   * objects 5FFF00 and 5FC109, stays as far as it is still true.
   *
   * @throws TokenException.Unsupported when the token cannot, or has not this algorithm
   * @throws TokenException.Refused when it is to be stored where something else is
   */
  void changeManagementKey(NewManagementKey replacement);

  /**
   * Destroys all keys, certificates and objects and sets PIN, PUK and management key back to their
   * factory values. PIN and PUK are blocked first, which the token demands ([YK-PIV] RESET).
   *
   * @throws TokenException.Unsupported when the token cannot; then nothing is blocked
   */
  void reset();
}
