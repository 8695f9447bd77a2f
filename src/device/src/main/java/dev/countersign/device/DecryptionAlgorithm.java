package dev.countersign.device;

/** How an RSA key decrypts. */
public sealed interface DecryptionAlgorithm {
  /** RSAES-PKCS1-v1_5 ([RFC8017] 7.2). */
  record RsaPkcs1() implements DecryptionAlgorithm {}

  /** RSAES-OAEP with an empty label ([RFC8017] 7.1). */
  record RsaOaep(Digest hash, Digest mgfHash) implements DecryptionAlgorithm {}

  /** No padding: the whole block as the key made it, as long as the modulus. */
  record RsaRaw() implements DecryptionAlgorithm {}
}
