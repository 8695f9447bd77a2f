package dev.countersign.cli.cloudfront;

import dev.countersign.aws.cloudfront.CookieScope;
import dev.countersign.aws.cloudfront.Policy;
import dev.countersign.aws.cloudfront.SignedCookies;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.ResultFile;
import dev.countersign.cli.TokenSession;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes cookies. */
@Command(
    name = "sign-cookies",
    description = "Make the signed cookies for a resource.",
    footer = {
      "%nA resource with wildcards makes a custom policy.",
      "%nExamples:",
      "  countersign cloudfront sign-cookies 'https://cdn.example.com/films/*' --key piv:slot=9c"
          + " \\",
      "      --key-pair-id K2JCJMDEHXQW5F --expires 8h",
      "  countersign cloudfront sign-cookies 'https://cdn.example.com/films/*' --key piv:slot=9c"
          + " \\",
      "      --key-pair-id K2JCJMDEHXQW5F --expires 8h --format netscape > cookies.txt",
      "  curl --cookie cookies.txt https://cdn.example.com/films/1.mp4"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SignCookies implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      paramLabel = "RESOURCE",
      description = "The URL, or a pattern of URLs with * and ? as wildcards.")
  private String resource;

  @Mixin private SigningOptions options;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "header",
      description =
          "One of ${COMPLETION-CANDIDATES}. header: Set-Cookie lines, as a server sends them;"
              + " cookie: the Cookie line that a client sends; netscape: a file for curl --cookie."
              + " Default: header.")
  private Format format;

  @Option(
      names = "--domain",
      paramLabel = "HOST",
      description = "The cookies' domain; the resource's host when left out.")
  private @Nullable String domain;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "The cookies' path; the resource's up to its first wildcard when left out.")
  private @Nullable String path;

  SignCookies(Invocation invocation) {
    this.invocation = invocation;
  }

  enum Format {
    HEADER,
    COOKIE,
    JSON,
    NETSCAPE;

    /** The name on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() {
    Policy policy = options.policy(invocation, wildcards());
    try (TokenSession session = invocation.open()) {
      SignedCookies cookies =
          scoped(options.signer(invocation, session).signCookies(resource, policy));
      String text =
          switch (format) {
            case HEADER -> String.join("\n", cookies.setCookieLines()) + "\n";
            case COOKIE -> cookies.cookieLine() + "\n";
            case JSON -> cookies.json() + "\n";
            case NETSCAPE -> cookies.netscapeFile();
          };
      ResultFile.write(invocation.out(), null, text.getBytes(StandardCharsets.UTF_8));
    }
    return 0;
  }

  // In a URL a ? begins the query string; in a pattern it is a wildcard, with or without a *.
  private boolean wildcards() {
    return resource.indexOf('*') >= 0;
  }

  private SignedCookies scoped(SignedCookies cookies) {
    CookieScope scope = cookies.scope();
    if (domain != null) {
      scope = scope.withDomain(domain);
    }
    return cookies.with(path == null ? scope : scope.withPath(path));
  }
}
