package dev.countersign.device.fido;

/** How a credential is protected on its key ([CTAP2.1] 12.1). */
public enum Protection {
  /** Used by whoever touches the key. */
  VERIFICATION_OPTIONAL(1),
  /** Found without its identifier only after the person was verified. */
  VERIFICATION_OPTIONAL_WITH_LIST(2),
  /** Used only after the person was verified. */
  VERIFICATION_REQUIRED(3);

  private final int value;

  Protection(int value) {
    this.value = value;
  }

  /** The number in the extension {@code credProtect}. */
  public int value() {
    return value;
  }
}
