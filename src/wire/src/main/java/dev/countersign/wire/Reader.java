package dev.countersign.wire;

import java.util.Optional;

/** A place where a card can be, as one {@link ChannelSource} sees it at this moment. */
public interface Reader {

  /**
   * The name of the reader, unique within its source: {@code Yubico YubiKey OTP+FIDO+CCID 00 00}.
   */
  String name();

  /** Whether a card is in it. */
  boolean present();

  /** Whether a software simulation stands behind it: such a token protects nothing. */
  default boolean simulated() {
    return false;
  }

  /**
   * Connects to the card in shared mode.
   *
   * @throws ChannelException of kind {@code REMOVED} when there is no card, {@code SHARING} when
   *     another program holds it exclusively, {@code SERVICE} when the service is not there
   */
  ApduChannel connect() throws ChannelException;

  /**
   * The program that has the card to itself, after {@link #connect} failed with {@code SHARING};
   * empty where that cannot be found out. Sends nothing to any card.
   */
  default Optional<Holder> holder() {
    return Optional.empty();
  }
}
