package dev.countersign.aws.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.aws.cloudfront.Vectors.Vector;
import java.util.Map;

/** What a signer must make of a published vector, wherever its key is. */
final class VectorAssertions {
  private VectorAssertions() {}

  static void assertReproduced(Vector vector, CloudFrontSigner signer) {
    boolean sha256 = vector.hash() == HashAlgorithm.SHA256;
    if (vector.cookies()) {
      Map<String, String> cookies =
          signer.signCookies(vector.get("resource"), vector.policy()).values();
      assertThat(cookies)
          .containsEntry("CloudFront-Signature", vector.get("signature"))
          .containsEntry("CloudFront-Key-Pair-Id", vector.get("keyPairId"))
          .hasSize(sha256 ? 4 : 3);
      if (vector.canned()) {
        assertThat(cookies).containsEntry("CloudFront-Expires", "1767290400");
      } else {
        assertThat(cookies).containsEntry("CloudFront-Policy", vector.get("policyParam"));
      }
      if (sha256) {
        assertThat(cookies).containsEntry("CloudFront-Hash-Algorithm", "SHA256");
      }
      return;
    }
    String policy = vector.canned() ? "Expires=1767290400" : "Policy=" + vector.get("policyParam");
    assertThat(signer.signUrl(vector.url(), vector.policy()))
        .isEqualTo(
            vector.url()
                + (vector.url().contains("?") ? "&" : "?")
                + policy
                + "&Signature="
                + vector.get("signature")
                + "&Key-Pair-Id="
                + vector.get("keyPairId")
                + (sha256 ? "&Hash-Algorithm=SHA256" : ""));
  }
}
