package dev.countersign.host.pcsc;

import dev.countersign.wire.ChannelException;
import java.util.Locale;
import java.util.Optional;
import javax.smartcardio.CardException;
import javax.smartcardio.CardNotPresentException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CardTerminals;

/** Turns what the libraries throw into what a channel throws. Messages never hold card data. */
final class Failures {
  private Failures() {}

  /**
   * The exception for a caller.
   *
   * @param doing what was being done, to follow "while"
   */
  static ChannelException translate(Exception thrown, String doing) {
    Optional<ScardError> error = ScardError.of(thrown);
    ChannelException.Kind kind =
        error.map(ScardError::kind).orElseGet(() -> kindWithoutCode(thrown));
    String reason = error.map(Failures::words).orElseGet(() -> thrown.getClass().getSimpleName());
    return new ChannelException(kind, doing + ": " + reason, thrown);
  }

  /** Whether the error alone does not tell what happened. */
  static boolean unclear(Exception thrown) {
    return ScardError.of(thrown).map(ScardError::unclear).orElse(false);
  }

  /**
   * Looks whether service, reader and card are still there, for an error that does not tell.
   *
   * @return the same failure, or a clearer one
   */
  static ChannelException inspected(
      ChannelException failure, Backend.Context context, String reader, String doing) {
    try {
      for (CardTerminal terminal : context.terminals().list(CardTerminals.State.CARD_PRESENT)) {
        if (terminal.getName().equals(reader)) {
          return new ChannelException(
              ChannelException.Kind.PROTOCOL, "" + failure.getMessage(), failure);
        }
      }
      return new ChannelException(
          ChannelException.Kind.REMOVED, doing + ": the card is not there any more", failure);
    } catch (CardException | RuntimeException e) {
      return new ChannelException(
          ChannelException.Kind.SERVICE, doing + ": the smart card service is gone", failure);
    }
  }

  private static ChannelException.Kind kindWithoutCode(Exception thrown) {
    // SunPCSC says IllegalStateException of a card that it knows to be gone.
    return thrown instanceof CardNotPresentException || thrown instanceof IllegalStateException
        ? ChannelException.Kind.REMOVED
        : ChannelException.Kind.PROTOCOL;
  }

  private static String words(ScardError error) {
    String name = error.name();
    String said = name.substring("SCARD_X_".length()).replace('_', ' ').toLowerCase(Locale.ROOT);
    return error == ScardError.SCARD_W_SECURITY_VIOLATION
        ? "access denied by the system's policy (" + name + ")"
        : said + " (" + name + ")";
  }
}
