package dev.countersign.cli.cloudfront;

import dev.countersign.aws.cloudfront.CloudFrontSigner;
import dev.countersign.aws.cloudfront.Policy;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs URLs. */
@Command(
    name = "sign-url",
    customSynopsis = {
      "countersign cloudfront sign-url [OPTIONS] URL",
      "  or:  countersign cloudfront sign-url [OPTIONS] --from-file=FILE"
    },
    description = "Sign a URL, or a list of URLs with one PIN entry.",
    footer = {
      "%nOf a list each line is a URL; line n of the output is the signed URL of line n. Signing"
          + " stops at",
      "the first line that cannot be signed; with --keep-going an empty line stands in its place,"
          + " and the",
      "exit code is 1.",
      "%nExamples:",
      "  countersign cloudfront sign-url https://d111111abcdef8.cloudfront.net/a.jpg \\",
      "      --key piv:slot=9c --key-pair-id K2JCJMDEHXQW5F --expires 2h",
      "  countersign cloudfront sign-url https://cdn.example.com/films/1.mp4 --key piv:slot=9c \\",
      "      --key-pair-id K2JCJMDEHXQW5F --expires P1D --resource"
          + " 'https://cdn.example.com/films/*' \\",
      "      --ip 192.0.2.0/24",
      "  countersign cloudfront sign-url --from-file urls.txt --key piv:slot=9c \\",
      "      --key-pair-id K2JCJMDEHXQW5F --expires 7d > signed.txt"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SignUrl implements Callable<Integer> {
  private final Invocation invocation;

  @ArgGroup(multiplicity = "1")
  private What what;

  static final class What {
    @Parameters(paramLabel = "URL", description = "The URL.")
    private @Nullable String url;

    @Option(
        names = "--from-file",
        required = true,
        paramLabel = "FILE",
        description = "Sign each line of this file; - is standard input.")
    private @Nullable Path list;
  }

  @Mixin private SigningOptions options;

  @Option(
      names = "--keep-going",
      description = "Of a list, sign the lines after one that cannot be signed, too.")
  private boolean keepGoing;

  SignUrl(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Policy policy = options.policy(invocation, false);
    if (what.list != null
        && what.list.toString().equals("-")
        && options.policyFromStandardInput()) {
      throw Failure.usage(
          "both the list and the policy would come from standard input", "put one into a file");
    }
    try (TokenSession session = invocation.open()) {
      CloudFrontSigner signer = options.signer(invocation, session);
      if (what.url != null) {
        invocation.out().println(signer.signUrl(what.url, policy));
      } else if (what.list != null) {
        new UrlList(invocation, what.list, keepGoing).sign(url -> signer.signUrl(url, policy));
      }
    }
    return 0;
  }
}
