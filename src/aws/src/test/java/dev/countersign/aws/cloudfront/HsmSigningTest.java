package dev.countersign.aws.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.Secret;
import dev.countersign.device.SigningKey;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.device.pool.SigningPool;
import dev.countersign.host.pkcs11.NeedsSoftHsm;
import dev.countersign.host.pkcs11.SoftHsm;
import dev.countersign.jca.CountersignProvider;
import dev.countersign.jca.TokensParameter;
import java.io.IOException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudfront.CloudFrontUtilities;
import software.amazon.awssdk.services.cloudfront.model.CannedSignerRequest;
import software.amazon.awssdk.services.cloudfront.model.CustomSignerRequest;

/** CloudFront signatures by keys in a PKCS#11 module: ours, and those of the AWS SDK. */
@NeedsSoftHsm
class HsmSigningTest {
  private static final String URL = "https://d1.example.com/images/a.jpg?size=large";
  private static final Instant EXPIRES = Instant.ofEpochSecond(TestKeys.EXPIRES.seconds());
  private static final PinEntry PIN = request -> Secret.copyOf(SoftHsm.PIN.toCharArray());

  private static String label;
  private static Tokens tokens;

  @BeforeAll
  static void makeToken() {
    label = "cloudfront " + Long.toString(System.nanoTime(), Character.MAX_RADIX);
    SoftHsm.create(label);
    tokens = SoftHsm.tokens(PIN);
    KeyManagement management = token().require(KeyManagement.class);
    management.importKey(uri("rsa"), TestKeys.RSA, KeyPolicies.UNKNOWN);
    management.importKey(
        uri("rsa each time"),
        TestKeys.RSA,
        new KeyPolicies(Optional.of(PinPolicy.ALWAYS), Optional.empty()));
    management.importKey(uri("vectors"), TestKeys.VECTORS, KeyPolicies.UNKNOWN);
    management.generate(uri("p256"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
  }

  @AfterAll
  static void close() {
    tokens.close();
  }

  @AfterEach
  void removeProvider() {
    Security.removeProvider(CountersignProvider.NAME);
  }

  private static Token token() {
    return tokens.find(TokenUri.of("pkcs11").with("token", label));
  }

  private static TokenUri uri(String name) {
    return TokenUri.of("pkcs11").with("token", label).with("object", name);
  }

  private static boolean allowed(SigningKey key, String url) {
    return CloudFrontVerifier.of(key.publicKey())
        .verifyUrl(url, TestKeys.NOW, Optional.empty())
        .isAllowed();
  }

  private static String canned(PrivateKey key) {
    return CloudFrontUtilities.create()
        .getSignedUrlWithCannedPolicy(
            CannedSignerRequest.builder()
                .resourceUrl(URL)
                .privateKey(key)
                .keyPairId("K1TESTKEY")
                .expirationDate(EXPIRES)
                .build())
        .url();
  }

  @Test
  void publishedVectorsAreReproduced() throws IOException {
    SigningKey key = tokens.signingKey(uri("vectors"));
    for (Vectors.Vector vector : Vectors.all()) {
      VectorAssertions.assertReproduced(
          vector,
          new CloudFrontSigner(
              key, vector.get("keyPairId"), vector.hash(), TestKeys.CLOCK, KeyRules.TEST_VECTORS));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "rsa each time", "p256"})
  void urlsAndCookiesVerify(String name) {
    SigningKey key = tokens.signingKey(uri(name));
    for (HashAlgorithm hash : HashAlgorithm.values()) {
      CloudFrontSigner signer = new CloudFrontSigner(key, "K1TESTKEY", hash, TestKeys.CLOCK);
      assertThat(allowed(key, signer.signUrl(URL, Policy.canned(TestKeys.EXPIRES)))).isTrue();
      SignedCookies cookies =
          signer.signCookies("https://d1.example.com/*", Policy.custom(TestKeys.EXPIRES).build());
      assertThat(
              CloudFrontVerifier.of(key.publicKey())
                  .verifyCookies(
                      URL, cookies.cookieLine().substring(8), TestKeys.NOW, Optional.empty())
                  .isAllowed())
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "rsa each time", "p256"})
  void awsSdkSignsWithAKeyOfTheKeyStore(String name) throws Exception {
    SigningKey key = tokens.signingKey(uri(name));
    CountersignProvider provider = new CountersignProvider(tokens);
    Security.addProvider(provider);
    KeyStore store = KeyStore.getInstance("Countersign");
    store.load(
        new TokensParameter(
            tokens,
            TokenUri.of("pkcs11").with("token", label),
            new KeyStore.PasswordProtection(SoftHsm.PIN.toCharArray())));
    PrivateKey handle = (PrivateKey) store.getKey(uri(name).toString(), null);
    assertThat(handle.getEncoded()).isNull();

    String canned = canned(handle);
    String custom =
        CloudFrontUtilities.create()
            .getSignedUrlWithCustomPolicy(
                CustomSignerRequest.builder()
                    .resourceUrl(URL)
                    .resourceUrlPattern("https://d1.example.com/images/*")
                    .privateKey(handle)
                    .keyPairId("K1TESTKEY")
                    .expirationDate(EXPIRES)
                    .build())
            .url();

    assertThat(allowed(key, canned)).isTrue();
    assertThat(allowed(key, custom)).isTrue();
    if (!name.equals("p256")) {
      assertThat(
              new CloudFrontSigner(key, "K1TESTKEY", HashAlgorithm.SHA1, TestKeys.CLOCK)
                  .signUrl(URL, Policy.canned(TestKeys.EXPIRES)))
          .isEqualTo(canned);
    }
  }

  @Test
  void poolOfMembersSignsForBoth() {
    Security.addProvider(new CountersignProvider(tokens));
    try (SigningPool pool = SigningPool.of(tokens, List.of(uri("rsa"), uri("rsa each time")))) {
      CloudFrontSigner signer =
          new CloudFrontSigner(pool, "K1TESTKEY", HashAlgorithm.SHA1, TestKeys.CLOCK);
      assertThat(signer.signUrl(URL, Policy.canned(TestKeys.EXPIRES)))
          .isEqualTo(canned(pool.asPrivateKey()));
      assertThat(pool.health().members()).allMatch(member -> member.signed() == 1);
    }
  }
}
