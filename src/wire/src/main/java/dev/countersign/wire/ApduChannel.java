package dev.countersign.wire;

/**
 * One connection to one card. Command bytes go in, response bytes come out, unchanged: a {@code
 * 61xx} is returned to the caller, never followed. Decorators stack on this interface.
 *
 * <p>A channel is used by one thread at a time; {@link #hold()} keeps other <em>programs</em> away,
 * not other threads.
 */
public interface ApduChannel extends AutoCloseable {

  /**
   * The longest command that ISO 7816-4 allows, in bytes: header, extended Lc, data, extended Le.
   */
  int MAX_COMMAND_BYTES = 4 + 3 + 65535 + 2;

  /** The longest response that ISO 7816-4 allows, in bytes: data and status word. */
  int MAX_RESPONSE_BYTES = 65536 + 2;

  /**
   * Sends one command APDU and returns the response with its status word.
   *
   * @param command the command, 4 to {@link #MAX_COMMAND_BYTES} bytes
   * @return the response, 2 to {@link #MAX_RESPONSE_BYTES} bytes, status word last; the caller owns
   *     it
   * @throws ChannelException when no response was had
   */
  byte[] transceive(byte[] command) throws ChannelException;

  /** The answer to reset of the card ([ISO7816-3] 8), a copy. */
  byte[] atr();

  /** Whether reader and card are known to carry extended-length APDUs ([ISO7816-4] 5.1). */
  boolean extendedLength();

  /**
   * Begins a transaction: until the returned hold is closed no other program talks to this card.
   * Holds do not nest.
   *
   * @throws ChannelException when the transaction cannot be had, for instance because the card was
   *     reset since the last command ({@link ChannelException.Kind#RESET}; the channel works again
   *     after that) or removed
   */
  default Hold hold() throws ChannelException {
    return Hold.NONE;
  }

  /** Ends the connection and leaves the card powered and as it is. Closing twice has no effect. */
  @Override
  void close();

  /** A transaction that lasts until closed. */
  @FunctionalInterface
  interface Hold extends AutoCloseable {
    /** The hold of a channel that no other program can reach. */
    Hold NONE = () -> {};

    /** Ends the transaction; other programs may talk to the card again. Never fails. */
    @Override
    void close();

    /** Whether another thread than the one that began the transaction may end it. */
    default boolean transferable() {
      return true;
    }
  }
}
