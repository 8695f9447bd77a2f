package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.junit.contract.Judge;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Ed25519 keys sign whole messages, since no hash of them goes to the token. */
public interface Ed25519Contract extends ModuleContract {

  @TestFactory
  default Stream<DynamicTest> ed25519SignsMessagesOfAnyLength() {
    MadeKey made =
        signing().stream()
            .filter(key -> key.algorithm() == KeyAlgorithm.ED25519)
            .findFirst()
            .orElseThrow();
    return IntStream.of(1, 255, 256, 2000)
        .mapToObj(length -> dynamicTest(length + " bytes", () -> signs(made, length)));
  }

  private void signs(MadeKey made, int length) {
    SigningKey key = bench().tokens().signingKey(made.uri());
    SignatureAlgorithm ed25519 = SignatureAlgorithm.ed25519();
    byte[] message = new byte[length];
    assertTrue(
        Judge.accepts(made.publicKey(), ed25519, message, key.sign(ed25519, message)), "refused");
  }
}
