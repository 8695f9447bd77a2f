package dev.countersign.card.piv;

import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.CardWork;
import dev.countersign.card.application.Task;
import dev.countersign.device.PinEntry;
import dev.countersign.device.TokenException;
import java.util.function.Function;

/**
 * What the PIN is needed for.
 *
 * @param name the name of the token or key, for errors
 * @param operation what is done, to follow "to"
 * @param purpose the same for the person who is asked, with the name of the key
 * @param entry where the PIN comes from
 * @param eachTime whether the PIN must come immediately before the work
 * @param refusal what a refusal after the PIN was accepted means
 * @param sameToken fails where the token in the reader is not the one the PIN is for; done before
 *     anybody is asked, and again before the PIN is sent
 */
record PinUse(
    String name,
    String operation,
    String purpose,
    PinEntry entry,
    boolean eachTime,
    Function<StatusWord, TokenException> refusal,
    CardWork<PivCard, Boolean> sameToken) {

  /** For work with the token as a whole, which the session holds to its serial number. */
  PinUse(
      String name,
      String operation,
      String purpose,
      PinEntry entry,
      boolean eachTime,
      Function<StatusWord, TokenException> refusal) {
    this(name, operation, purpose, entry, eachTime, refusal, card -> true);
  }

  Task task() {
    return Task.of(name, operation, refusal);
  }
}
