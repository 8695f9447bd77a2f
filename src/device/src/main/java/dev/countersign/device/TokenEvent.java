package dev.countersign.device;

/**
 * Something changed at a reader.
 *
 * @param kind what changed
 * @param source the name of the channel source: {@code pcsc}
 * @param reader the name of the reader, or of the source when its service is lost or back
 */
public record TokenEvent(Kind kind, String source, String reader) {
  /** What changed. */
  public enum Kind {
    /** A token was plugged in. */
    INSERTED,
    /** A token was pulled out. */
    REMOVED,
    /** Another program reset it. */
    RESET,
    /** The smart card service went away. */
    SERVICE_LOST,
    /** The smart card service came back. */
    SERVICE_BACK
  }
}
