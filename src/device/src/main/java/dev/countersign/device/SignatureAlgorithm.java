package dev.countersign.device;

import dev.countersign.device.KeyAlgorithm.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a signature is made. {@link #name()} is the name in commands and configuration.
 *
 * <p>An algorithm with a {@link #digest()} hashes the message first; one without takes its input as
 * it is.
 */
public sealed interface SignatureAlgorithm {

  /** The name in commands: {@code sha256-rsa}, {@code sha256-rsa-pss}, {@code ed25519}. */
  String name();

  /** The family of keys that can make it. */
  Family family();

  /** The hash that is applied to the message; empty when the input is used as it is. */
  Optional<Digest> digest();

  /**
   * RSASSA-PKCS1-v1_5 ([RFC8017] 8.2). Without a digest the input is the DER of a DigestInfo (or
   * any bytes, at most 11 fewer than the modulus has) and only the padding is added.
   */
  record RsaPkcs1(Optional<Digest> digest) implements SignatureAlgorithm {
    @Override
    public String name() {
      return digest.map(d -> lower(d) + "-rsa").orElse("raw-rsa");
    }

    @Override
    public Family family() {
      return Family.RSA;
    }
  }

  /**
   * RSASSA-PSS ([RFC8017] 8.1) with MGF1.
   *
   * @param hash the hash of the message
   * @param mgfHash the hash of MGF1
   * @param saltLengthBytes the length of the salt, in bytes
   */
  record RsaPss(Digest hash, Digest mgfHash, int saltLengthBytes) implements SignatureAlgorithm {
    public RsaPss {
      if (saltLengthBytes < 0) {
        throw new IllegalArgumentException("negative salt length");
      }
    }

    @Override
    public String name() {
      return lower(hash) + "-rsa-pss";
    }

    @Override
    public Family family() {
      return Family.RSA;
    }

    @Override
    public Optional<Digest> digest() {
      return Optional.of(hash);
    }
  }

  /** ECDSA ([FIPS186-5] 6.4). Without a digest the input is the hash itself. */
  record Ecdsa(Optional<Digest> digest, Format format) implements SignatureAlgorithm {
    /** How the two integers are written. */
    public enum Format {
      /** {@code SEQUENCE { r INTEGER, s INTEGER }} ([RFC3279] 2.2.3). */
      DER,
      /** r and s, each as long as the field, one after the other (IEEE P1363). */
      P1363
    }

    @Override
    public String name() {
      return digest.map(d -> lower(d) + "-ecdsa").orElse("raw-ecdsa");
    }

    @Override
    public Family family() {
      return Family.EC;
    }
  }

  /** Ed25519 over the whole message ([RFC8032] 5.1). */
  record Ed25519() implements SignatureAlgorithm {
    @Override
    public String name() {
      return "ed25519";
    }

    @Override
    public Family family() {
      return Family.ED25519;
    }

    @Override
    public Optional<Digest> digest() {
      return Optional.empty();
    }
  }

  /** RSASSA-PKCS1-v1_5 with a digest. */
  static SignatureAlgorithm rsa(Digest digest) {
    return new RsaPkcs1(Optional.of(digest));
  }

  /** RSASSA-PSS with MGF1 over the same digest and a salt as long as the hash. */
  static SignatureAlgorithm rsaPss(Digest digest) {
    return new RsaPss(digest, digest, digest.lengthBytes());
  }

  /** ECDSA with a digest, DER encoded. */
  static SignatureAlgorithm ecdsa(Digest digest) {
    return new Ecdsa(Optional.of(digest), Ecdsa.Format.DER);
  }

  /** Ed25519. */
  static SignatureAlgorithm ed25519() {
    return new Ed25519();
  }

  /** Every algorithm that a name stands for, in the order of help texts; ECDSA ones write DER. */
  static List<SignatureAlgorithm> named() {
    List<SignatureAlgorithm> all = new ArrayList<>();
    for (Digest digest : Digest.values()) {
      all.add(rsa(digest));
    }
    for (Digest digest : Digest.values()) {
      all.add(rsaPss(digest));
    }
    for (Digest digest : Digest.values()) {
      all.add(ecdsa(digest));
    }
    all.add(ed25519());
    all.add(new RsaPkcs1(Optional.empty()));
    all.add(new Ecdsa(Optional.empty(), Ecdsa.Format.DER));
    return List.copyOf(all);
  }

  /** The algorithm with this {@link #name()}. */
  static Optional<SignatureAlgorithm> byName(String name) {
    return named().stream().filter(a -> a.name().equals(name)).findFirst();
  }

  private static String lower(Digest digest) {
    return digest.name().toLowerCase(Locale.ROOT);
  }
}
