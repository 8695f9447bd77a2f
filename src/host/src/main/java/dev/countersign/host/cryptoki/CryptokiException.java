package dev.countersign.host.cryptoki;

import java.io.Serial;
import java.util.Optional;

/** A function of a module returned something other than CKR_OK. */
public final class CryptokiException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** CKR_VENDOR_DEFINED: this and all above are vendors' own ([PKCS11-BASE] 5.1). */
  private static final long VENDORS = 0x80000000L;

  private final String function;
  private final long value;

  /**
   * Creates an exception.
   *
   * @param function which one: {@code C_Sign}
   * @param value what it returned
   */
  public CryptokiException(String function, long value) {
    super(function + " returned " + Ckr.name(value));
    this.function = function;
    this.value = value;
  }

  /** The function: {@code C_Sign}. */
  public String function() {
    return function;
  }

  /** The return value; empty for those of vendors and of later versions. */
  public Optional<Ckr> ckr() {
    return Ckr.of(value);
  }

  /** Whether the return value is of a vendor's own, and says nothing that is known here. */
  public boolean isOfVendor() {
    return Long.compareUnsigned(value, VENDORS) >= 0;
  }

  /** Whether it is one of these. */
  public boolean is(Ckr... some) {
    for (Ckr one : some) {
      if (one.value() == value) {
        return true;
      }
    }
    return false;
  }

  /** The return value by its name: {@code CKR_DEVICE_ERROR}. */
  public String name() {
    return Ckr.name(value);
  }
}
