package com.example;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.junit.SimulatedKey;
import dev.countersign.junit.SimulatedToken;
import dev.countersign.simulator.Profile;
import java.security.Signature;
import org.junit.jupiter.api.Test;

@SimulatedToken(profile = Profile.YUBIKEY_5_7)
class TokenCodeTest {
  private final byte[] message = {1, 2, 3};

  @Test
  void signs(@SimulatedKey(slot = "9c", algorithm = KeyAlgorithm.P256) SigningKey key)
      throws Exception {
    byte[] signature = key.sign(SignatureAlgorithm.ecdsa(Digest.SHA256), message);

    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(key.publicKey());
    verifier.update(message);
    assertTrue(verifier.verify(signature));
  }

  @Test
  @SimulatedToken(faults = "remove@1")
  void isPulledOutAndPutInAgain(@SimulatedKey SigningKey key) {
    SignatureAlgorithm algorithm = SignatureAlgorithm.ecdsa(Digest.SHA256);
    assertThrows(TokenException.Removed.class, () -> key.sign(algorithm, message));
  }
}
