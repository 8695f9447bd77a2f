package dev.countersign.junit.contract.pkcs11;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.TokenUri;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;

/**
 * A key that is on the token before the tests, as whoever made it there knows it.
 *
 * @param uri its name, which says the label and the id where it has them
 * @param publicKey its public half
 * @param certificate the certificate beside it
 * @param uses what it may be used for
 * @param eachTime whether it wants the PIN for each use
 */
public record MadeKey(
    TokenUri uri,
    PublicKey publicKey,
    Optional<X509Certificate> certificate,
    Set<Use> uses,
    boolean eachTime) {

  /** What a key may be used for. */
  public enum Use {
    /** To sign. */
    SIGN,
    /** To decrypt, or to agree on secrets. */
    DECRYPT
  }

  /** Whether it agrees on secrets with keys of others. */
  public boolean agrees() {
    return algorithm().family() == Family.EC && uses.contains(Use.DECRYPT);
  }

  /** Its kind. */
  public KeyAlgorithm algorithm() {
    return KeyAlgorithm.of(publicKey).orElseThrow();
  }
}
