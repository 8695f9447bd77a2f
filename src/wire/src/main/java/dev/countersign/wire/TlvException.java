package dev.countersign.wire;

import java.io.IOException;
import java.io.Serial;

/** The input is not BER-TLV. The message names tags and lengths, never values. */
public final class TlvException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** Says what is wrong, also by who reads what the objects mean; never their content. */
  public TlvException(String message) {
    super(message);
  }
}
