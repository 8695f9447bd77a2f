package dev.countersign.simulator.management;

import java.util.Set;

/** What a token can have, by its bit in the device information ([YK-MGMT] capabilities). */
public enum Capability {
  OTP(0x0001),
  U2F(0x0002),
  /** The smart card interface as such. */
  CCID(0x0004),
  OPENPGP(0x0008),
  PIV(0x0010),
  OATH(0x0020),
  HSMAUTH(0x0100),
  FIDO2(0x0200);

  private final int bit;

  Capability(int bit) {
    this.bit = bit;
  }

  /** The bit, in a number of 16. */
  int bit() {
    return bit;
  }

  /** All their bits. */
  static int bits(Set<Capability> capabilities) {
    return capabilities.stream().mapToInt(Capability::bit).reduce(0, (a, b) -> a | b);
  }
}
