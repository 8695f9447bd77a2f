package dev.countersign.device;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of key that tokens hold. */
public enum KeyAlgorithm {
  RSA1024(Family.RSA, 1024),
  RSA2048(Family.RSA, 2048),
  RSA3072(Family.RSA, 3072),
  RSA4096(Family.RSA, 4096),
  P256(Family.EC, 256),
  P384(Family.EC, 384),
  ED25519(Family.ED25519, 255),
  X25519(Family.X25519, 255);

  /** What operations a key has in common with others. */
  public enum Family {
    /** Signs and decrypts. */
    RSA("RSA"),
    /** Signs (ECDSA) and agrees (ECDH). */
    EC("EC"),
    /** Signs whole messages. */
    ED25519("EdDSA"),
    /** Agrees only. */
    X25519("XDH");

    private final String jcaName;

    Family(String jcaName) {
      this.jcaName = jcaName;
    }

    /** The name of the key algorithm as {@code java.security.Key#getAlgorithm} gives it. */
    public String jcaName() {
      return jcaName;
    }
  }

  private final Family family;
  private final int bits;

  KeyAlgorithm(Family family, int bits) {
    this.family = family;
    this.bits = bits;
  }

  /** The family. */
  public Family family() {
    return family;
  }

  /** The length of the modulus or of the field, in bits. */
  public int bits() {
    return bits;
  }

  /** The length of the modulus or of a coordinate, in bytes. */
  public int bytes() {
    return (bits + 7) / 8;
  }

  /** The name in commands and configuration: {@code rsa2048}, {@code p256}. */
  public String externalName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The algorithm with this {@link #externalName()}. */
  public static Optional<KeyAlgorithm> byName(String name) {
    return Arrays.stream(values()).filter(a -> a.externalName().equals(name)).findFirst();
  }

  /** The algorithm of a public key; empty when no token of ours holds such keys. */
  public static Optional<KeyAlgorithm> of(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return byFamily(Family.RSA, rsa.getModulus().bitLength());
    } else if (key instanceof ECPublicKey ec) {
      return byFamily(Family.EC, ec.getParams().getCurve().getField().getFieldSize())
          .filter(a -> NamedCurves.isNamed(ec.getParams(), a));
    } else if (key instanceof EdECPublicKey ed) {
      return ed.getParams().getName().equalsIgnoreCase("Ed25519")
          ? Optional.of(ED25519)
          : Optional.empty();
    } else if (key instanceof XECPublicKey xec) {
      return xec.getParams() instanceof NamedParameterSpec named
              && named.getName().equalsIgnoreCase("X25519")
          ? Optional.of(X25519)
          : Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<KeyAlgorithm> byFamily(Family family, int bits) {
    return Arrays.stream(values()).filter(a -> a.family == family && a.bits == bits).findFirst();
  }
}
