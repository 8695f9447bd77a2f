package dev.countersign.simulator.piv;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the applet forgets when power is lost or another applet is selected. */
final class PivSession {

  /**
   * What the card sent in the first step of management key authentication.
   *
   * @param mutual whether it was a witness
   * @param value the plain challenge or witness
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  record Pending(boolean mutual, byte[] value) {}

  private boolean pinVerified;
  private boolean licence;
  private boolean managementAuthenticated;
  private @Nullable Pending pending;
  private @Nullable Instant touched;

  void clear() {
    pinLost();
    managementAuthenticated = false;
    pending = null;
    touched = null;
  }

  boolean pinVerified() {
    return pinVerified;
  }

  /** The PIN was right: keys with PIN policy "always" work once. */
  void verified() {
    pinVerified = true;
    licence = true;
  }

  void pinLost() {
    pinVerified = false;
    licence = false;
  }

  /** Ends the licence to use a key with PIN policy "always". */
  void endLicence() {
    licence = false;
  }

  /** Uses the licence up; false when there was none. */
  boolean useLicence() {
    boolean had = licence;
    licence = false;
    return had;
  }

  boolean managementAuthenticated() {
    return managementAuthenticated;
  }

  void setManagementAuthenticated(boolean authenticated) {
    managementAuthenticated = authenticated;
  }

  void setPending(@Nullable Pending value) {
    pending = value;
  }

  /** What was sent by the command just before, once. */
  @Nullable Pending takePending() {
    Pending value = pending;
    pending = null;
    return value;
  }

  @Nullable Instant touched() {
    return touched;
  }

  void setTouched(Instant when) {
    touched = when;
  }
}
