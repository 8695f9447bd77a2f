package dev.countersign.device;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** A private key on a token, as far as it can be known from outside. */
public interface TokenKey {

  /** Its name: {@code piv:serial=12345678;slot=9c}. */
  TokenUri uri();

  /** What kind of key it is. */
  KeyAlgorithm algorithm();

  /** The public half. */
  PublicKey publicKey();

  /** The certificate of this key and those above it, leaf first; empty when there is none. */
  List<X509Certificate> certificateChain();

  /** When it wants PIN and touch. */
  KeyPolicies policies();

  /** How it came onto the token; empty when the token does not say. */
  Optional<KeyOrigin> origin();

  /**
   * A handle for programs that speak {@code java.security}: its {@code getEncoded()} is null and
   * the provider {@code Countersign} signs, decrypts and agrees with it.
   */
  default PrivateKey asPrivateKey() {
    return TokenPrivateKey.of(this);
  }
}
