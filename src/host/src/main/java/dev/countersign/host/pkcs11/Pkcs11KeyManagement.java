package dev.countersign.host.pkcs11;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.TokenUri;
import dev.countersign.host.cryptoki.Ckf;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;

/**
 * Keys and certificates are put on the token. A place is a name here: what has it already is not
 * replaced, but refused, until it is deleted.
 */
final class Pkcs11KeyManagement implements KeyManagement {
  private final TokenWork work;
  private final Mechanisms mechanisms;
  private final Certificates certificates;
  private final CertificateWriting writing;

  Pkcs11KeyManagement(TokenWork work, Mechanisms mechanisms, Certificates certificates) {
    this.work = work;
    this.mechanisms = mechanisms;
    this.certificates = certificates;
    this.writing = new CertificateWriting(work);
  }

  private KeyPlace place(TokenUri uri, String operation) {
    return KeyPlace.ofPair(uri, work, operation);
  }

  @Override
  public Set<KeyAlgorithm> generates() {
    return mechanisms.generates();
  }

  /** PKCS#11 has no word for it: a token that can be written to may refuse later. */
  @Override
  public boolean imports() {
    return !work.place().written().has(Ckf.WRITE_PROTECTED);
  }

  @Override
  public PublicKey generate(TokenUri uri, KeyAlgorithm algorithm, KeyPolicies policies) {
    KeyPlace place = place(uri, "generate a key");
    try {
      return new KeyGeneration(work, mechanisms).generate(place, algorithm, policies);
    } finally {
      certificates.changed();
    }
  }

  @Override
  public void importKey(TokenUri uri, KeyPair keyPair, KeyPolicies policies) {
    KeyPlace place = place(uri, "import a key");
    changing(() -> new KeyImport(work).importKey(place, keyPair, policies));
  }

  @Override
  public void deleteKey(TokenUri uri) {
    KeyPlace place = place(uri, "delete the key");
    changing(() -> new KeyRemoval(work).remove(place));
  }

  @Override
  public Optional<X509Certificate> certificate(TokenUri uri) {
    return writing.read(place(uri, "read the certificate"));
  }

  @Override
  public void putCertificate(TokenUri uri, X509Certificate certificate) {
    KeyPlace place = place(uri, "store the certificate");
    changing(() -> writing.put(place, certificate));
  }

  @Override
  public void deleteCertificate(TokenUri uri) {
    KeyPlace place = place(uri, "delete the certificate");
    changing(() -> writing.remove(place));
  }

  /** Whatever comes of it: what failed may have been done. */
  private void changing(Runnable change) {
    try {
      change.run();
    } finally {
      certificates.changed();
    }
  }
}
