package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Secret;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import dev.countersign.device.pool.SigningPool;
import dev.countersign.host.pkcs11.NeedsSoftHsm;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures with keys in a PKCS#11 module, through the engine classes of the runtime. */
@NeedsSoftHsm
class HsmSignatureTest {
  private static final byte[] MESSAGE = "the message".getBytes(StandardCharsets.UTF_8);

  @RegisterExtension
  static final HsmBench BENCH =
      new HsmBench(
          "jca sign",
          token ->
              token
                  .key("rsa", TestKeys.RSA)
                  .key("p256", TestKeys.P256)
                  .key("p384", TestKeys.P384)
                  .key("ed25519", TestKeys.ED25519)
                  .alwaysAuthenticated("rsa each time", TestKeys.RSA)
                  .alwaysAuthenticated("p256 each time", TestKeys.P256));

  private static KeyPair pair(String name) {
    return switch (name) {
      case "rsa", "rsa each time" -> TestKeys.RSA;
      case "p384" -> TestKeys.P384;
      case "ed25519" -> TestKeys.ED25519;
      default -> TestKeys.P256;
    };
  }

  private static boolean verify(String algorithm, String name, byte[] signature) throws Exception {
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(pair(name).getPublic());
    verifier.update(MESSAGE);
    return verifier.verify(signature);
  }

  private static byte[] sign(Signature signer, PrivateKey key, byte[] message) throws Exception {
    signer.initSign(key);
    signer.update(message);
    return signer.sign();
  }

  @ParameterizedTest
  @CsvSource({
    "SHA1withRSA, rsa",
    "SHA256withRSA, rsa",
    "SHA384withRSA, rsa",
    "SHA512withRSA, rsa",
    "SHA1withECDSA, p256",
    "SHA256withECDSA, p256",
    "SHA512withECDSA, p256",
    "SHA384withECDSA, p384",
    "SHA256withECDSAinP1363Format, p256",
    "SHA384withECDSAinP1363Format, p384",
    "Ed25519, ed25519",
    "EdDSA, ed25519",
  })
  void runtimeVerifiesWhatAKeySigns(String algorithm, String name) throws Exception {
    byte[] byInstance =
        sign(Signature.getInstance(algorithm, BENCH.provider()), BENCH.privateKey(name), MESSAGE);
    assertThat(verify(algorithm, name, byInstance)).isTrue();

    Security.addProvider(BENCH.provider());
    byte[] registered = sign(Signature.getInstance(algorithm), BENCH.privateKey(name), MESSAGE);
    assertThat(verify(algorithm, name, registered)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"SHA-1, 20", "SHA-256, 32", "SHA-256, 0", "SHA-384, 48", "SHA-512, 64"})
  void runtimeVerifiesPss(String hash, int salt) throws Exception {
    PSSParameterSpec spec =
        new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), salt, 1);
    Signature signer = Signature.getInstance("RSASSA-PSS", BENCH.provider());
    signer.setParameter(spec);
    byte[] signature = sign(signer, BENCH.privateKey("rsa"), MESSAGE);

    Signature verifier = Signature.getInstance("RSASSA-PSS");
    verifier.setParameter(spec);
    verifier.initVerify(TestKeys.RSA.getPublic());
    verifier.update(MESSAGE);
    assertThat(verifier.verify(signature)).isTrue();
  }

  @Test
  void hashesThatWereMadeElsewhereAreSigned() throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(MESSAGE);
    byte[] signature =
        sign(
            Signature.getInstance("NONEwithECDSA", BENCH.provider()),
            BENCH.privateKey("p256"),
            hash);
    assertThat(verify("SHA256withECDSA", "p256", signature)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "SHA256withRSA, rsa each time, addProvider",
    "SHA256withRSA, rsa each time, instance",
    "SHA256withECDSA, p256 each time, addProvider",
    "SHA256withECDSA, p256 each time, instance",
  })
  void keyThatWantsThePinEachTimeSignsEachTime(String algorithm, String name, String use)
      throws Exception {
    PrivateKey key = BENCH.privateKey(name);
    for (int i = 0; i < 3; i++) {
      Signature signer;
      if (use.equals("instance")) {
        signer = Signature.getInstance(algorithm, BENCH.provider());
      } else {
        Security.addProvider(BENCH.provider());
        signer = Signature.getInstance(algorithm);
      }
      assertThat(verify(algorithm, name, sign(signer, key, MESSAGE))).isTrue();
    }
  }

  @Test
  void wrongPinAtUseIsTriedOnceHoweverOftenTheProgramSigns() throws Exception {
    KeyStore store = BENCH.store(null);
    PrivateKey key = (PrivateKey) store.getKey(BENCH.token().alias("p256"), "0815".toCharArray());
    Signature signer = Signature.getInstance("SHA256withECDSA", BENCH.provider());
    assertThatThrownBy(() -> sign(signer, key, MESSAGE))
        .isInstanceOf(SignatureException.class)
        .hasRootCauseInstanceOf(TokenException.WrongPin.class);
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> sign(signer, key, MESSAGE))
          .isInstanceOf(SignatureException.class)
          .hasRootCauseInstanceOf(TokenException.PinNotGiven.class);
    }
    PrivateKey right = (PrivateKey) store.getKey(BENCH.token().alias("p256"), HsmToken.PIN);
    assertThat(verify("SHA256withECDSA", "p256", sign(signer, right, MESSAGE))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA256withRSA", "Ed25519"})
  void keyOfAnotherKindIsRefusedBeforeTheTokenIsAsked(String algorithm) throws Exception {
    Signature signer = Signature.getInstance(algorithm, BENCH.provider());
    PrivateKey key = BENCH.privateKey("p256");
    assertThatThrownBy(() -> signer.initSign(key))
        .isInstanceOf(java.security.InvalidKeyException.class);
  }

  @Test
  void poolOfTwoTokensIsAPrivateKeyLikeAnother() throws Exception {
    HsmToken copy = HsmToken.create("jca copy").key("p256", TestKeys.P256);
    try (Tokens both =
            Tokens.builder()
                .source(BENCH.token().source())
                .source(copy.source())
                .pinEntry(request -> Secret.copyOf(HsmToken.PIN))
                .open();
        SigningPool pool =
            SigningPool.of(both, List.of(BENCH.token().uri("p256"), copy.uri("p256")))) {
      Signature signer = Signature.getInstance("SHA256withECDSA", new CountersignProvider());
      for (int i = 0; i < 6; i++) {
        byte[] signature = sign(signer, pool.asPrivateKey(), MESSAGE);
        assertThat(verify("SHA256withECDSA", "p256", signature)).isTrue();
      }
      assertThat(pool.health().members()).allMatch(member -> member.signed() == 3);
      for (Token token : both.list()) {
        assertThat(token.require(SigningKeys.class).list()).isNotEmpty();
      }
    }
  }
}
