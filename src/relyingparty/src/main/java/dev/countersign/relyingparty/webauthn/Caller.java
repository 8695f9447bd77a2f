package dev.countersign.relyingparty.webauthn;

import java.util.Optional;

/**
 * Who is at the other end, as far as the relying party knows. What begins a ceremony and what ends
 * it must be called for the same.
 *
 * @param session what tells this session from all others, 1 to 1024 characters, which others cannot
 *     guess; only a digest of it is kept
 * @param user the name of the user who is to register a key or to sign in, 1 to 64 letters, digits
 *     and any of {@code _+=,.@-}, as in the names of their keys; empty for a sign-in that does not
 *     ask for it first
 */
public record Caller(String session, Optional<String> user) {
  private static final int MAX_SESSION_CHARACTERS = 1024;
  static final int MAX_USER_CHARACTERS = 64;

  /** Checks lengths. */
  public Caller {
    if (session.isEmpty() || session.length() > MAX_SESSION_CHARACTERS) {
      throw new IllegalArgumentException("a session is told apart by 1 to 1024 characters");
    }
    if (user.isPresent()) {
      checkUser(user.get());
    }
  }

  /** A user in a session. */
  public static Caller of(String session, String user) {
    return new Caller(session, Optional.of(user));
  }

  /** A session whose user the key will tell. */
  public static Caller unnamed(String session) {
    return new Caller(session, Optional.empty());
  }

  static void checkUser(String user) {
    if (!SecurityKeyArn.isWord(user)) {
      throw new IllegalArgumentException(
          "a user is named by 1 to 64 letters, digits and any of _+=,.@-");
    }
  }

  /** Without the session. */
  @Override
  public String toString() {
    return user.orElse("an unnamed caller");
  }
}
