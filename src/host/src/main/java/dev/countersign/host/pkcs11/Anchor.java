package dev.countersign.host.pkcs11;

import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import org.jspecify.annotations.Nullable;

/**
 * A session that nobody works with, and that keeps the login while all others are closed. For one
 * thread at a time.
 */
final class Anchor {
  private final TokenPlace place;
  private boolean spared; // whether the token has a session to spare for it
  private @Nullable CryptokiSession session;

  Anchor(TokenPlace place) {
    this.place = place;
    this.spared = hasMany();
  }

  private boolean hasMany() {
    return place.written().maxSessions() != 1;
  }

  boolean isHeld() {
    return session != null;
  }

  /**
   * Opens it, unless it is open or there is no session to spare.
   *
   * @throws CryptokiException when no session can be opened for another reason
   */
  void hold() {
    if (session != null || !spared) {
      return;
    }
    try {
      session = place.cryptoki().open(place.slot(), false);
    } catch (CryptokiException e) {
      if (!Failures.isFull(e)) {
        throw e;
      }
      spared = false; // what is left is needed for work
    }
  }

  boolean lives() {
    if (session == null) {
      return false;
    }
    try {
      session.state();
      return true;
    } catch (CryptokiException e) {
      return false;
    }
  }

  /** Gives its session away for work; whether it had one. */
  boolean giveAway(boolean known) {
    boolean had = session != null;
    end(known);
    spared = false;
    return had;
  }

  /**
   * Ends it; it may be held anew.
   *
   * @param known whether the module still knows the session: its number may be another's by now
   */
  void end(boolean known) {
    if (session != null && known) {
      session.closeQuietly();
    }
    session = null;
    spared = hasMany();
  }
}
