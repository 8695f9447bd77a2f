package dev.countersign.fido.ctap;

import java.io.Serial;

/**
 * A key wants the person verified though it did not say so: another program gave it a PIN since we
 * asked. Stays in the package.
 */
final class VerificationWanted extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  VerificationWanted() {
    super("the key wants the person verified", null, false, false);
  }
}
