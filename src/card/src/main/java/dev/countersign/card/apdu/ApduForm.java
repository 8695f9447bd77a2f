package dev.countersign.card.apdu;

/**
 * Which command forms one attached card was found to carry. It starts with what the channel says
 * and learns from the first extended command.
 */
public final class ApduForm {
  private enum Knowledge {
    CLAIMED,
    PROVEN,
    REFUSED
  }

  private Knowledge extended;

  /** Starts from what is claimed of the reader and the card. */
  public ApduForm(boolean extendedClaimed) {
    extended = extendedClaimed ? Knowledge.CLAIMED : Knowledge.REFUSED;
  }

  boolean useExtended() {
    return extended != Knowledge.REFUSED;
  }

  /** Learns from a response to an extended command; whether to fall back to the short form. */
  boolean learn(StatusWord status) {
    if (extended == Knowledge.CLAIMED) {
      extended = status.equals(StatusWord.WRONG_LENGTH) ? Knowledge.REFUSED : Knowledge.PROVEN;
    }
    return extended == Knowledge.REFUSED;
  }
}
