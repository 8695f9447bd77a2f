package dev.countersign.aws.cloudfront;

import dev.countersign.aws.cloudfront.Verification.Condition;
import dev.countersign.aws.cloudfront.Verification.Denied;
import dev.countersign.aws.cloudfront.Verification.Failure;
import dev.countersign.aws.cloudfront.Verification.Grant;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says what CloudFront would do with a signed URL or cookie, without asking it ([CF-SIGNED]). It
 * reads nothing but its arguments, and refuses what is not documented.
 *
 * <p>The signature is checked over the policy's bytes as they were received (of a canned policy, as
 * they are built again from the request), and only then is the policy read.
 */
public final class CloudFrontVerifier {
  private static final int SIGNATURE_DIGITS_MAX = 1024;

  private final Function<String, Optional<PublicKey>> keys;

  private CloudFrontVerifier(Function<String, Optional<PublicKey>> keys) {
    this.keys = keys;
  }

  /**
   * A verifier that takes this key for every key pair id.
   *
   * @throws CloudFrontInputException when CloudFront takes no such key
   */
  public static CloudFrontVerifier of(PublicKey key) {
    return of(key, KeyRules.CLOUDFRONT);
  }

  static CloudFrontVerifier of(PublicKey key, KeyRules rules) {
    rules.require(key, () -> "the public key");
    return new CloudFrontVerifier(id -> Optional.of(key));
  }

  /**
   * A verifier that knows these keys, by key pair id.
   *
   * @throws CloudFrontInputException when CloudFront takes no such key, or an id cannot be one
   */
  public static CloudFrontVerifier of(Map<String, PublicKey> keys) {
    Map<String, PublicKey> known = Map.copyOf(keys);
    known.forEach(
        (id, key) -> {
          CloudFrontSigner.requireKeyPairId(id);
          KeyRules.CLOUDFRONT.require(key, () -> "the public key " + id);
        });
    return new CloudFrontVerifier(id -> Optional.ofNullable(known.get(id)));
  }

  /**
   * Verifies a signed URL.
   *
   * @param url as the client would ask for it
   * @param at the time of the request
   * @param viewer the client's IPv4 or IPv6 address, when it is known
   * @throws CloudFrontInputException when the viewer's address is none
   */
  public Verification verifyUrl(String url, EpochTime at, Optional<String> viewer) {
    return verify(at, viewer, SignedRequest.ofUrl(url));
  }

  /**
   * Verifies signed cookies. When the URL has a signature of its own, CloudFront ignores the
   * cookies, and so does this.
   *
   * @param url as the client would ask for it
   * @param cookies the value of the {@code Cookie} header
   * @param at the time of the request
   * @param viewer the client's IPv4 or IPv6 address, when it is known
   * @throws CloudFrontInputException when the viewer's address is none
   */
  public Verification verifyCookies(
      String url, String cookies, EpochTime at, Optional<String> viewer) {
    return verify(at, viewer, SignedRequest.ofCookies(url, cookies));
  }

  private Verification verify(EpochTime at, Optional<String> viewer, SignedRequest.Parsed parsed) {
    viewer.ifPresent(CloudFrontVerifier::requireAddress);
    if (parsed instanceof SignedRequest.Malformed malformed) {
      return denied(malformed.failure());
    }
    SignedRequest request = ((SignedRequest.Complete) parsed).request();
    Optional<PublicKey> key = keys.apply(request.keyPairId());
    if (key.isEmpty()) {
      return denied(
          Condition.KEY, "the key pair id %s is not known".formatted(shown(request.keyPairId())));
    }
    Optional<HashAlgorithm> hash =
        request
            .hashAlgorithm()
            .map(HashAlgorithm::byParameter)
            .orElse(Optional.of(HashAlgorithm.SHA1));
    if (hash.isEmpty()) {
      return denied(
          Condition.HASH,
          "the hash algorithm %s is neither SHA1 nor SHA256"
              .formatted(shown(request.hashAlgorithm().orElse(""))));
    }
    return checkSignature(request, key.get(), hash.get(), at, viewer);
  }

