package dev.countersign.cli.cloudfront;

import dev.countersign.aws.cloudfront.CloudFrontInputException;
import dev.countersign.aws.cloudfront.CloudFrontSigner;
import dev.countersign.aws.cloudfront.CustomPolicy;
import dev.countersign.aws.cloudfront.EpochTime;
import dev.countersign.aws.cloudfront.Expiries;
import dev.countersign.aws.cloudfront.HashAlgorithm;
import dev.countersign.aws.cloudfront.Policy;
import dev.countersign.cli.Failure;
import dev.countersign.cli.InputFile;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.TokenUri;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What URLs and cookies are signed with, and what they allow. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SigningOptions {
  private static final int MAX_POLICY_BYTES = 64 * 1024;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "URI",
      description = "The key on the token: RSA 2048 or P-256.")
  private TokenUri key;

  @Option(
      names = "--key-pair-id",
      required = true,
      paramLabel = "ID",
      description = "CloudFront's id of the public key: K2JCJMDEHXQW5F.")
  private String keyPairId;

  @Option(
      names = "--expires",
      paramLabel = "WHEN",
      description =
          "When access ends: 2h, 7d, P1D, epoch seconds, or a date with its zone such as"
              + " 2027-01-01T00:00:00Z. Needed unless --policy says it.")
  private @Nullable String expires;

  @Option(
      names = "--starts",
      paramLabel = "WHEN",
      description = "When access begins; written as --expires is. Makes a custom policy.")
  private @Nullable String starts;

  @Option(
      names = "--ip",
      paramLabel = "CIDR",
      description = "The viewers' IPv4 address or range: 192.0.2.0/24. Makes a custom policy.")
  private @Nullable String ip;

  @Option(
      names = "--resource",
      paramLabel = "PATTERN",
      description =
          "What is allowed, with * and ? as wildcards; the URL itself when left out. Makes a custom"
              + " policy.")
  private @Nullable String resource;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "A custom policy in JSON, signed as it is; - is standard input.")
  private @Nullable Path policy;

  @Option(
      names = "--hash",
      paramLabel = "HASH",
      defaultValue = "sha256",
      completionCandidates = Hashes.class,
      description =
          "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}, which the URL then says."
              + " sha1 is what CloudFront assumes where a URL says nothing.")
  private HashAlgorithm hash;

  static final class Hashes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(HashAlgorithm.values()).map(HashAlgorithm::externalName).iterator();
    }
  }

  /**
   * The policy that the options ask for; refused when it has expired.
   *
   * @param custom whether a canned one will not do
   */
  Policy policy(Invocation invocation, boolean custom) {
    Clock clock = invocation.surroundings().clock();
    Policy made = policy != null ? written(invocation, policy) : made(clock, custom);
    EpochTime now = EpochTime.now(clock);
    if (!now.isBefore(made.expires())) {
      throw new CloudFrontInputException(
          "the expiry %s is not in the future; it is %s".formatted(made.expires(), now),
          "give a later time, like 2h for two hours from now");
    }
    return made;
  }

  private Policy made(Clock clock, boolean custom) {
    if (expires == null) {
      throw Failure.usage(
          "nothing says when access ends", "add --expires, like --expires 2h, or --policy FILE");
    }
    EpochTime end = Expiries.parse(expires, clock);
    if (!custom && starts == null && ip == null && resource == null) {
      return Policy.canned(end);
    }
    CustomPolicy.Builder builder = Policy.custom(end);
    if (starts != null) {
      builder.starts(Expiries.parse(starts, clock));
    }
    if (ip != null) {
      builder.ip(ip);
    }
    if (resource != null) {
      builder.resource(resource);
    }
    return builder.build();
  }

  private Policy written(Invocation invocation, Path file) {
    if (expires != null || starts != null || ip != null || resource != null) {
      throw Failure.usage(
          "--policy says everything, and --expires, --starts, --ip or --resource is given too",
          "leave out one or the other");
    }
    byte[] text = InputFile.read(invocation.surroundings().in(), file, MAX_POLICY_BYTES);
    try {
      return Policy.parse(new String(text, StandardCharsets.UTF_8));
    } catch (CloudFrontInputException e) {
      throw Failure.usage("the policy file %s: %s".formatted(file, e.getMessage()), e.remedy());
    }
  }

  /** Whether standard input is read for the policy. */
  boolean policyFromStandardInput() {
    return policy != null && policy.toString().equals("-");
  }

  /** A signer for the key; no PIN is asked for yet. */
  CloudFrontSigner signer(Invocation invocation, TokenSession session) {
    return new CloudFrontSigner(
        session.signingKey(key), keyPairId, hash, invocation.surroundings().clock());
  }
}
