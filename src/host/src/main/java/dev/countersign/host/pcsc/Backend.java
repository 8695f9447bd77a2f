package dev.countersign.host.pcsc;

import javax.smartcardio.Card;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminals;

/** One library that speaks to the smart card service, with its peculiarities. */
interface Backend {

  /** The library's name, for a person. */
  String name();

  /**
   * Opens a context. Calls within one context wait for each other in the native library, so every
   * connection and every watch has its own.
   *
   * @throws CardException when the service cannot be reached
   */
  Context open() throws CardException;

  /** The way to send commands to this card. */
  Exchange exchange(Card card);

  /** Whether a transaction belongs to the thread that began it. */
  boolean threadBound();

  /** A connection to the service. */
  interface Context extends AutoCloseable {
    /** The readers as seen through this context. */
    CardTerminals terminals();

    /** Gives the context back to the service. Never fails. */
    @Override
    void close();
  }

  /** Sends commands to one card. */
  @FunctionalInterface
  interface Exchange {
    /**
     * Sends a command and returns the response as it came.
     *
     * @throws CardException when the service reports an error
     */
    byte[] transceive(byte[] command) throws CardException;
  }
}
