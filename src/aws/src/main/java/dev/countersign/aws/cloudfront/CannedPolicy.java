package dev.countersign.aws.cloudfront;

import java.util.Optional;

/**
 * One resource until a time ([CF-SIGNED] canned policy). Its text is signed and not sent;
 * CloudFront builds it again from the request.
 *
 * @param expires access ends here
 */
public record CannedPolicy(EpochTime expires) implements Policy {
  @Override
  public Optional<EpochTime> starts() {
    return Optional.empty();
  }

  @Override
  public Optional<IpRange> ip() {
    return Optional.empty();
  }

  @Override
  public Optional<String> resource() {
    return Optional.empty();
  }
}
