package dev.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlgorithmTest {
  @Test
  void everyNameIsReadBack() {
    List<SignatureAlgorithm> named = SignatureAlgorithm.named();

    assertThat(named).allSatisfy(a -> assertThat(SignatureAlgorithm.byName(a.name())).contains(a));
    assertThat(new HashSet<>(named.stream().map(SignatureAlgorithm::name).toList()))
        .hasSameSizeAs(named);
    assertThat(named)
        .extracting(SignatureAlgorithm::name)
        .contains("sha1-rsa", "sha256-rsa-pss", "sha384-ecdsa", "ed25519", "raw-rsa", "raw-ecdsa");
    assertThat(SignatureAlgorithm.byName("md5-rsa")).isEmpty();
  }

  @Test
  void keysAreRecognisedByTheirPublicHalf() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(1024);
    assertThat(KeyAlgorithm.of(rsa.generateKeyPair().getPublic())).contains(KeyAlgorithm.RSA1024);
    rsa.initialize(1536);
    assertThat(KeyAlgorithm.of(rsa.generateKeyPair().getPublic())).isEmpty();
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(new ECGenParameterSpec("secp256r1"));
    assertThat(KeyAlgorithm.of(ec.generateKeyPair().getPublic())).contains(KeyAlgorithm.P256);
    ec.initialize(new ECGenParameterSpec("secp521r1"));
    assertThat(KeyAlgorithm.of(ec.generateKeyPair().getPublic())).isEmpty();
    assertThat(
            KeyAlgorithm.of(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic()))
        .contains(KeyAlgorithm.ED25519);
    assertThat(KeyAlgorithm.of(KeyPairGenerator.getInstance("Ed448").generateKeyPair().getPublic()))
        .isEmpty();
    assertThat(
            KeyAlgorithm.of(KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic()))
        .contains(KeyAlgorithm.X25519);
  }

  @Test
  void externalNamesAreReadBack() {
    for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
      assertThat(KeyAlgorithm.byName(algorithm.externalName())).contains(algorithm);
    }
    assertThat(KeyAlgorithm.byName("RSA2048")).isEmpty();
  }
}
