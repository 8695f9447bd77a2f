package dev.countersign.aws.cloudfront;

import dev.countersign.aws.cloudfront.Verification.Condition;
import dev.countersign.aws.cloudfront.Verification.Failure;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a request shows of its signature.
 *
 * @param resource the URL without fragment and CloudFront's own parameters
 * @param fromCookies whether the signature came in cookies
 * @param expires of a canned policy
 * @param policy of a custom policy, still in base64
 */
record SignedRequest(
    String resource,
    boolean fromCookies,
    Optional<EpochTime> expires,
    Optional<String> policy,
    String signature,
    String keyPairId,
    Optional<String> hashAlgorithm) {

  /** What a request is: one that may be signed, or one that nobody can have signed. */
  sealed interface Parsed {}

  /** A request that may be signed. */
  record Complete(SignedRequest request) implements Parsed {}

  /** A request that nobody can have signed. */
  record Malformed(Failure failure) implements Parsed {}

  static Parsed ofUrl(String url) {
    return of(url, Optional.empty());
  }

  static Parsed ofCookies(String url, String cookies) {
    return of(url, Optional.of(cookies));
  }

  private static Parsed of(String url, Optional<String> cookies) {
    int length = url.length();
    if (length > Limits.URL) {
      return malformed(
          Condition.FORM,
          "the URL has %d characters, and CloudFront takes %d".formatted(length, Limits.URL));
    }
    int bad = Characters.firstNotUrl(url);
    if (bad >= 0) {
      return malformed(
          Condition.FORM,
          "%s at position %d cannot stand in a URL"
              .formatted(Characters.name(url.charAt(bad)), bad));
    }
    if (Characters.firstBrokenEscape(url) >= 0) {
      return malformed(Condition.FORM, "the URL has a % without two hexadecimal digits after it");
    }
    if (!url.startsWith("https://") && !url.startsWith("http://")) {
      return malformed(Condition.FORM, "the URL does not begin with https:// or http://");
    }
    int hash = url.indexOf('#');
    String plain = hash < 0 ? url : url.substring(0, hash);
    Query query = new Query();
    Optional<Failure> failure = query.read(plain);
    if (failure.isEmpty() && query.reserved.isEmpty() && cookies.isPresent()) {
      failure = query.readCookies(cookies.get());
    }
    return failure.<Parsed>map(Malformed::new).orElseGet(query::request);
  }

  private static Malformed malformed(Condition condition, String reason) {
    return new Malformed(new Failure(condition, reason));
  }

  /** Takes CloudFront's own parameters out of a URL, or out of cookies. */
  private static final class Query {
    private final Map<ReservedParameter, String> reserved = new EnumMap<>(ReservedParameter.class);
    private String resource = "";
    private boolean fromCookies;

    Optional<Failure> read(String url) {
      int question = url.indexOf('?');
      if (question < 0) {
        resource = url;
        return Optional.empty();
      }
      StringBuilder rest = new StringBuilder(url.substring(0, question));
      char separator = '?';
      for (String piece : url.substring(question + 1).split("&", -1)) {
        int equals = piece.indexOf('=');
        String name = equals < 0 ? piece : piece.substring(0, equals);
        Optional<ReservedParameter> own =
            ReservedParameter.byName(PlainUrl.decoded(name, 0, name.length()));
        if (own.isEmpty()) {
          rest.append(separator).append(piece);
          separator = '&';
          continue;
        }
        if (!own.get().parameter().equals(name)) {
          return failure("the name of the parameter %s is percent-encoded", own.get().parameter());
        }
        String value = equals < 0 ? "" : PlainUrl.decoded(piece, equals + 1, piece.length());
        if (reserved.put(own.get(), value) != null) {
          return failure("the URL has the parameter %s more than once", own.get().parameter());
        }
      }
      resource = rest.toString();
      return Optional.empty();
    }

    Optional<Failure> readCookies(String header) {
      fromCookies = true;
      if (header.length() > Limits.REQUEST) {
        return Optional.of(
            new Failure(
                Condition.FORM,
                "the cookies have %d characters, and CloudFront takes requests of %d"
                    .formatted(header.length(), Limits.REQUEST)));
      }
      for (String pair : header.split(";", -1)) {
        int equals = pair.indexOf('=');
        String name = (equals < 0 ? pair : pair.substring(0, equals)).strip();
        Optional<ReservedParameter> own = ReservedParameter.byCookie(name);
        if (own.isPresent()) {
          String raw = equals < 0 ? "" : pair.substring(equals + 1).strip();
          String value = PlainUrl.decoded(raw, 0, raw.length());
          if (reserved.put(own.get(), value) != null) {
            return failure("the cookie %s is there more than once", name);
          }
        }
      }
      return Optional.empty();
    }

    private static Optional<Failure> failure(String format, String name) {
      return Optional.of(new Failure(Condition.PARAMETERS, format.formatted(name)));
    }

    Parsed request() {
      String where = fromCookies ? "cookie " : "parameter ";
      for (ReservedParameter needed :
          new ReservedParameter[] {ReservedParameter.SIGNATURE, ReservedParameter.KEY_PAIR_ID}) {
        if (reserved.getOrDefault(needed, "").isEmpty()) {
          return malformed(Condition.PARAMETERS, "there is no " + where + name(needed));
        }
      }
      Optional<String> policy = Optional.ofNullable(reserved.get(ReservedParameter.POLICY));
      Optional<String> expires = Optional.ofNullable(reserved.get(ReservedParameter.EXPIRES));
      if (policy.isPresent() == expires.isPresent()) {
        return malformed(
            Condition.PARAMETERS,
            "there must be either a %s%s or a %s%s, and there are %s"
                .formatted(
                    where,
                    name(ReservedParameter.EXPIRES),
                    where,
                    name(ReservedParameter.POLICY),
                    policy.isPresent() ? "both" : "none"));
      }
      Optional<EpochTime> end = expires.flatMap(Query::seconds);
      if (expires.isPresent() && end.isEmpty()) {
        return malformed(
            Condition.PARAMETERS,
            "%s is not a whole number of seconds up to %d: %s"
                .formatted(
                    name(ReservedParameter.EXPIRES),
                    Long.MAX_VALUE,
                    Characters.shown(expires.get())));
      }
      return new Complete(
          new SignedRequest(
              resource,
              fromCookies,
              end,
              policy,
              reserved.getOrDefault(ReservedParameter.SIGNATURE, ""),
              reserved.getOrDefault(ReservedParameter.KEY_PAIR_ID, ""),
              Optional.ofNullable(reserved.get(ReservedParameter.HASH_ALGORITHM))));
    }

    private String name(ReservedParameter parameter) {
      return fromCookies ? parameter.cookie() : parameter.parameter();
    }

    /** Digits without a leading zero: the text is signed, so there is one way to write it. */
    private static Optional<EpochTime> seconds(String text) {
      boolean digits = !text.isEmpty() && text.length() <= 19;
      for (int i = 0; digits && i < text.length(); i++) {
        digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
      }
      if (!digits || (text.charAt(0) == '0' && text.length() > 1)) {
        return Optional.empty();
      }
      try {
        return Optional.of(new EpochTime(Long.parseLong(text)));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
  }
}
