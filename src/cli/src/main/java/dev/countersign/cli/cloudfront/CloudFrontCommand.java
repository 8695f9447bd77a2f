package dev.countersign.cli.cloudfront;

import picocli.CommandLine.Command;

/** The commands about CloudFront. */
@Command(
    name = "cloudfront",
    description = "Sign and verify CloudFront URLs and cookies.",
    subcommands = {SignUrl.class, SignCookies.class, VerifyUrl.class})
public final class CloudFrontCommand {}
