package dev.countersign.host.cryptoki;

import java.io.Serial;

/** A file cannot be used as a PKCS#11 module. */
public final class ModuleLoadException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with the reason, to follow the name of the module. */
  public ModuleLoadException(String reason, Throwable cause) {
    super(reason, cause);
  }

  /** Creates an exception with the reason, to follow the name of the module. */
  public ModuleLoadException(String reason) {
    super(reason);
  }
}
