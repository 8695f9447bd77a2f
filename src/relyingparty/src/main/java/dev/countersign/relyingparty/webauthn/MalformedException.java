package dev.countersign.relyingparty.webauthn;

import java.io.Serial;

/** A response is none. Carries nothing of it. */
final class MalformedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  MalformedException(String message) {
    super(message);
  }
}
