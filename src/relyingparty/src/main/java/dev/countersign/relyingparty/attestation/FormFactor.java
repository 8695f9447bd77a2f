package dev.countersign.relyingparty.attestation;

/**
 * What a token looks like ([YK-ATT] 9).
 *
 * @param code the byte of the statement
 */
public record FormFactor(int code) {
  private static final int FIPS = 0x80;
  private static final int SECURITY_KEY = 0x40;

  /** Whether it is of the series made for FIPS 140. */
  public boolean fips() {
    return (code & FIPS) != 0;
  }

  /** Whether it is of the series without a serial number on its case. */
  public boolean securityKey() {
    return (code & SECURITY_KEY) != 0;
  }

  /** Words for a person: {@code USB-A keychain}. */
  public String description() {
    return switch (code & 0x0F) {
      case 1 -> "USB-A keychain";
      case 2 -> "USB-A nano";
      case 3 -> "USB-C keychain";
      case 4 -> "USB-C nano";
      case 5 -> "USB-C and Lightning";
      case 6 -> "USB-A with fingerprint reader";
      case 7 -> "USB-C with fingerprint reader";
      default -> "unknown (%02x)".formatted(code);
    };
  }
}
