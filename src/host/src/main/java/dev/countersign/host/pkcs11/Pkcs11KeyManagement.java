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
  private final CertificateWriting certificates;

  Pkcs11KeyManagement(TokenWork work, Mechanisms mechanisms) {
    this.work = work;
    this.mechanisms = mechanisms;
    this.certificates = new CertificateWriting(work);
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
    return new KeyGeneration(work, mechanisms)
        .generate(place(uri, "generate a key"), algorithm, policies);
  }

  @Override
  public void importKey(TokenUri uri, KeyPair keyPair, KeyPolicies policies) {
    new KeyImport(work).importKey(place(uri, "import a key"), keyPair, policies);
  }

  @Override
  public void deleteKey(TokenUri uri) {
    new KeyRemoval(work).remove(place(uri, "delete the key"));
  }

  @Override
  public Optional<X509Certificate> certificate(TokenUri uri) {
    return certificates.read(place(uri, "read the certificate"));
  }

  @Override
  public void putCertificate(TokenUri uri, X509Certificate certificate) {
    certificates.put(place(uri, "store the certificate"), certificate);
  }

  @Override
  public void deleteCertificate(TokenUri uri) {
    certificates.remove(place(uri, "delete the certificate"));
  }
}
