package dev.countersign.cli.otp;

import dev.countersign.card.otp.OtpSlots;
import dev.countersign.cli.Failure;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;

/**
 * A slot of an attached token.
 *
 * @param number 1 or 2
 */
record Slot(Token token, OtpSlots slots, int number) {
  /** The scheme of their URIs. */
  static final String KIND = "otp";

  /** Finds it. A URI that names no slot is refused before any token is asked. */
  static Slot find(TokenSession session, TokenUri uri) {
    int number = number(uri);
    Token token = token(session, uri);
    return new Slot(token, token.require(OtpSlots.class), number);
  }

  /** The token that the URI names, whichever slot it is about. */
  static Token token(TokenSession session, TokenUri uri) {
    if (!uri.scheme().equals(KIND)) {
      throw Failure.usage(uri + " is not about slots", "write otp:slot=2, or otp: for the token");
    }
    return session.find(uri);
  }

  private static int number(TokenUri uri) {
    String slot = uri.attribute("slot").orElse("");
    if (uri.scheme().equals(KIND) && slot.isEmpty()) {
      throw Failure.usage(uri + " names no slot", "add one: " + uri.with("slot", "2"));
    }
    return switch (uri.scheme() + slot) {
      case "otp1" -> 1;
      case "otp2" -> 2;
      default ->
          throw Failure.usage(
              uri + " is not one of the two slots", "write otp:slot=1 or otp:slot=2");
    };
  }

  boolean programmed() {
    return slots.status().slots().stream()
        .anyMatch(slot -> slot.number() == number && slot.programmed());
  }

  /** Its whole name. */
  @Override
  public String toString() {
    return token.uri().with("slot", Integer.toString(number)).toString();
  }
}
