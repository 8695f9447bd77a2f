package dev.countersign.card.oath;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.TouchNotices;
import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.device.Presence;
import dev.countersign.device.TokenException;
import dev.countersign.device.TouchPolicy;
import dev.countersign.wire.ChannelException;
import java.util.Optional;

/** Has the token calculate with the seed of one account, which may take a touch. */
final class Calculation {
  private Calculation() {}

  /**
   * Sends a CALCULATE. It is the first command that the account's touch can stop, since the
   * application was unlocked within the same transaction.
   *
   * @param touch whether the account wants one, when known
   * @throws TokenException.TouchNotGiven when the token does not answer as it would for want of one
   */
  static byte[] run(OathCard card, Presence presence, CommandApdu command, Optional<Boolean> touch)
      throws ChannelException {
    Optional<TouchPolicy> policy =
        touch.map(wanted -> wanted ? TouchPolicy.ALWAYS : TouchPolicy.NEVER);
    String name = card.task().name();
    String operation = card.task().operation();
    ResponseApdu response;
    Presence.Notice notice =
        TouchNotices.watch(presence, policy, name, operation + " with " + name);
    try {
      response = card.send(command);
    } finally {
      notice.close();
    }
    StatusWord status = response.status();
    boolean untouched =
        status.equals(StatusWord.SECURITY_STATUS_NOT_SATISFIED)
            || status.equals(StatusWord.CONDITIONS_NOT_SATISFIED);
    if (untouched && touch.orElse(true)) {
      throw new TokenException.TouchNotGiven(name, operation);
    }
    if (!response.isSuccess()) {
      throw new UnexpectedStatus(status);
    }
    return response.data();
  }
}
