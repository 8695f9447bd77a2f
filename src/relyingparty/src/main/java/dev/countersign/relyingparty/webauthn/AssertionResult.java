package dev.countersign.relyingparty.webauthn;

/** What came of the response to a sign-in. */
public sealed interface AssertionResult {

  /**
   * The user is who they say.
   *
   * @param user the name of the user
   * @param key the key, with its new counter
   * @param userVerified whether the key verified its user; without it, it is a second factor only
   * @param counterWentBack whether the counter did not grow, which {@link CounterPolicy#FLAG} lets
   *     pass: there may be a copy of the key
   */
  record SignedIn(String user, RegisteredKey key, boolean userVerified, boolean counterWentBack)
      implements AssertionResult {}

  /** Nobody signed in, and the challenge is used up if it was one of this session. */
  record Refused(Refusal reason) implements AssertionResult {}

  /** Whether somebody signed in. */
  default boolean accepted() {
    return this instanceof SignedIn;
  }
}
