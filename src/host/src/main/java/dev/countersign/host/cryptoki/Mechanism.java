package dev.countersign.host.cryptoki;

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

  /** {@code CK_ECDH1_DERIVE_PARAMS} without a key derivation function. */
  public static final class Ecdh implements Parameter {
    private final byte[] peer;

    /** Agrees with the other side, of which this is the point. */
    public Ecdh(byte[] peer) {
      this.peer = peer.clone();
    }

    byte[] peer() {
      return peer;
    }
  }
}
