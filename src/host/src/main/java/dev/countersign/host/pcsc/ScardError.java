package dev.countersign.host.pcsc;

import dev.countersign.wire.ChannelException;
import java.util.Locale;
import java.util.Optional;
import jnasmartcardio.Smartcardio.JnaCardNotPresentException;
import jnasmartcardio.Smartcardio.JnaPCSCException;
import org.jspecify.annotations.Nullable;

/** The return codes of the PC/SC service that mean something to a caller ([PCSC-5]). */
enum ScardError {
  SCARD_F_INTERNAL_ERROR(0x80100001, ChannelException.Kind.PROTOCOL),
  SCARD_E_CANCELLED(0x80100002, ChannelException.Kind.TIMEOUT),
  SCARD_E_INVALID_HANDLE(0x80100003, ChannelException.Kind.SERVICE),
  SCARD_E_INSUFFICIENT_BUFFER(0x80100008, ChannelException.Kind.PROTOCOL),
  SCARD_E_UNKNOWN_READER(0x80100009, ChannelException.Kind.REMOVED),
  SCARD_E_TIMEOUT(0x8010000A, ChannelException.Kind.TIMEOUT),
  SCARD_E_SHARING_VIOLATION(0x8010000B, ChannelException.Kind.SHARING),
  SCARD_E_NO_SMARTCARD(0x8010000C, ChannelException.Kind.REMOVED),
  SCARD_E_PROTO_MISMATCH(0x8010000F, ChannelException.Kind.PROTOCOL),
  SCARD_E_SYSTEM_CANCELLED(0x80100012, ChannelException.Kind.SERVICE),
  SCARD_F_COMM_ERROR(0x80100013, ChannelException.Kind.SERVICE),
  SCARD_F_UNKNOWN_ERROR(0x80100014, ChannelException.Kind.PROTOCOL),
  SCARD_E_INVALID_ATR(0x80100015, ChannelException.Kind.PROTOCOL),
  SCARD_E_NOT_TRANSACTED(0x80100016, ChannelException.Kind.PROTOCOL),
  SCARD_E_READER_UNAVAILABLE(0x80100017, ChannelException.Kind.REMOVED),
  SCARD_E_NO_SERVICE(0x8010001D, ChannelException.Kind.SERVICE),
  SCARD_E_SERVICE_STOPPED(0x8010001E, ChannelException.Kind.SERVICE),
  SCARD_E_NO_READERS_AVAILABLE(0x8010002E, ChannelException.Kind.REMOVED),
  SCARD_W_UNRESPONSIVE_CARD(0x80100066, ChannelException.Kind.PROTOCOL),
  SCARD_W_UNPOWERED_CARD(0x80100067, ChannelException.Kind.REMOVED),
  SCARD_W_RESET_CARD(0x80100068, ChannelException.Kind.RESET),
  SCARD_W_REMOVED_CARD(0x80100069, ChannelException.Kind.REMOVED),
  SCARD_W_SECURITY_VIOLATION(0x8010006A, ChannelException.Kind.SERVICE);

  private final int code;
  private final ChannelException.Kind kind;

  ScardError(int code, ChannelException.Kind kind) {
    this.code = code;
    this.kind = kind;
  }

  /** What a caller must know of it. */
  ChannelException.Kind kind() {
    return kind;
  }

  /**
   * Whether the code alone does not tell a card that was pulled out in the middle of a command, or
   * a service that died, from a reader that failed.
   */
  boolean unclear() {
    return this == SCARD_E_NOT_TRANSACTED
        || this == SCARD_F_COMM_ERROR
        || this == SCARD_F_INTERNAL_ERROR
        || this == SCARD_F_UNKNOWN_ERROR;
  }

  /** The error with this code; codes are 32 bits, whatever they were widened to. */
  static Optional<ScardError> of(long code) {
    for (ScardError error : values()) {
      if (error.code == (int) code) {
        return Optional.of(error);
      }
    }
    return Optional.empty();
  }

  /**
   * The error that an exception of either library stands for. JNA's carries the code; the JDK's has
   * its name in the message of its cause and nowhere else.
   */
  static Optional<ScardError> of(Throwable thrown) {
    @Nullable Throwable link = thrown;
    for (int depth = 0; link != null && depth < 8; depth++, link = link.getCause()) {
      if (link instanceof JnaPCSCException e) {
        return of(e.code);
      }
      if (link instanceof JnaCardNotPresentException e) {
        return of(e.code);
      }
      Optional<ScardError> named = named(link.getMessage());
      if (named.isPresent()) {
        return named;
      }
    }
    return Optional.empty();
  }

  private static Optional<ScardError> named(@Nullable String message) {
    if (message == null) {
      return Optional.empty();
    }
    String upper = message.toUpperCase(Locale.ROOT);
    for (ScardError error : values()) {
      if (upper.contains(error.name())) {
        return Optional.of(error);
      }
    }
    return Optional.empty();
  }
}
