package dev.countersign.device;

import dev.countersign.wire.ChannelEvent;

/**
 * Something changed at a reader, or at the place of a token that needs none.
 *
 * @param kind what changed
 * @param source the name of the source: {@code pcsc}, {@code hidraw}
 * @param reader the name of the reader or device, or of the source when its service is lost or back
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

  /**
   * What a source reported.
   *
   * @param source the name of the source
   */
  public static TokenEvent of(String source, ChannelEvent event) {
    Kind kind =
        switch (event.kind()) {
          case INSERTED -> Kind.INSERTED;
          case REMOVED -> Kind.REMOVED;
          case RESET -> Kind.RESET;
          case SERVICE_LOST -> Kind.SERVICE_LOST;
          case SERVICE_BACK -> Kind.SERVICE_BACK;
        };
    return new TokenEvent(kind, source, event.reader());
  }
}
