package dev.countersign.fido.webauthn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Options of a relying party, and what it is to fail. */
final class Options {
  static final String ORIGIN = "https://example.org";
  static final String CREATION =
      """
      {"rp":{"name":"Example","id":"example.org"},
       "user":{"id":"AQ","name":"alice","displayName":"Alice"},
       "challenge":"AAECAwQFBgcICQoLDA0ODw",
       "pubKeyCredParams":[{"type":"public-key","alg":-7}]%s}
      """;
  static final String REQUEST =
      """
      {"challenge":"AAECAwQFBgcICQoLDA0ODw","rpId":"example.org"%s}
      """;

  private Options() {}

  /** Options of a registration with more members. */
  static String creation(String more) {
    return CREATION.formatted(more.isEmpty() ? "" : "," + more);
  }

  /** Options of a sign-in with more members. */
  static String request(String more) {
    return REQUEST.formatted(more.isEmpty() ? "" : "," + more);
  }

  static void assertFails(ThrowingCallable work, WebAuthnException.Kind kind) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            WebAuthnException.class,
            e -> {
              assertThat(e.kind()).as("%s", e).isEqualTo(kind);
              assertThat(e.getMessage()).doesNotEndWith(".");
              assertThat(e.remedy()).isNotBlank().doesNotEndWith(".");
            });
  }
}
