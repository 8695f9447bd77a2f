package dev.countersign.junit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.countersign.device.Attestation;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.junit.TestIssuer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A key from outside works like one made on the token, and is told apart where that is known. */
public interface ImportContract extends TokenContract {

  private static KeyPair keyPair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  default void importedRsaKeySigns() {
    importedKeySigns(keyPair("RSA", 2048), SignatureAlgorithm.rsa(Digest.SHA256));
  }

  @Test
  default void importedP256KeySigns() {
    importedKeySigns(keyPair("EC", 256), SignatureAlgorithm.ecdsa(Digest.SHA256));
  }

  @Test
  default void importedP384KeySigns() {
    importedKeySigns(keyPair("EC", 384), SignatureAlgorithm.ecdsa(Digest.SHA384));
  }

  private void importedKeySigns(KeyPair pair, SignatureAlgorithm algorithm) {
    KeyManagement management = management();
    if (!management.imports()) {
      assertThrows(
          TokenException.Unsupported.class,
          () -> management.importKey(place("9a"), pair, KeyPolicies.UNKNOWN));
      return;
    }
    management.importKey(place("9a"), pair, KeyPolicies.UNKNOWN);
    management.putCertificate(place("9a"), new TestIssuer().certify(pair.getPublic(), "Import"));
    SigningKey key = bench().tokens().signingKey(place("9a"));
    assertEquals(pair.getPublic(), key.publicKey());
    byte[] message = new byte[50];
    assertTrue(Judge.accepts(pair.getPublic(), algorithm, message, key.sign(algorithm, message)));
    assertTrue(key.origin().isEmpty() || key.origin().get() == KeyOrigin.IMPORTED);
  }

  @Test
  default void importedKeyIsNotAttested() {
    Optional<Attestation> attestation = bench().token().capability(Attestation.class);
    if (attestation.isEmpty() || !management().imports()) {
      return;
    }
    management().importKey(place("9a"), keyPair("EC", 256), KeyPolicies.UNKNOWN);
    assertThrows(TokenException.Refused.class, () -> attestation.get().attest(place("9a")));
  }
}
