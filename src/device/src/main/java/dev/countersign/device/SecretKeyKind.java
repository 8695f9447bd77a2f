package dev.countersign.device;

/** What a secret key that comes from outside is for. */
public sealed interface SecretKeyKind {
  /** An AES key of 16, 24 or 32 bytes: encrypts and decrypts. */
  record Aes() implements SecretKeyKind {}

  /** A secret that is bound to no algorithm; it makes MACs with whatever hash the token has. */
  record Generic() implements SecretKeyKind {}

  /** An HMAC key ([RFC2104]), bound to its hash function where the token can do that. */
  record Hmac(Digest digest) implements SecretKeyKind {}
}