  private static Verification checkSignature(
      SignedRequest request,
      PublicKey key,
      HashAlgorithm hash,
      EpochTime at,
      Optional<String> viewer) {
    Optional<byte[]> signature =
        request.signature().length() > SIGNATURE_DIGITS_MAX
            ? Optional.empty()
            : UrlSafeBase64.decode(request.signature());
    if (signature.isEmpty()) {
      return denied(Condition.SIGNATURE, "the signature is not CloudFront's base64");
    }
    byte[] policy;
    if (request.policy().isPresent()) {
      Optional<byte[]> decoded = UrlSafeBase64.decode(request.policy().get());
      if (decoded.isEmpty()) {
        return denied(Condition.SIGNATURE, "the policy is not CloudFront's base64");
      }
      policy = decoded.get();
    } else {
      policy =
          PolicyStatement.cannedText(request.resource(), request.expires().orElseThrow())
              .getBytes(StandardCharsets.ISO_8859_1);
    }
    if (!PolicySignature.fits(key, hash, policy, signature.get())) {
      return denied(
          Condition.SIGNATURE,
          "the signature does not fit this %s, %s and key"
              .formatted(
                  request.policy().isPresent() ? "policy" : "URL and expiry",
                  request.hashAlgorithm().isPresent()
                      ? "hash algorithm " + hash.name()
                      : "the hash algorithm SHA1 (none is named)"));
    }
    String text = new String(policy, StandardCharsets.UTF_8);
    Grant grant = new Grant(request.keyPairId(), hash, text, request.policy().isEmpty());
    return new Conditions(grant, request, at, viewer).check();
  }

  private static void requireAddress(String viewer) {
    if (viewer.indexOf(':') < 0) {
      IpRange.parseAddress(viewer);
    }
  }

  private static Denied denied(Condition condition, String reason) {
    return denied(new Failure(condition, reason));
  }

  private static Denied denied(Failure failure) {
    return new Denied(List.of(failure), Optional.empty());
  }

  private static String shown(String text) {
    return Characters.shown(text);
  }

  /** The conditions of a policy whose signature is good. */
  private record Conditions(
      Grant grant, SignedRequest request, EpochTime at, Optional<String> viewer) {

    Verification check() {
      PolicyStatement statement;
      Optional<IpRange> range;
      try {
        statement =
            grant.canned()
                ? new PolicyStatement(
                    Optional.empty(),
                    request.expires().orElseThrow(),
                    Optional.empty(),
                    Optional.empty())
                : PolicyReader.read(grant.policyText());
        range = statement.sourceIp().map(IpRange::parseReceived);
      } catch (CloudFrontInputException e) {
        return new Denied(
            List.of(new Failure(Condition.POLICY, String.valueOf(e.getMessage()))),
            Optional.of(grant));
      }
      List<Failure> failures = new ArrayList<>();
      if (request.fromCookies() && !grant.canned()) {
        checkCookieResource(statement, failures);
      }
      checkResource(statement, failures);
      checkTimes(statement, failures);
      range.ifPresent(r -> checkAddress(r, failures));
      return failures.isEmpty()
          ? new Verification.Allowed(grant)
          : new Denied(failures, Optional.of(grant));
    }

    private static void checkCookieResource(PolicyStatement statement, List<Failure> failures) {
      if (statement.resource().filter(r -> r.startsWith("http")).isEmpty()) {
        failures.add(
            new Failure(
                Condition.POLICY,
                "the policy of cookies needs a resource that begins with https:// or http://"));
      }
    }

    private void checkResource(PolicyStatement statement, List<Failure> failures) {
      statement
          .resource()
          .filter(pattern -> !new ResourcePattern(pattern).matches(request.resource()))
          .ifPresent(
              pattern ->
                  failures.add(
                      new Failure(
                          Condition.RESOURCE,
                          "the URL %s does not fit the resource %s"
                              .formatted(shown(request.resource()), shown(pattern)))));
    }

    private void checkTimes(PolicyStatement statement, List<Failure> failures) {
      EpochTime expires = statement.expires();
      if (!at.isBefore(expires)) {
        failures.add(
            new Failure(
                Condition.DATE_LESS_THAN,
                "expired at %s, %s".formatted(expires, Durations.before(expires, at))));
      }
      statement
          .starts()
          .filter(starts -> !starts.isBefore(at))
          .ifPresent(
              starts ->
                  failures.add(
                      new Failure(
                          Condition.DATE_GREATER_THAN,
                          "begins after %s, %s".formatted(starts, Durations.after(starts, at)))));
    }

    private void checkAddress(IpRange range, List<Failure> failures) {
      if (viewer.isEmpty()) {
        failures.add(
            new Failure(
                Condition.IP_ADDRESS,
                "allowed from %s only, and the viewer's address is not known".formatted(range)));
      } else if (viewer.get().indexOf(':') >= 0
          || !range.contains(IpRange.parseAddress(viewer.get()))) {
        failures.add(
            new Failure(
                Condition.IP_ADDRESS,
                "allowed from %s only, not from %s".formatted(range, shown(viewer.get()))));
      }
    }
  }
}
