package dev.countersign.aws.cloudfront;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Signs URLs and cookies for CloudFront with a token key ([CF-SIGNED]).
 *
 * <pre>{@code
 * var signer = new CloudFrontSigner(key, "K2JCJMDEHXQW5F", HashAlgorithm.SHA256, clock);
 * String url = signer.signUrl("https://d1.example.com/a.jpg", Policy.canned(Expiries.parse("2h", clock)));
 * }</pre>
 *
 * <p>Every URL costs one signature of the key and nothing else on the token. Any number of threads
 * may use it; the token signs one after the other.
 */
public final class CloudFrontSigner {
  private static final int KEY_PAIR_ID_MAX = 128;

  private final SigningKey key;
  private final SignatureAlgorithm algorithm;
  private final String keyPairId;
  private final HashAlgorithm hash;
  private final Clock clock;
  private final String urlEnd;
  private final AtomicBoolean checked = new AtomicBoolean();

  /**
   * A signer.
   *
   * @param key RSA 2048 or P-256
   * @param keyPairId CloudFront's name of the public key: {@code K2JCJMDEHXQW5F}, or an old {@code
   *     APKA...}
   * @param hash SHA-1 where clients or distributions are old, SHA-256 otherwise
   * @param clock the time that expiries are compared with
   * @throws CloudFrontInputException when CloudFront takes no such key, or the id cannot be one
   */
  public CloudFrontSigner(SigningKey key, String keyPairId, HashAlgorithm hash, Clock clock) {
    this(key, keyPairId, hash, clock, KeyRules.CLOUDFRONT);
  }

  CloudFrontSigner(
      SigningKey key, String keyPairId, HashAlgorithm hash, Clock clock, KeyRules rules) {
    this.key = key;
    this.keyPairId = requireKeyPairId(keyPairId);
    this.hash = hash;
    this.clock = clock;
    KeyAlgorithm kind = rules.require(key.publicKey(), () -> "the key " + key.uri());
    this.algorithm =
        kind.family() == KeyAlgorithm.Family.EC
            ? SignatureAlgorithm.ecdsa(hash.digest())
            : SignatureAlgorithm.rsa(hash.digest());
    this.urlEnd =
        "&Key-Pair-Id="
            + keyPairId
            + (hash == HashAlgorithm.SHA1 ? "" : "&Hash-Algorithm=" + hash.name());
  }

  static String requireKeyPairId(String id) {
    boolean good = !id.isEmpty() && id.length() <= KEY_PAIR_ID_MAX;
    for (int i = 0; good && i < id.length(); i++) {
      char c = id.charAt(i);
      good =
          (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_';
    }
    if (!good) {
      throw new CloudFrontInputException(
          "\"%s\" cannot be a CloudFront key pair id".formatted(Characters.shown(id)),
          "give the id of the public key in CloudFront, like K2JCJMDEHXQW5F");
    }
    return id;
  }

  /**
   * Signs a URL.
   *
   * @param url the whole URL, query string included; a fragment stays where it is and is not signed
   * @param policy what is allowed; one without a resource is for this URL
   * @return the URL with CloudFront's parameters after its own
   * @throws CloudFrontInputException when the URL or policy is one that CloudFront would not take,
   *     or the policy has expired, or does not fit the URL
   * @throws TokenException as the token, its PIN or its touch sensor fail
   */
  public String signUrl(String url, Policy policy) {
    PlainUrl plain = PlainUrl.parse(url);
    policy.requireNotExpired(clock);
    String text;
    String parameter;
    if (policy instanceof CustomPolicy custom) {
      requireFits(custom, plain.resource());
      text = custom.text(plain.resource());
      parameter = "Policy=" + UrlSafeBase64.encode(bytes(text));
    } else {
      text = PolicyStatement.cannedText(plain.resource(), policy.expires());
      parameter = "Expires=" + policy.expires().seconds();
    }
    String signed =
        plain.resource()
            + (plain.query() ? '&' : '?')
            + parameter
            + "&Signature="
            + sign(text)
            + urlEnd
            + plain.fragment();
    if (signed.length() > Limits.URL) {
      throw new CloudFrontInputException(
          "the signed URL would have %d characters, and CloudFront takes %d"
              .formatted(signed.length(), Limits.URL),
          "shorten the URL or the policy, or use cookies");
    }
    return signed;
  }

  /**
   * Makes the cookies for a resource.
   *
   * @param resource a URL, or with a custom policy a pattern that begins with {@code https://} or
   *     {@code http://}; a custom policy's own resource goes before it
   * @param policy what is allowed
   * @throws CloudFrontInputException when the resource or policy is one that CloudFront would not
   *     take, or the policy has expired
   * @throws TokenException as the token, its PIN or its touch sensor fail
   */
  public SignedCookies signCookies(String resource, Policy policy) {
    policy.requireNotExpired(clock);
    Map<String, String> cookies = new LinkedHashMap<>();
    String opened;
    String text;
    if (policy instanceof CustomPolicy custom) {
      if (custom.isWritten() && custom.resource().isEmpty()) {
        throw new CloudFrontInputException(
            "the policy has no Resource, which the policy of cookies needs", "add one to it");
      }
      opened = custom.resource().orElse(resource);
      ResourcePattern.require(opened);
      CookieScope.requireProtocol(opened);
      text = custom.text(opened);
      cookies.put(ReservedParameter.POLICY.cookie(), UrlSafeBase64.encode(bytes(text)));
    } else {
      opened = PlainUrl.parse(resource).resource();
      text = PolicyStatement.cannedText(opened, policy.expires());
      cookies.put(ReservedParameter.EXPIRES.cookie(), Long.toString(policy.expires().seconds()));
    }
    cookies.put(ReservedParameter.SIGNATURE.cookie(), sign(text));
    cookies.put(ReservedParameter.KEY_PAIR_ID.cookie(), keyPairId);
    if (hash != HashAlgorithm.SHA1) {
      cookies.put(ReservedParameter.HASH_ALGORITHM.cookie(), hash.name());
    }
    return new SignedCookies(cookies, CookieScope.of(opened), policy.expires());
  }

  private static void requireFits(CustomPolicy policy, String url) {
    if (policy.resource().isPresent()
        && !new ResourcePattern(policy.resource().get()).matches(url)) {
      throw new CloudFrontInputException(
          "the resource %s of the policy does not fit the URL %s, so the signed URL would not work"
              .formatted(Characters.shown(policy.resource().get()), Characters.shown(url)),
          "change one of them");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String sign(String text) {
    byte[] message = bytes(text);
    byte[] signature = key.sign(algorithm, message);
    if (!checked.get()) {
      if (!PolicySignature.fits(key.publicKey(), hash, message, signature)) {
        throw new TokenException.BadData(
            key.uri().toString(),
            "sign for CloudFront",
            "the signature does not fit the public key that the token shows for " + key.uri(),
            "look at the key's certificate: it may be another key's",
            null);
      }
      checked.set(true);
    }
    return UrlSafeBase64.encode(signature);
  }
}
