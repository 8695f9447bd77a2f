package dev.countersign.fido.ctap;

import java.io.Serial;

/** A key answered with a status other than success ([CTAP2.1] 8.2). Stays in the package. */
final class CtapError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;

  CtapError(int status) {
    super("CTAP status %02X".formatted(status), null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  boolean is(int other) {
    return status == other;
  }
}
