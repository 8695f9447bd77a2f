package dev.countersign.simulator.oath;

import java.security.SecureRandom;

/** What the applet forgets when power is lost or another applet is selected. */
final class OathSession {
  private static final int CHALLENGE_BYTES = 8;
  private static final byte[] NONE = {};

  private byte[] challenge = NONE;
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
    challenge = NONE;
    authenticated = false;
  }

  /** What VALIDATE is to answer. */
  byte[] challenge() {
    return challenge;
  }

  boolean authenticated() {
    return authenticated;
  }

  void setAuthenticated() {
    authenticated = true;
  }
}
