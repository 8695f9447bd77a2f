package dev.countersign.host.hid;

import dev.countersign.wire.ChannelException;
import org.jspecify.annotations.Nullable;

/** How it is said that a device is gone. */
final class Removal {
  private Removal() {}

  static ChannelException of(String name, @Nullable Throwable cause) {
    String message = "the security key at %s is gone".formatted(name);
    return cause == null
        ? new ChannelException(ChannelException.Kind.REMOVED, message)
        : new ChannelException(ChannelException.Kind.REMOVED, message, cause);
  }
}
