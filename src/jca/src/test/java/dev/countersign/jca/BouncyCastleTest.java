package dev.countersign.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bouncy Castle's builders take keys on a simulated token as they take any other. */
class BouncyCastleTest {
  private final SimulatedPiv piv = new SimulatedPiv();
  private final CountersignProvider provider = new CountersignProvider(piv.tokens());

  @TempDir Path directory;

  @AfterEach
  void close() {
    Security.removeProvider(CountersignProvider.NAME);
    piv.close();
  }

  private PrivateKey handle(String slot) throws Exception {
    KeyStore store = KeyStore.getInstance("Countersign", provider);
    store.load(null, SimulatedPiv.PIN.toCharArray());
    return (PrivateKey) store.getKey("piv:slot=" + slot, null);
  }

  /**
   * With PSS the builder asks its provider for hashes too, so it is left to find the right ones.
   */
  static Stream<Arguments> requests() {
    Stream<Arguments> either =
        Stream.of("named", "found")
            .flatMap(
                how ->
                    Stream.of(
                        Arguments.of(how, "SHA256withRSA", TestKeys.RSA),
                        Arguments.of(how, "SHA512withRSA", TestKeys.RSA),
                        Arguments.of(how, "SHA256withECDSA", TestKeys.P256),
                        Arguments.of(how, "SHA384withECDSA", TestKeys.P384),
                        Arguments.of(how, "Ed25519", TestKeys.ED25519)));
    return Stream.concat(
        either,
        Stream.of(
            Arguments.of("found", "SHA256withRSAandMGF1", TestKeys.RSA),
            Arguments.of("found", "SHA384withRSAandMGF1", TestKeys.RSA)));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aCertificateRequestIsSignedOnTheToken(String how, String algorithm, KeyPair pair)
      throws Exception {
    piv.key("9a", pair);
    JcaContentSignerBuilder signers = new JcaContentSignerBuilder(algorithm);
    if (how.equals("named")) {
      signers.setProvider(provider);
    } else {
      Security.addProvider(provider);
    }
    ContentSigner signer = signers.build(handle("9a"));

    PKCS10CertificationRequest request =
        new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=alice"), pair.getPublic())
            .build(signer);

    assertThat(
            request.isSignatureValid(
                new JcaContentVerifierProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(pair.getPublic())))
        .isTrue();
    assertThat(
            request.isSignatureValid(
                new JcaContentVerifierProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(other(pair).getPublic())))
        .isFalse();
    verifyWithOpenssl(request);
  }

  private static KeyPair other(KeyPair pair) {
    return switch (pair.getPublic().getAlgorithm()) {
      case "RSA" -> TestKeys.RSA_1024;
      case "EC" -> TestKeys.ec(pair == TestKeys.P256 ? "secp256r1" : "secp384r1");
      default -> TestKeys.named("Ed25519");
    };
  }

  private void verifyWithOpenssl(PKCS10CertificationRequest request) throws Exception {
    assumeThat(hasOpenssl()).isTrue();
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(request);
    }
    Path file = Files.writeString(directory.resolve("request.pem"), text.toString());
    Process openssl =
        new ProcessBuilder("openssl", "req", "-verify", "-noout", "-in", file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(openssl.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(openssl.exitValue()).as(said).isZero();
    assertThat(said).contains("OK");
  }

  private static boolean hasOpenssl() throws InterruptedException {
    try {
      return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aMessageIsSignedOnTheToken() throws Exception {
    X509Certificate certificate = TestKeys.certificate("CN=alice", TestKeys.P256.getPublic());
    piv.key("9a", TestKeys.P256, certificate);
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
            .build(
                new JcaContentSignerBuilder("SHA256withECDSA")
                    .setProvider(provider)
                    .build(handle("9a")),
                certificate));
    generator.addCertificates(new JcaCertStore(List.of(certificate)));
    CMSSignedData signed = generator.generate(new CMSProcessableByteArray(new byte[100]), true);

    for (SignerInformation signer : new CMSSignedData(signed.getEncoded()).getSignerInfos()) {
      assertThat(
              signer.verify(
                  new JcaSimpleSignerInfoVerifierBuilder()
                      .setProvider(new BouncyCastleProvider())
                      .build(certificate)))
          .isTrue();
    }
  }

  @Test
  void aMessageIsDecryptedOnTheToken() throws Exception {
    X509Certificate certificate = TestKeys.certificate("CN=alice", TestKeys.RSA.getPublic());
    piv.key("9d", TestKeys.RSA, certificate);
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(new JceKeyTransRecipientInfoGenerator(certificate));
    byte[] encrypted =
        generator
            .generate(
                new CMSProcessableByteArray("for alice".getBytes(StandardCharsets.UTF_8)),
                new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES128_CBC).build())
            .getEncoded();

    Security.addProvider(provider);
    RecipientInformation recipient =
        new CMSEnvelopedData(encrypted).getRecipientInfos().iterator().next();
    assertThat(recipient.getContent(new JceKeyTransEnvelopedRecipient(handle("9d"))))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("for alice");
  }
}
