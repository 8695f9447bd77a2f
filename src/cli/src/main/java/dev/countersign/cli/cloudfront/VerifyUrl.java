package dev.countersign.cli.cloudfront;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.aws.cloudfront.CloudFrontVerifier;
import dev.countersign.aws.cloudfront.EpochTime;
import dev.countersign.aws.cloudfront.Expiries;
import dev.countersign.aws.cloudfront.Verification;
import dev.countersign.aws.cloudfront.Verification.Denied;
import dev.countersign.aws.cloudfront.Verification.Grant;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.keyfiles.PublicKeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what CloudFront would do with a signed URL. */
@Command(
    name = "verify",
    description = {
      "Say what CloudFront would do with a signed URL or cookies, without asking it.",
      "Exit code 0 when it would answer, 1 when it would refuse, with all that is wrong."
    },
    footer = {
      "%nExample:",
      "  countersign cloudfront verify 'https://cdn.example.com/a.jpg?Expires=...' --public-key"
          + " cdn.pem"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VerifyUrl implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "URL", description = "The URL, as a client would ask for it.")
  private String url;

  @Option(
      names = "--public-key",
      required = true,
      paramLabel = "FILE",
      description = "The public key that CloudFront has, PEM or DER.")
  private Path publicKey;

  @Option(
      names = "--cookies",
      paramLabel = "HEADER",
      description = "Verify these cookies for the URL: the value of the Cookie header.")
  private @Nullable String cookies;

  @Option(
      names = "--at",
      paramLabel = "WHEN",
      description = "The time of the request: now when left out; written as --expires is.")
  private @Nullable String at;

  @Option(names = "--ip", paramLabel = "ADDR", description = "The viewer's IP address.")
  private @Nullable String ip;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  VerifyUrl(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Clock clock = invocation.surroundings().clock();
    EpochTime time = at == null ? EpochTime.now(clock) : Expiries.parse(at, clock);
    CloudFrontVerifier verifier =
        CloudFrontVerifier.of(PublicKeyFile.read(invocation.surroundings().in(), publicKey));
    Optional<String> viewer = Optional.ofNullable(ip);
    Verification verification =
        cookies == null
            ? verifier.verifyUrl(url, time, viewer)
            : verifier.verifyCookies(url, cookieValue(cookies), time, viewer);
    if (json) {
      Json.print(invocation.out(), out -> write(out, verification));
    } else if (verification.isAllowed()) {
      invocation.out().println("CloudFront would answer this request.");
      grant(verification).ifPresent(this::print);
    }
    if (verification instanceof Denied denied) {
      throw new Failure(
          ExitCode.FAILED,
          "CloudFront would refuse this request: " + reasons(denied),
          remedy(denied));
    }
    return 0;
  }

  private static String cookieValue(String header) {
    return header.regionMatches(true, 0, "Cookie:", 0, 7) ? header.substring(7).strip() : header;
  }

  private static String reasons(Denied denied) {
    return denied.failures().stream()
        .map(Verification.Failure::reason)
        .collect(Collectors.joining("; "));
  }

  private static String remedy(Denied denied) {
    return switch (denied.failures().get(0).condition()) {
      case FORM, PARAMETERS -> "give the whole URL, in quotes, as it was signed";
      case KEY, HASH, SIGNATURE ->
          "check that URL and public key are those of one signature; nothing in the URL may be"
              + " changed after signing";
      case POLICY -> "sign it again with a policy that CloudFront takes";
      case RESOURCE -> "ask for a URL that fits the policy's resource";
      case DATE_LESS_THAN, DATE_GREATER_THAN -> "sign it again for another time";
      case IP_ADDRESS -> "say where the viewer is with --ip, or sign it for another range";
    };
  }

  private static Optional<Grant> grant(Verification verification) {
    return verification instanceof Verification.Allowed allowed
        ? Optional.of(allowed.grant())
        : ((Denied) verification).grant();
  }

  private void print(Grant grant) {
    invocation.out().println("key pair id: " + grant.keyPairId());
    invocation.out().println("hash: " + grant.hash().externalName());
    invocation.out().println("policy: " + printable(grant.policyText()));
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private static void write(JsonGenerator out, Verification verification) throws IOException {
    out.writeStartObject();
    out.writeBooleanField("allowed", verification.isAllowed());
    out.writeArrayFieldStart("failures");
    List<Verification.Failure> failures =
        verification instanceof Denied denied ? denied.failures() : List.of();
    for (Verification.Failure failure : failures) {
      out.writeStartObject();
      out.writeStringField(
          "condition", failure.condition().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      out.writeStringField("reason", failure.reason());
      out.writeEndObject();
    }
    out.writeEndArray();
    Optional<Grant> grant = grant(verification);
    Json.optional(out, "keyPairId", grant.map(Grant::keyPairId));
    Json.optional(out, "hash", grant.map(g -> g.hash().externalName()));
    Json.optional(out, "policy", grant.map(Grant::policyText));
    out.writeEndObject();
  }
}
