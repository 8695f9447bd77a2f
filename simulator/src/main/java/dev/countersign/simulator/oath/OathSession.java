package dev.countersign.simulator.oath;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** What the applet forgets when power is lost or another applet is selected. */
final class OathSession {
  private static final int CHALLENGE_BYTES = 8;

  private byte @Nullable [] challenge;
  private boolean authenticated;

  /** SELECT: nothing was proved yet, and the challenge is a new one. */
  byte[] begin(SecureRandom random) {
    byte[] fresh = new byte[CHALLENGE_BYTES];
    random.nextBytes(fresh);
    challenge = fresh;
    authenticated = false;
    return fresh;
  }

  void clear() {
    challenge = null;
    authenticated = false;
  }

  byte @Nullable [] challenge() {
    return challenge;
  }

  boolean authenticated() {
    return authenticated;
  }

  void setAuthenticated() {
    authenticated = true;
  }
}
