package dev.countersign.aws.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.aws.cloudfront.Vectors.Vector;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedVectorsTest {
  static List<Vector> vectors() {
    return Vectors.all();
  }

  static CloudFrontSigner signer(Vector vector) {
    return new CloudFrontSigner(
        new SoftwareKey(TestKeys.VECTORS),
        vector.get("keyPairId"),
        vector.hash(),
        TestKeys.CLOCK,
        KeyRules.TEST_VECTORS);
  }

  @Test
  void thereAreFourteen() {
    assertThat(vectors()).hasSize(14);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void signatureIsReproducedByteForByte(Vector vector) {
    VectorAssertions.assertReproduced(vector, signer(vector));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void policyWrittenByHandWithWhiteSpaceHasTheSameSignature(Vector vector) {
    String spread =
        vector.get("policyJson").replace("{", "{\r\n\t ").replace(",", " ,\n").replace("}", " }");
    Policy written = Policy.parse(spread + "\n");

    SignedCookies cookies = signer(vector).signCookies(vector.get("resource"), written);

    assertThat(cookies.values())
        .containsEntry("CloudFront-Signature", vector.get("signature"))
        .containsEntry("CloudFront-Policy", vector.get("policyParam"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void policyParameterIsTheTextInCloudFrontsBase64(Vector vector) {
    byte[] text = vector.get("policyJson").getBytes(StandardCharsets.UTF_8);

    assertThat(UrlSafeBase64.encode(text)).isEqualTo(vector.get("policyParam"));
    assertThat(UrlSafeBase64.decode(vector.get("policyParam"))).contains(text);
    assertThat(vector.get("policyParam").replace('-', '+').replace('_', '=').replace('~', '/'))
        .isEqualTo(Base64.getEncoder().encodeToString(text));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void verifierTakesThePublishedSignature(Vector vector) {
    CloudFrontVerifier verifier =
        CloudFrontVerifier.of(TestKeys.VECTORS.getPublic(), KeyRules.TEST_VECTORS);
    String policy = vector.canned() ? "Expires=1767290400" : "Policy=" + vector.get("policyParam");
    String hash = vector.hash() == HashAlgorithm.SHA1 ? "" : "&Hash-Algorithm=SHA256";
    String url =
        vector.url()
            + (vector.url().contains("?") ? "&" : "?")
            + policy
            + "&Signature="
            + vector.get("signature")
            + "&Key-Pair-Id=K1TESTKEY"
            + hash;
    String viewer = vector.cookies() ? "10.200.3.4" : "192.168.0.77";
    // The cookies' resource is a pattern, which as a URL fits itself.
    Verification result = verifier.verifyUrl(url, TestKeys.NOW, Optional.of(viewer));

    assertThat(result.isAllowed()).as("%s", result).isTrue();
  }

  @Test
  void keyOfTheVectorsIsTooShortForThePublicConstructors() {
    SoftwareKey key = new SoftwareKey(TestKeys.VECTORS);

    assertThatThrownBy(
            () -> new CloudFrontSigner(key, "K1TESTKEY", HashAlgorithm.SHA1, TestKeys.CLOCK))
        .isInstanceOf(CloudFrontInputException.class)
        .hasMessageContaining("piv:serial=12345678;slot=9c")
        .hasMessageContaining("rsa1024")
        .hasMessageContaining("RSA 2048");
    assertThatThrownBy(() -> CloudFrontVerifier.of(key.publicKey()))
        .isInstanceOf(CloudFrontInputException.class);
    assertThatThrownBy(() -> CloudFrontVerifier.of(Map.of("K1TESTKEY", key.publicKey())))
        .isInstanceOf(CloudFrontInputException.class)
        .hasMessageContaining("K1TESTKEY");
  }
}
