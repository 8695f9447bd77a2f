package dev.countersign.relyingparty.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The store of devices cannot be asked, or holds what no verifier wrote. Nothing was accepted; the
 * code that was given may count as used. It has nothing to do with who gave the code: answer as for
 * a failure of your own service, and do not repeat the call with the same code.
 */
public final class StoreException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** A failure without a cause below it. */
  public StoreException(String message) {
    super(message);
  }

  /** A failure that something else caused. */
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
