package dev.countersign.aws.cloudfront;

/**
 * The addresses of viewers ([CF-SIGNED] AWS:SourceIp): IPv4 only, as CloudFront has it.
 *
 * @param address the first address of the range, big-endian
 * @param prefixBits how many leading bits count, 0 to 32
 */
public record IpRange(int address, int prefixBits) {
  /** Creates a range. */
  public IpRange {
    if (prefixBits < 0 || prefixBits > 32) {
      throw new CloudFrontInputException(
          "an IPv4 prefix has 0 to 32 bits, not " + prefixBits, "write it like 192.0.2.0/24");
    }
    if ((address & ~mask(prefixBits)) != 0) {
      throw new CloudFrontInputException(
          "%s/%d has address bits after its prefix".formatted(dotted(address), prefixBits),
          "write %s/%d for the range or %s/32 for the one address"
              .formatted(dotted(address & mask(prefixBits)), prefixBits, dotted(address)));
    }
  }

  /**
   * Reads {@code 192.0.2.0/24}, or one address {@code 192.0.2.10}, which is taken as {@code
   * 192.0.2.10/32} as the guide wants it written.
   *
   * @throws CloudFrontInputException for anything else, for IPv6, and for bits after the prefix
   */
  public static IpRange parse(String text) {
    int slash = text.indexOf('/');
    int address = parseAddress(slash < 0 ? text : text.substring(0, slash));
    return new IpRange(address, slash < 0 ? 32 : prefix(text, slash));
  }

  /** The same, ignoring bits after the prefix: for policies that others have signed. */
  static IpRange parseReceived(String text) {
    int slash = text.indexOf('/');
    int address = parseAddress(slash < 0 ? text : text.substring(0, slash));
    int bits = slash < 0 ? 32 : prefix(text, slash);
    return new IpRange(address & mask(bits), bits);
  }

  private static int prefix(String text, int slash) {
    int digits = text.length() - slash - 1;
    boolean plain = digits == 1 || (digits == 2 && text.charAt(slash + 1) != '0');
    int bits = 0;
    for (int i = slash + 1; plain && i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      plain = digit >= 0 && digit <= 9;
      bits = bits * 10 + digit;
    }
    if (!plain || bits > 32) {
      throw notAnAddress(text);
    }
    return bits;
  }

  /** One address in dotted decimal, without leading zeros. */
  static int parseAddress(String text) {
    if (text.indexOf(':') >= 0) {
      throw new CloudFrontInputException(
          "%s is an IPv6 address, and CloudFront policies know IPv4 only"
              .formatted(Characters.shown(text)),
          "give an IPv4 range, or leave the address out; viewers who come over IPv6 never match an"
              + " IPv4 range, so turn IPv6 off for the distribution if you restrict addresses");
    }
    int address = 0;
    int octets = 0;
    int octet = -1;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '.' : text.charAt(i);
      if (c == '.' && octet >= 0) {
        address = address << 8 | octet;
        octets++;
        octet = -1;
      } else if (c >= '0' && c <= '9' && octet != 0) {
        octet = (Math.max(octet, 0) * 10) + (c - '0');
      } else {
        throw notAnAddress(text);
      }
      if (octet > 255 || octets > 4) {
        throw notAnAddress(text);
      }
    }
    if (octets != 4) {
      throw notAnAddress(text);
    }
    return address;
  }

  private static CloudFrontInputException notAnAddress(String text) {
    return new CloudFrontInputException(
        Characters.shown(text) + " is not an IPv4 address or range",
        "write it like 192.0.2.10 or 192.0.2.0/24");
  }

  /** Whether the address is in the range. */
  boolean contains(int other) {
    return (other & mask(prefixBits)) == address;
  }

  private static int mask(int bits) {
    return bits == 0 ? 0 : -1 << (32 - bits);
  }

  static String dotted(int address) {
    return "%d.%d.%d.%d"
        .formatted(address >>> 24, (address >>> 16) & 0xff, (address >>> 8) & 0xff, address & 0xff);
  }

  /** {@code 192.0.2.0/24}; one address has {@code /32}. */
  @Override
  public String toString() {
    return dotted(address) + "/" + prefixBits;
  }
}
