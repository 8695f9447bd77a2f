package dev.countersign.device.pool;

import dev.countersign.device.TokenException;

/** What an error says about the member that it came from. */
enum Kind {
  /** The member cannot be reached, or the key is not there: another member may do better. */
  UNAVAILABLE,
  /** The member failed, or what was asked of it is at fault: another member tells. */
  UNCLEAR,
  /** Its PIN: to try again would cost a try, so nobody does. */
  PIN,
  /** The member works and says no, as the others would. */
  REFUSED;

  static Kind of(TokenException problem) {
    if (problem instanceof TokenException.Removed
        || problem instanceof TokenException.Unavailable
        || problem instanceof TokenException.BadResponse
        || problem instanceof TokenException.NoToken
        || problem instanceof TokenException.NoKey) {
      return UNAVAILABLE;
    }
    if (problem instanceof TokenException.Unexplained) {
      return UNCLEAR;
    }
    boolean pin =
        problem instanceof TokenException.WrongPin
            || problem instanceof TokenException.PinBlocked
            || problem instanceof TokenException.PinNotGiven;
    return pin ? PIN : REFUSED;
  }
}
