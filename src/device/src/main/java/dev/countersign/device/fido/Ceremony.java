package dev.countersign.device.fido;

import java.time.Duration;

/**
 * One thing that a person does with a security key.
 *
 * @param purpose what it is for, to follow "to": {@code sign in to example.org as alice}
 * @param patience how long the person is waited for; the key may give up earlier, after 30 s or so
 * @param cancellation by which it can be ended from another thread
 */
public record Ceremony(String purpose, Duration patience, Cancellation cancellation) {
  /** How long most keys wait for a touch. */
  public static final Duration USUAL_PATIENCE = Duration.ofSeconds(30);

  /** A ceremony that nobody cancels. */
  public static Ceremony of(String purpose) {
    return new Ceremony(purpose, USUAL_PATIENCE, new Cancellation());
  }
}
