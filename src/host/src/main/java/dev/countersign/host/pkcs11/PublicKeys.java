package dev.countersign.host.pkcs11;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.encoding.RawPublicKeys;
import dev.countersign.host.cryptoki.Attributes;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Public keys as tokens tell them ([PKCS11-CURR] 2.1, 2.3). Modules differ in how they write points
 * and curves; all ways that were met are read.
 */
final class PublicKeys {
  private static final HexFormat HEX = HexFormat.of();

  /** CKA_EC_PARAMS: object identifiers, and names of curves as PrintableString. */
  private static final Map<String, KeyAlgorithm> CURVES =
      Map.ofEntries(
          Map.entry("06082a8648ce3d030107", KeyAlgorithm.P256),
          Map.entry("06052b81040022", KeyAlgorithm.P384),
          Map.entry("06032b6570", KeyAlgorithm.ED25519),
          Map.entry(printable("edwards25519"), KeyAlgorithm.ED25519),
          Map.entry("06092b06010401da470f01", KeyAlgorithm.ED25519), // as GnuPG has it
          Map.entry("06032b656e", KeyAlgorithm.X25519),
          Map.entry(printable("curve25519"), KeyAlgorithm.X25519),
          Map.entry("060a2b060104019755010501", KeyAlgorithm.X25519)); // as GnuPG has it

  private PublicKeys() {}

  private static String printable(String name) {
    return "13%02x".formatted(name.length())
        + HEX.formatHex(name.getBytes(StandardCharsets.US_ASCII));
  }

  /** The kind of a key by its CKA_KEY_TYPE and CKA_EC_PARAMS or CKA_MODULUS; empty for others. */
  static Optional<KeyAlgorithm> algorithm(Attributes attributes) {
    long type = attributes.number(Cka.KEY_TYPE).orElse(-1);
    if (type == Ckk.RSA) {
      return attributes
          .bytes(Cka.MODULUS)
          .map(modulus -> new BigInteger(1, modulus).bitLength())
          .flatMap(PublicKeys::rsa);
    } else if (type == Ckk.EC || type == Ckk.EC_EDWARDS || type == Ckk.EC_MONTGOMERY) {
      return attributes
          .bytes(Cka.EC_PARAMS)
          .map(HEX::formatHex)
          .map(CURVES::get)
          .filter(algorithm -> fits(type, algorithm));
    }
    return Optional.empty();
  }

  /** Whether it is a private key that does not tell its modulus or its curve. */
  static boolean tellsTooLittle(Attributes attributes) {
    long type = attributes.number(Cka.KEY_TYPE).orElse(-1);
    boolean curve = type == Ckk.EC || type == Ckk.EC_EDWARDS || type == Ckk.EC_MONTGOMERY;
    return (type == Ckk.RSA && isMissing(attributes, Cka.MODULUS))
        || (curve && isMissing(attributes, Cka.EC_PARAMS));
  }

  private static boolean isMissing(Attributes attributes, long type) {
    return attributes.bytes(type).filter(value -> value.length > 0).isEmpty();
  }

  private static Optional<KeyAlgorithm> rsa(int bits) {
    return Arrays.stream(KeyAlgorithm.values())
        .filter(a -> a.family() == KeyAlgorithm.Family.RSA && a.bits() == bits)
        .findFirst();
  }

  private static boolean fits(long type, KeyAlgorithm algorithm) {
    return switch (algorithm.family()) {
      case EC -> type == Ckk.EC;
      case ED25519 -> type == Ckk.EC_EDWARDS || type == Ckk.EC;
      // Before version 3 said otherwise, both sorts of curve were written as Edwards curves.
      case X25519 -> type == Ckk.EC_MONTGOMERY || type == Ckk.EC_EDWARDS || type == Ckk.EC;
      case RSA -> false;
    };
  }

  /**
   * CKA_EC_PARAMS for a new key: the object identifier of the curve, where there is one in
   * [PKCS11-CURR] 2.3, else its name first, which is what version 3 began with.
   */
  static List<byte[]> parameters(KeyAlgorithm algorithm) {
    return switch (algorithm) {
      case P256 -> hex("06082a8648ce3d030107");
      case P384 -> hex("06052b81040022");
      case ED25519 -> hex(printable("edwards25519"), "06032b6570");
      case X25519 -> hex(printable("curve25519"), "06032b656e");
      default -> throw new IllegalArgumentException(algorithm + " has no curve");
    };
  }

  private static List<byte[]> hex(String... encoded) {
    return Arrays.stream(encoded).map(HEX::parseHex).toList();
  }

  /**
   * The key that attributes of a public (or private) key tell; empty when they do not tell all of
   * it, or what cannot be a key.
   */
  static Optional<PublicKey> read(Attributes attributes) {
    Optional<KeyAlgorithm> algorithm = algorithm(attributes);
    if (algorithm.isEmpty()) {
      return Optional.empty();
    }
    try {
      return algorithm.get().family() == KeyAlgorithm.Family.RSA
          ? attributes
              .bytes(Cka.PUBLIC_EXPONENT)
              .filter(exponent -> exponent.length > 0)
              .map(
                  exponent ->
                      RawPublicKeys.rsa(
                          algorithm.get(), attributes.bytes(Cka.MODULUS).orElseThrow(), exponent))
          : attributes
              .bytes(Cka.EC_POINT)
              .flatMap(value -> point(value, algorithm.get()))
              .map(point -> RawPublicKeys.ofPoint(algorithm.get(), point));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The point alone, out of an OCTET STRING or BIT STRING, or as it is. */
  private static Optional<byte[]> point(byte[] value, KeyAlgorithm algorithm) {
    boolean weierstrass = algorithm.family() == KeyAlgorithm.Family.EC;
    int length = weierstrass ? 1 + 2 * algorithm.bytes() : algorithm.bytes();
    int header = value.length - length;
    if (header < 0 || header > 4) {
      return Optional.empty();
    }
    byte[] point = Arrays.copyOfRange(value, header, value.length);
    boolean wrapped =
        header == 0
            || (value[0] == 0x04 && (value[1] & 0xFF) == length)
            || (value[0] == 0x03 && (value[1] & 0xFF) == length + 1 && value[2] == 0);
    return wrapped && (!weierstrass || point[0] == 0x04) ? Optional.of(point) : Optional.empty();
  }
}
