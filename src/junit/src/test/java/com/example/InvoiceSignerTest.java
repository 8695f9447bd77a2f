package com.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import java.security.Signature;
import org.junit.jupiter.api.Test;

@SimulatedToken(profile = Profile.YUBIKEY_5_7)
class InvoiceSignerTest {
  private static final SignatureAlgorithm ECDSA = SignatureAlgorithm.ecdsa(Digest.SHA256);
  private final byte[] invoice = "Total: 42 EUR".getBytes(UTF_8);

  @Test
  void signsWithTheKeyOnTheToken(
      @SimulatedKey(slot = "9c", algorithm = KeyAlgorithm.P256) SigningKey key) throws Exception {
    byte[] signature = key.sign(ECDSA, invoice);

    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(key.publicKey());
    verifier.update(invoice);
    assertTrue(verifier.verify(signature));
  }

  @Test
  @SimulatedToken(pin = "000000")
  void wrongPinSaysHowManyTriesAreLeft(@SimulatedKey SigningKey key) {
    TokenException.WrongPin problem =
        assertThrows(TokenException.WrongPin.class, () -> key.sign(ECDSA, invoice));
    assertEquals(2, problem.attemptsLeft().getAsInt());
  }

  @Test
  void worksAgainAfterTheTokenWasPulledOut(
      @SimulatedKey SigningKey key, SimulatedReaders readers, VirtualToken token) {
    readers.remove(token);
    assertThrows(TokenException.Removed.class, () -> key.sign(ECDSA, invoice));
    readers.insert(token);
    assertTrue(key.sign(ECDSA, invoice).length > 0);
  }

  @Test
  @SimulatedToken(profile = Profile.NIST_PIV, faults = "remove@1")
  void tokenThatIsPulledInTheMiddleIsReported(@SimulatedKey SigningKey key) {
    assertThrows(TokenException.class, () -> key.sign(ECDSA, invoice));
  }
}
