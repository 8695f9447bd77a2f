package dev.countersign.wire.cbor;

import java.io.Serial;

/** Bytes are not the CBOR that they must be. */
public final class CborException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What is wrong, as far as a caller must tell it apart. */
  public enum Kind {
    /** It ends too early, or there is something behind it. */
    LENGTH,
    /** It is not well-formed, or of a sort that FIDO messages do not have. */
    FORM,
    /** It is well-formed and not canonical. */
    CANONICAL,
    /** It is nested too deep. */
    DEPTH,
    /** A key is there twice. */
    DUPLICATE,
    /** A member is of another type than it must be. */
    TYPE
  }

  private final Kind kind;

  /**
   * Creates an exception.
   *
   * @param message what is wrong, without any of the data
   */
  public CborException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }
}
