package dev.countersign.simulator.fido;

import dev.countersign.simulator.card.Firmware;

/**
 * How the transports of a security key behave.
 *
 * @param maxMessageBytes the longest message that it takes and sends, in bytes: 1 to 7609, which is
 *     the most that fits into the reports of [CTAP2.1] 11.2.4
 * @param polling whether a reader may ask for an answer that takes longer again and again
 *     ([CTAP2.1] 11.3.7.1); otherwise its command lasts until there is one
 * @param firmware the version that it says over USB
 */
public record FidoFraming(int maxMessageBytes, boolean polling, Firmware firmware) {
  /** What 128 continuation reports add to the first one, in bytes. */
  public static final int LONGEST_MESSAGE = 7609;

  /** What a key of the first generation has room for: two of the longest U2F messages. */
  private static final int FIRST_GENERATION = 1200;

  /** Checks the length. */
  public FidoFraming {
    if (maxMessageBytes < 1 || maxMessageBytes > LONGEST_MESSAGE) {
      throw new IllegalArgumentException("a message has 1 to 7609 bytes");
    }
  }

  /** How a product's transports behave. What is too long for its messages it says in CTAP2. */
  public static FidoFraming of(FidoFeatures features) {
    return switch (features.generation()) {
      case U2F -> new FidoFraming(FIRST_GENERATION, false, features.firmware());
      case FIDO_2_0 -> new FidoFraming(LONGEST_MESSAGE, false, features.firmware());
      case FIDO_2_1 -> new FidoFraming(LONGEST_MESSAGE, true, features.firmware());
    };
  }
}
