package dev.countersign.wire;

import java.io.IOException;
import java.io.Serial;

/** No response was had from a channel. */
public final class ChannelException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** What happened, as far as a caller must tell it apart. */
  public enum Kind {
    /** The card or its reader is gone. The channel stays dead. */
    REMOVED,
    /**
     * Another program reset the card: applet selection and PIN state are lost, the channel works
     * on.
     */
    RESET,
    /** Another program holds the card exclusively. */
    SHARING,
    /** The smart card service is not there or was restarted. The channel stays dead. */
    SERVICE,
    /** No answer in time. */
    TIMEOUT,
    /** The reader or the service answered something that cannot be a response. */
    PROTOCOL
  }

  private final Kind kind;

  /**
   * Creates an exception.
   *
   * @param kind what happened
   * @param message what happened, for a person; never card data
   */
  public ChannelException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /**
   * Creates an exception with its cause.
   *
   * @param kind what happened
   * @param message what happened, for a person; never card data
   * @param cause what the layer below threw
   */
  public ChannelException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What happened. */
  public Kind kind() {
    return kind;
  }
}
