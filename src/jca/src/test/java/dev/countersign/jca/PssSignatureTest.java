package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PssSignatureTest {
  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

  private final Provider provider = new CountersignProvider();
  private final SoftwareToken token =
      new SoftwareToken("1").key("9a", TestKeys.RSA).key("9c", TestKeys.RSA_1024);

  private PrivateKey handle() throws Exception {
    return TestStore.of(provider, token).getKey("9a");
  }

  static PSSParameterSpec spec(String hash, String mgf, int salt) {
    return new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(mgf), salt, 1);
  }

  static Stream<PSSParameterSpec> parameters() {
    return Stream.of(
        PSSParameterSpec.DEFAULT,
        spec("SHA-1", "SHA-1", 0),
        spec("SHA-256", "SHA-256", 32),
        spec("SHA-256", "SHA-1", 20),
        spec("SHA-384", "SHA-384", 48),
        spec("SHA-512", "SHA-256", 10));
  }

  private static boolean verify(PSSParameterSpec spec, byte[] message, byte[] signature)
      throws Exception {
    Signature verifier = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
    verifier.setParameter(spec);
    verifier.initVerify(TestKeys.RSA.getPublic());
    verifier.update(message);
    return verifier.verify(signature);
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void theRuntimeVerifiesWithTheSameParameters(PSSParameterSpec spec) throws Exception {
    Signature after = Signature.getInstance("RSASSA-PSS", provider);
    after.initSign(handle());
    after.setParameter(spec);
    after.update(MESSAGE);
    byte[] signature = after.sign();
    assertThat(verify(spec, MESSAGE, signature)).isTrue();
    assertThat(verify(spec, new byte[9], signature)).isFalse();

    Signature before = Signature.getInstance("RSASSA-PSS", provider);
    before.setParameter(spec);
    before.initSign(handle());
    before.update(MESSAGE);
    assertThat(verify(spec, MESSAGE, before.sign())).isTrue();
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void parametersCanBeReadBack(PSSParameterSpec spec) throws Exception {
    Signature signer = Signature.getInstance("RSASSA-PSS", provider);
    assertThat(signer.getParameters()).isNull();
    signer.setParameter(spec);
    PSSParameterSpec read = signer.getParameters().getParameterSpec(PSSParameterSpec.class);
    assertThat(read.getDigestAlgorithm()).isEqualTo(spec.getDigestAlgorithm());
    assertThat(read.getSaltLength()).isEqualTo(spec.getSaltLength());
    assertThat(((MGF1ParameterSpec) read.getMGFParameters()).getDigestAlgorithm())
        .isEqualTo(((MGF1ParameterSpec) spec.getMGFParameters()).getDigestAlgorithm());
  }

  @Test
  void withoutParametersNothingIsSigned() throws Exception {
    Signature signer = Signature.getInstance("RSASSA-PSS", provider);
    signer.initSign(handle());
    assertThatThrownBy(() -> signer.update(MESSAGE))
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining("setParameter");
    assertThatThrownBy(signer::sign).isInstanceOf(SignatureException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "SHA1withRSASSA-PSS, SHA-1, 20",
    "SHA256withRSASSA-PSS, SHA-256, 32",
    "SHA384withRSAandMGF1, SHA-384, 48",
    "SHA512withRSAandMGF1, SHA-512, 64",
  })
  void aNameThatTellsTheHashNeedsNoParameters(String name, String hash, int salt) throws Exception {
    Signature signer = Signature.getInstance(name, provider);
    signer.initSign(handle());
    signer.update(MESSAGE);
    assertThat(verify(spec(hash, hash, salt), MESSAGE, signer.sign())).isTrue();
    assertThatThrownBy(() -> signer.setParameter(spec("SHA-224", "SHA-224", 28)))
        .isInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessageContaining(hash);
  }

  @Test
  void parametersThatTokensLackAreRefused() throws Exception {
    Signature signer = Signature.getInstance("RSASSA-PSS", provider);
    signer.initSign(handle());
    assertThatThrownBy(() -> signer.setParameter(spec("SHA-224", "SHA-224", 28)))
        .isInstanceOf(InvalidAlgorithmParameterException.class);
    assertThatThrownBy(() -> signer.setParameter(spec("SHA-256", "SHA-512/256", 32)))
        .isInstanceOf(InvalidAlgorithmParameterException.class);
    assertThatThrownBy(
            () ->
                signer.setParameter(
                    new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 2)))
        .isInstanceOf(InvalidAlgorithmParameterException.class);
    assertThatThrownBy(() -> signer.setParameter(null))
        .isInstanceOf(InvalidAlgorithmParameterException.class);

    Signature early = Signature.getInstance("RSASSA-PSS", provider);
    early.setParameter(spec("SHA-224", "SHA-224", 28));
    assertThatThrownBy(() -> early.initSign(handle())).isInstanceOf(InvalidKeyException.class);
  }

  @Test
  void parametersStayAsTheyAreWithinAMessage() throws Exception {
    Signature signer = Signature.getInstance("RSASSA-PSS", provider);
    signer.initSign(handle());
    signer.setParameter(spec("SHA-256", "SHA-256", 32));
    signer.update(MESSAGE);
    assertThatThrownBy(() -> signer.setParameter(PSSParameterSpec.DEFAULT))
        .isInstanceOf(InvalidAlgorithmParameterException.class)
        .hasMessageContaining("begun");
    assertThat(verify(spec("SHA-256", "SHA-256", 32), MESSAGE, signer.sign())).isTrue();
    signer.setParameter(PSSParameterSpec.DEFAULT);
    signer.update(MESSAGE);
    assertThat(verify(PSSParameterSpec.DEFAULT, MESSAGE, signer.sign())).isTrue();
  }

  @Test
  void aHashThatTheKeyIsTooShortForIsASignatureException() throws Exception {
    Signature signer = Signature.getInstance("SHA512withRSASSA-PSS", provider);
    signer.initSign(TestStore.of(provider, token).getKey("9c"));
    signer.update(MESSAGE);
    assertThatThrownBy(signer::sign).isInstanceOf(SignatureException.class);
  }
}
