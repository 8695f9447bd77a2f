package dev.countersign.host.pcsc;

import dev.countersign.wire.ChannelException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.smartcardio.CardException;
import javax.smartcardio.CardNotPresentException;
import javax.smartcardio.CardTerminal;

/** Turns what the libraries throw into what a channel throws. Messages never hold card data. */
final class Failures {
  /** A reader that the service asks for its card's presence is asked every 0.4 s. */
  private static final Duration NOTICE = Duration.ofMillis(900);

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

  /**
   * The same, of a card that was connected: the protocol that was agreed on does not fit any more
   * when another program has just reset it and the service has yet to say so. Nothing was sent.
   */
  static ChannelException ofConnected(Exception thrown, String doing) {
    ChannelException failure = translate(thrown, doing);
    return ScardError.of(thrown).filter(ScardError.SCARD_E_PROTO_MISMATCH::equals).isPresent()
        ? new ChannelException(ChannelException.Kind.RESET, "" + failure.getMessage(), thrown)
        : failure;
  }

  /** Whether the error alone does not tell what happened. */
  static boolean unclear(Exception thrown) {
    return ScardError.of(thrown).map(ScardError::unclear).orElse(false);
  }

  /**
   * Looks whether service, reader and card are still there, for an error that does not tell. Waits
   * a moment for the service to notice that they are not.
   *
   * @return the same failure, or a clearer one
   */
  static ChannelException inspected(ChannelException failure, CardTerminal terminal, String doing) {
    boolean removed;
    try {
      removed = terminal.waitForCardAbsent(NOTICE.toMillis());
    } catch (CardException | RuntimeException e) {
      ChannelException.Kind kind =
          ScardError.of(e).map(ScardError::kind).orElse(ChannelException.Kind.SERVICE);
      if (kind != ChannelException.Kind.REMOVED) {
        return new ChannelException(
            ChannelException.Kind.SERVICE, doing + ": the smart card service is gone", failure);
      }
      removed = true;
    }
    return removed
        ? new ChannelException(
            ChannelException.Kind.REMOVED, doing + ": the card is not there any more", failure)
        : new ChannelException(ChannelException.Kind.PROTOCOL, "" + failure.getMessage(), failure);
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
