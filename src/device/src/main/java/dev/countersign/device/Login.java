package dev.countersign.device;

/**
 * Capability: the token shows its private objects, and uses them, to who logged in only. Keys log
 * in by themselves when they are used; who lists them and wants to see all logs in first.
 */
public interface Login {

  /** Whether the token wants a login at all. */
  boolean required();

  /** Whether this program is logged in now. */
  boolean active();

  /**
   * Logs in with the PIN from the entry that the token was found with; does nothing where no login
   * is wanted or this program is logged in already.
   *
   * @throws TokenException.WrongPin when the PIN is wrong, which costs a try
   * @throws TokenException.PinBlocked when no try is left
   */
  void login();

  /** The same with the PIN from another entry. */
  void login(PinEntry pinEntry);

  /** Logs out, for the whole program; keys log in again when they are used. */
  void logout();
}
