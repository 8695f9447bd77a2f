package dev.countersign.junit.contract.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.PinRequest.Kind;
import dev.countersign.jca.CountersignProvider;
import dev.countersign.jca.TokensParameter;
import dev.countersign.simulator.Profile;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A key that wants the PIN for each signature, as in slot 9c of a PIV token, signs through {@code
 * java.security}: what the JDK's own provider for PKCS#11 cannot.
 */
@Tag("native")
@Timeout(120)
class PinEachTimeTest {
  private static final byte[] MESSAGE = ModuleContract.MESSAGE;

  /** Through whose module. */
  enum Through {
    OPENSC_ON_A_YUBIKEY(() -> PivModuleFixture.openSc(Profile.YUBIKEY_5_7)),
    OPENSC_ON_A_PLAIN_CARD(() -> PivModuleFixture.openSc(Profile.NIST_PIV)),
    YKCS11(PivModuleFixture::ykcs11);

    private final Callable<PivModuleFixture> fixture;

    Through(Callable<PivModuleFixture> fixture) {
      this.fixture = fixture;
    }
  }

  @FunctionalInterface
  private interface WithKey {
    void run(ModuleBench bench, PrivateKey key, MadeKey made) throws Exception;
  }

  /** Runs a test with the key as the key store gives it, and the PIN as the program gave it. */
  private static void with(Through module, String pin, WithKey test) throws Exception {
    PivModuleFixture fixture = module.fixture.call();
    try (ModuleBench bench = fixture.bench()) {
      MadeKey made = bench.keys().stream().filter(MadeKey::eachTime).findFirst().orElseThrow();
      KeyStore store = KeyStore.getInstance("Countersign", new CountersignProvider(bench.tokens()));
      store.load(
          new TokensParameter(
              bench.tokens(),
              bench.uri(),
              new KeyStore.PasswordProtection(bench.rightPin().toCharArray())));
      assertThat(store.getCertificate(made.uri().toString()).getPublicKey())
          .isEqualTo(made.publicKey());
      test.run(bench, (PrivateKey) store.getKey(made.uri().toString(), pin.toCharArray()), made);
    } finally {
      fixture.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void signsThroughTheProviderAsOftenAsIsWanted(Through module) throws Exception {
    with(
        module,
        "123456",
        (bench, key, made) -> {
          Signature signature =
              Signature.getInstance("SHA256withECDSA", new CountersignProvider(bench.tokens()));
          signature.initSign(key);
          Signature verifier = Signature.getInstance("SHA256withECDSA");
          verifier.initVerify(made.publicKey());
          for (int i = 0; i < 3; i++) {
            signature.update(MESSAGE);
            verifier.update(MESSAGE);
            assertThat(verifier.verify(signature.sign())).isTrue();
          }
          assertThat(bench.pins().asked(Kind.PIN)).isZero();
        });
  }

  @ParameterizedTest
  @EnumSource
  void wrongPinCostsOneTryHoweverOftenTheProgramTries(Through module) throws Exception {
    with(
        module,
        "7654321",
        (bench, key, made) -> {
          for (int i = 0; i < 3; i++) {
            Signature signature =
                Signature.getInstance("SHA256withECDSA", new CountersignProvider(bench.tokens()));
            signature.initSign(key);
            signature.update(MESSAGE);
            assertThatThrownBy(signature::sign)
                .isInstanceOf(SignatureException.class)
                .hasMessageNotContaining("7654321");
          }
          assertThat(bench.attemptsLeft()).as("tries left of three").hasValue(2);
        });
  }
}
