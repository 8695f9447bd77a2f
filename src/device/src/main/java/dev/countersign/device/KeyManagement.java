package dev.countersign.device;

import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;

/**
 * Capability: keys and certificates can be put on the token. What a method needs to be allowed
 * (PIN, management key) it asks of the token's {@link PinEntry}.
 *
 * <p>The URI of each method names the place: {@code piv:slot=9c}, {@code pkcs11:object=cdn}.
 */
public interface KeyManagement {

  /** The kinds of key that this token can generate. */
  Set<KeyAlgorithm> generates();

  /** Whether the token takes private keys from outside. */
  boolean imports();

  /**
   * Makes a key on the token. What was in that place is gone, the certificate object excepted. On
   * tokens where a place is a name that is given ({@code pkcs11}), one that a key has already is
   * refused: the caller deletes that key first.
   *
   * @param policies what to ask for; what is empty is the token's default
   * @return the public half
   * @throws TokenException.Unsupported when the token cannot make such a key or has no such policy
   * @throws TokenException.Refused when the place is a name and another key has it
   */
  PublicKey generate(TokenUri place, KeyAlgorithm algorithm, KeyPolicies policies);

  /**
   * Brings a private key onto the token.
   *
   * @param keyPair a key whose private half can be read; for RSA with prime factors and exponent
   *     65537
   * @throws TokenException.Unsupported when the token takes no such key
   * @throws TokenException.Refused when the place is a name and another key has it
   */
  void importKey(TokenUri place, KeyPair keyPair, KeyPolicies policies);

  /**
   * Destroys a key and removes its certificate.
   *
   * @throws TokenException.Unsupported when the token cannot
   * @throws TokenException.NoKey when there is neither
   */
  void deleteKey(TokenUri place);

  /** The certificate stored beside a key. */
  Optional<X509Certificate> certificate(TokenUri place);

  /**
   * Stores a certificate beside a key. It is not checked against the key: callers that know the key
   * do.
   */
  void putCertificate(TokenUri place, X509Certificate certificate);

  /** Removes the certificate stored beside a key; nothing happens when there is none. */
  void deleteCertificate(TokenUri place);
}
