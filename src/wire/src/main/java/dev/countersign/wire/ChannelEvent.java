package dev.countersign.wire;

/**
 * Something changed at a source.
 *
 * @param kind what changed
 * @param reader the name of the reader, or of the source for {@code SERVICE_LOST} and {@code
 *     SERVICE_BACK}
 */
public record ChannelEvent(Kind kind, String reader) {

  /** What changed. */
  public enum Kind {
    /** A card was put in, or a token with a reader of its own was plugged in. */
    INSERTED,
    /** The card or the whole reader was taken away. */
    REMOVED,
    /** Another program reset the card. */
    RESET,
    /** The service went away; its readers are gone. */
    SERVICE_LOST,
    /** The service came back; {@code INSERTED} follows for what is there. */
    SERVICE_BACK
  }
}
