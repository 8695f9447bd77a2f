package dev.countersign.relyingparty.webauthn;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A file of metadata cannot be used. The message says why and what to do. */
public final class MetadataException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  MetadataException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  MetadataException(String message) {
    this(message, null);
  }
}
