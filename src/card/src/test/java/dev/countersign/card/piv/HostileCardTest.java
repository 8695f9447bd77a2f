package dev.countersign.card.piv;

import static dev.countersign.card.piv.Bench.slot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.simulator.Profile;
import java.security.PublicKey;
import java.security.Signature;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A card that answers nonsense at any command ends in one clear error, and no try is lost twice.
 */
class HostileCardTest {
  private static final SignatureAlgorithm ECDSA = SignatureAlgorithm.ecdsa(Digest.SHA256);
  private static final byte[] MESSAGE = {1};

  @ParameterizedTest
  @CsvSource({
    "truncate, YUBIKEY_5_7",
    "truncate, YUBIKEY_4_3",
    "truncate, NIST_PIV",
    "garbage, YUBIKEY_5_7",
    "garbage, YUBIKEY_4_3",
    "garbage, NIST_PIV",
    "oversize, YUBIKEY_5_7",
    "oversize, NIST_PIV",
    "overlong, YUBIKEY_5_7",
    "overlong, NIST_PIV",
    "status:6F00, YUBIKEY_5_7",
    "status:6F00, NIST_PIV",
    "status:6982, YUBIKEY_5_7",
    "status:6D00, YUBIKEY_5_7",
    "status:6A82, NIST_PIV",
    "status:6581, YUBIKEY_4_3"
  })
  void everyFaultAtEveryCommandIsATokenExceptionOrHasNoEffect(String fault, Profile profile)
      throws Exception {
    try (Bench bench = new Bench(profile)) {
      PublicKey publicKey = TestKeys.generateWithCertificate(bench, "9a", KeyAlgorithm.P256);
      bench.restart();
      bench.tokens().signingKey(slot("9a")).sign(ECDSA, MESSAGE);
      int count = bench.commands().size();
      for (int i = 1; i <= count; i++) {
        bench.restart();
        bench.faults(fault + "@" + i);
        try {
          SigningKey key = bench.tokens().signingKey(slot("9a"));
          assertValid(publicKey, key.sign(ECDSA, MESSAGE));
        } catch (TokenException e) {
          assertThat(e.getMessage()).isNotBlank();
          assertThat(e.remedy()).isNotBlank();
        }
        long verifies =
            bench.commands().stream()
                .filter(c -> c.startsWith("0020008008") || c.startsWith("0020000008"))
                .count();
        assertThat(verifies).as("VERIFY commands with %s@%d", fault, i).isLessThanOrEqualTo(2);
        assertThat(bench.requests().size()).isGreaterThanOrEqualTo((int) verifies);
        bench.faults("");
        assertValid(publicKey, bench.tokens().signingKey(slot("9a")).sign(ECDSA, MESSAGE));
      }
    }
  }

  private static void assertValid(PublicKey key, byte[] signature) throws Exception {
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(key);
    verifier.update(MESSAGE);
    assertThat(verifier.verify(signature)).isTrue();
  }
}
