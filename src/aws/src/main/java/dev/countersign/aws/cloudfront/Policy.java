package dev.countersign.aws.cloudfront;

import java.time.Clock;
import java.util.Optional;

/**
 * What a signed URL or cookie allows ([CF-SIGNED] canned and custom policies).
 *
 * <pre>{@code
 * Policy.canned(Expiries.parse("2h", clock));
 * Policy.custom(Expiries.parse("P1D", clock)).resource("https://d1.example.com/*").ip("192.0.2.0/24").build();
 * Policy.parse(Files.readString(file));
 * }</pre>
 */
public sealed interface Policy permits CannedPolicy, CustomPolicy {

  /** One resource, the URL itself, until a time. Short: its text is not sent. */
  static Policy canned(EpochTime expires) {
    return new CannedPolicy(expires);
  }

  /** A pattern of resources, a range of dates, a range of addresses. */
  static CustomPolicy.Builder custom(EpochTime expires) {
    return new CustomPolicy.Builder(expires);
  }

  /**
   * A custom policy written by hand. White space between its tokens is dropped, all else is signed
   * as it is written.
   *
   * @throws CloudFrontInputException when it is not JSON or not a policy that CloudFront takes
   */
  static CustomPolicy parse(String json) {
    return CustomPolicy.parse(json);
  }

  /** Access ends here: a request is allowed while its time is before this (DateLessThan). */
  EpochTime expires();

  /** Access begins after this (DateGreaterThan); empty when it begins at once. */
  Optional<EpochTime> starts();

  /** The viewers' addresses (IpAddress); empty when all are allowed. */
  Optional<IpRange> ip();

  /**
   * The pattern of resources; empty when it is the URL that is signed, or, in a custom policy
   * written by hand, every URL.
   */
  Optional<String> resource();

  /**
   * Refuses a policy that nobody could use any more; a signer does so before it uses its key.
   *
   * @throws CloudFrontInputException when it has expired
   */
  default void requireNotExpired(Clock clock) {
    EpochTime now = EpochTime.now(clock);
    if (!now.isBefore(expires())) {
      throw new CloudFrontInputException(
          "the expiry %s is not in the future; it is %s".formatted(expires(), now),
          "give a later time, like 2h for two hours from now");
    }
  }
}
