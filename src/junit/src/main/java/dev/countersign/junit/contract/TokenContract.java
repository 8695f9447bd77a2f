package dev.countersign.junit.contract;

import dev.countersign.device.DecryptionKey;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.SigningKey;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import dev.countersign.junit.TestIssuer;
import java.security.PublicKey;

/** What the parts of the contract share. */
public interface TokenContract {

  /** The bench of the test that is running: the same object until the test ends. */
  ContractBench bench();

  /** A place on the token on the bench: {@code place("9a")}. */
  default TokenUri place(String slot) {
    return bench().uri().with("slot", slot);
  }

  /** Makes a key with a certificate, so that any token can name it afterwards. */
  default PublicKey generate(String slot, KeyAlgorithm algorithm) {
    KeyManagement management = bench().token().require(KeyManagement.class);
    PublicKey made = management.generate(place(slot), algorithm, KeyPolicies.UNKNOWN);
    management.putCertificate(place(slot), new TestIssuer().certify(made, "Key in " + slot));
    return made;
  }

  /** Makes a key and finds it again. */
  default SigningKey signingKey(String slot, KeyAlgorithm algorithm) {
    generate(slot, algorithm);
    return bench().tokens().signingKey(place(slot));
  }

  /** Makes a key and finds it again. */
  default DecryptionKey decryptionKey(String slot, KeyAlgorithm algorithm) {
    generate(slot, algorithm);
    return bench().tokens().decryptionKey(place(slot));
  }

  /** The token's way of putting keys on it. */
  default KeyManagement management() {
    Token token = bench().token();
    return token.require(KeyManagement.class);
  }
}
