package dev.countersign.jca;

import dev.countersign.device.KeyManagement;
import dev.countersign.device.PinEntry;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenPrivateKey;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores a certificate beside the key that is on the token already. */
final class CertificateWriting {
  private static final String READ_ONLY =
      "keys on tokens are made, imported and deleted with the command (countersign keys)";

  private CertificateWriting() {}

  /** Why nothing but a certificate can be changed. */
  static KeyStoreException readOnly() {
    return new KeyStoreException(READ_ONLY);
  }

  /**
   * Stores the first certificate of a chain.
   *
   * @param given the key that the program says it is of
   * @return the chain
   * @throws KeyStoreException when it is of another key, or the token refuses
   */
  static List<X509Certificate> write(
      SharedTokens tokens,
      KeyEntry.OfPair entry,
      Key given,
      Certificate @Nullable [] chain,
      @Nullable PinEntry pinEntry)
      throws KeyStoreException {
    if (!(given instanceof TokenPrivateKey handle) || !handle.key().uri().equals(entry.uri())) {
      throw anotherKey();
    }
    List<X509Certificate> certificates = x509(chain);
    X509Certificate leaf = certificates.get(0);
    if (!leaf.getPublicKey().equals(entry.key().publicKey())) {
      throw new KeyStoreException("the certificate is not of the key " + entry.uri());
    }
    try {
      tokens.with(
          pinEntry == null ? PinEntry.none() : pinEntry,
          () -> {
            entry.token().require(KeyManagement.class).putCertificate(entry.uri(), leaf);
            return leaf;
          });
    } catch (TokenException e) {
      throw new KeyStoreException(Handles.describe(e), e);
    }
    return certificates;
  }

  static KeyStoreException noKey() {
    return new KeyStoreException("no key by that name; " + READ_ONLY);
  }

  static KeyStoreException anotherKey() {
    return new KeyStoreException("another key cannot take its place; " + READ_ONLY);
  }

  private static List<X509Certificate> x509(Certificate @Nullable [] chain)
      throws KeyStoreException {
    if (chain == null
        || chain.length == 0
        || !Arrays.stream(chain).allMatch(X509Certificate.class::isInstance)) {
      throw new KeyStoreException("an X.509 certificate of the key is wanted");
    }
    return Arrays.stream(chain).map(X509Certificate.class::cast).toList();
  }
}
