package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Digest;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import org.junit.jupiter.api.Test;

@NeedsSoftHsm
class SoftHsmTest {
  @Test
  void keyThatAnotherProgramMadeSigns() throws Exception {
    SoftHsm.create("smoke");
    SoftHsm.pkcs11Tool(
        "--token-label",
        "smoke",
        "--login",
        "--pin",
        SoftHsm.PIN,
        "--keypairgen",
        "--key-type",
        "EC:prime256v1",
        "--id",
        "a1",
        "--label",
        "cdn");
    try (Tokens tokens = SoftHsm.tokens()) {
      SigningKey key = tokens.signingKey(TokenUri.parse("pkcs11:token=smoke;object=cdn"));
      byte[] message = "message".getBytes(StandardCharsets.UTF_8);
      byte[] signature = key.sign(SignatureAlgorithm.ecdsa(Digest.SHA256), message);
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(key.publicKey());
      verifier.update(message);
      assertThat(verifier.verify(signature)).isTrue();
    }
  }
}
