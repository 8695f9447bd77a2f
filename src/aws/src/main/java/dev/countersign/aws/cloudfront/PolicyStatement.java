package dev.countersign.aws.cloudfront;

import java.util.Optional;

/**
 * What a policy's text says.
 *
 * @param resource empty when every resource is meant
 */
record PolicyStatement(
    Optional<String> resource,
    EpochTime expires,
    Optional<EpochTime> starts,
    Optional<String> sourceIp) {

  /**
   * The text of a canned policy, to the byte ([CF-SIGNED] "Create a policy statement for a signed
   * URL that uses a canned policy").
   */
  static String cannedText(String resource, EpochTime expires) {
    return text(resource, expires, Optional.empty(), Optional.empty());
  }

  /** The text of a custom policy, its members in the order of the published vectors. */
  static String text(
      String resource, EpochTime expires, Optional<EpochTime> starts, Optional<IpRange> ip) {
    StringBuilder out =
        new StringBuilder(resource.length() + 160)
            .append("{\"Statement\":[{\"Resource\":\"")
            .append(resource)
            .append("\",\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":")
            .append(expires.seconds())
            .append('}');
    if (starts.isPresent()) {
      out.append(",\"DateGreaterThan\":{\"AWS:EpochTime\":")
          .append(starts.get().seconds())
          .append('}');
    }
    if (ip.isPresent()) {
      out.append(",\"IpAddress\":{\"AWS:SourceIp\":\"").append(ip.get()).append("\"}");
    }
    return out.append("}}]}").toString();
  }
}
