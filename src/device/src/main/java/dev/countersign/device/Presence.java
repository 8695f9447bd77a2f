package dev.countersign.device;

/** Where a person is told that the token waits for a touch, or for a PIN on its own keys. */
@FunctionalInterface
public interface Presence {

  /**
   * Tells the person; the notice is closed when the token answered. Must return at once.
   *
   * @param token the name of the token
   * @param purpose what the touch is for, to follow "to"
   * @param certain false when the token is merely slow and may be waiting
   */
  Notice touchAwaited(String token, String purpose, boolean certain);

  /**
   * Tells the person that the token waits for its PIN on its own keys. Must return at once.
   *
   * @param token the name of the token
   * @param purpose what the PIN is for, to follow "to"
   */
  default Notice pinPadAwaited(String token, String purpose) {
    return touchAwaited(token, purpose, true);
  }

  /** A presence that tells nobody. */
  static Presence silent() {
    return (token, purpose, certain) -> () -> {};
  }

  /** A notice that is being shown. */
  @FunctionalInterface
  interface Notice extends AutoCloseable {
    /** Takes the notice away. Never fails. */
    @Override
    void close();
  }
}
