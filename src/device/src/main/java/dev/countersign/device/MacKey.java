package dev.countersign.device;

import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;

/** A key that makes message authentication codes (HMAC, [RFC2104]) and never leaves its token. */
public interface MacKey {
  /** Its name: {@code otp:serial=12345678;slot=2}. */
  TokenUri uri();

  /** What to call it before a person: {@code slot 2}, the label of an HSM key. */
  String label();

  /** The hash function of its HMAC. */
  Digest digest();

  /** The hash functions that it may be used with, of which {@link #digest()} is one. */
  default List<Digest> digests() {
    return List.of(digest());
  }

  /**
   * The same key with another hash function, for keys that are bound to none.
   *
   * @throws TokenException.Unsupported when this key makes no such MAC
   */
  default MacKey with(Digest other) {
    if (other == digest()) {
      return this;
    }
    throw new TokenException.Unsupported(
        uri().toString(),
        "make a MAC",
        "this key makes MACs with %s only".formatted(digest()),
        "choose that algorithm");
  }

  /** The longest message that it takes, in bytes. */
  int maxMessageBytes();

  /** When it wants a touch; empty when the token does not say. */
  Optional<TouchPolicy> touchPolicy();

  /**
   * The MAC of a message, {@link Digest#lengthBytes()} long.
   *
   * @param message 1 to {@link #maxMessageBytes()} bytes
   * @throws TokenException.TouchNotGiven when nobody touched the token
   */
  byte[] mac(byte[] message);

  /** The same key, asking that entry for the PIN or password of its token. */
  MacKey with(PinEntry pinEntry);

  /**
   * A handle for programs that speak {@code java.security}: its {@code getEncoded()} is null and
   * the provider {@code Countersign} makes MACs with it.
   */
  default SecretKey asSecretKey() {
    return new TokenSecretKey(this);
  }
}
