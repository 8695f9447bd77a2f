package dev.countersign.host.cryptoki;

import java.util.Arrays;

/**
 * A mechanism with its parameters ({@code CK_MECHANISM}).
 *
 * @param type one of {@link Ckm}
 */
public record Mechanism(long type, Parameter parameter) {
  /** A mechanism that has no parameter. */
  public static Mechanism of(long type) {
    return new Mechanism(type, new None());
  }

  /** What a mechanism takes beside key and data. */
  public sealed interface Parameter {}

  /** Nothing. */
  public record None() implements Parameter {}

  /**
   * {@code CK_RSA_PKCS_PSS_PARAMS}.
   *
   * @param hash the mechanism of the hash: {@link Ckm#SHA256}
   * @param mgf {@code CKG_MGF1_*}
   * @param saltBytes the length of the salt
   */
  public record Pss(long hash, long mgf, long saltBytes) implements Parameter {}

  /** {@code CK_RSA_PKCS_OAEP_PARAMS} with an empty label; as for {@link Pss}. */
  public record Oaep(long hash, long mgf) implements Parameter {}

  /**
   * {@code CK_ECDH1_DERIVE_PARAMS} without a key derivation function.
   *
   * @param peer the other side's point
   */
  public record Ecdh(byte[] peer) implements Parameter {
    @Override
    public boolean equals(Object other) {
      return other instanceof Ecdh that && Arrays.equals(peer, that.peer);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(peer);
    }
  }
}
