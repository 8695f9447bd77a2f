package dev.countersign.aws.cloudfront;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A pattern of resources, a range of dates, a range of addresses ([CF-SIGNED] custom policy). */
public final class CustomPolicy implements Policy {
  private final Optional<String> resource;
  private final EpochTime expires;
  private final Optional<EpochTime> starts;
  private final Optional<IpRange> ip;
  private final Optional<String> written;

  private CustomPolicy(
      Optional<String> resource,
      EpochTime expires,
      Optional<EpochTime> starts,
      Optional<IpRange> ip,
      Optional<String> written) {
    resource.ifPresent(ResourcePattern::require);
    if (starts.isPresent() && !starts.get().isBefore(expires)) {
      throw new CloudFrontInputException(
          "access would begin at %s and end at %s, so nobody would ever have it"
              .formatted(starts.get(), expires),
          "let it end after it begins");
    }
    this.resource = resource;
    this.expires = expires;
    this.starts = starts;
    this.ip = ip;
    this.written = written;
  }

  static CustomPolicy parse(String json) {
    if (json.length() > Limits.POLICY_FILE) {
      throw new CloudFrontInputException(
          "the policy has %d characters".formatted(json.length()),
          "make it shorter than %d".formatted(Limits.POLICY));
    }
    PolicyStatement statement = PolicyReader.read(json);
    String text = withoutWhiteSpace(json);
    requireSize(text);
    return new CustomPolicy(
        statement.resource(),
        statement.expires(),
        statement.starts(),
        statement.sourceIp().map(IpRange::parse),
        Optional.of(text));
  }

  /** Drops what is not inside a string; the text is JSON already. */
  private static String withoutWhiteSpace(String json) {
    StringBuilder out = new StringBuilder(json.length());
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '\\' || c >= 0x7f) {
        throw new CloudFrontInputException(
            "the policy has %s".formatted(Characters.name(c)),
            "write it in ASCII without escapes; in a URL, percent-encode other characters");
      }
      if (c == '"') {
        inString = !inString;
      }
      if (inString || c > ' ') {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static void requireSize(String text) {
    if (text.length() > Limits.POLICY) {
      throw new CloudFrontInputException(
          "the policy has %d bytes, and in base64 that does not fit into a URL of %d"
              .formatted(text.length(), Limits.URL),
          "make it shorter than %d bytes".formatted(Limits.POLICY));
    }
  }

  @Override
  public EpochTime expires() {
    return expires;
  }

  @Override
  public Optional<EpochTime> starts() {
    return starts;
  }

  @Override
  public Optional<IpRange> ip() {
    return ip;
  }

  @Override
  public Optional<String> resource() {
    return resource;
  }

  /** Whether somebody wrote its text by hand. */
  boolean isWritten() {
    return written.isPresent();
  }

  /** The text that is signed, for a URL or pattern where the policy itself names none. */
  String text(String ownResource) {
    if (written.isPresent()) {
      return written.get();
    }
    String text = PolicyStatement.text(resource.orElse(ownResource), expires, starts, ip);
    requireSize(text);
    return text;
  }

  /** Collects what a custom policy says; only the end is required. */
  public static final class Builder {
    private final EpochTime expires;
    private @Nullable String resource;
    private @Nullable EpochTime starts;
    private @Nullable IpRange ip;

    Builder(EpochTime expires) {
      this.expires = expires;
    }

    /**
     * The pattern of resources, where {@code *} stands for any text and {@code ?} for any one
     * character; the URL itself when this is not called.
     */
    public Builder resource(String pattern) {
      resource = pattern;
      return this;
    }

    /** Access begins after this. */
    public Builder starts(EpochTime time) {
      starts = time;
      return this;
    }

    /** Viewers must come from there. */
    public Builder ip(IpRange range) {
      ip = range;
      return this;
    }

    /**
     * Viewers must come from there.
     *
     * @throws CloudFrontInputException when it is not an IPv4 address or range
     */
    public Builder ip(String range) {
      return ip(IpRange.parse(range));
    }

    /**
     * The policy.
     *
     * @throws CloudFrontInputException when the resource cannot stand in a policy, or access would
     *     begin when it has ended
     */
    public CustomPolicy build() {
      return new CustomPolicy(
          Optional.ofNullable(resource),
          expires,
          Optional.ofNullable(starts),
          Optional.ofNullable(ip),
          Optional.empty());
    }
  }
}
