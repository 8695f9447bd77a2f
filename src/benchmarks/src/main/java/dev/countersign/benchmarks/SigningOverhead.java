package dev.countersign.benchmarks;

import dev.countersign.aws.cloudfront.CloudFrontSigner;
import dev.countersign.aws.cloudfront.EpochTime;
import dev.countersign.aws.cloudfront.Expiries;
import dev.countersign.aws.cloudfront.HashAlgorithm;
import dev.countersign.aws.cloudfront.Policy;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.simulator.Profile;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * What signing a URL costs over the bare signature of the same key. Both are measured in turns, so
 * that what slows the machine down slows both; medians are compared.
 */
final class SigningOverhead {
  /** The most that a URL may cost over its signature. */
  static final double BUDGET_PERCENT = 5;

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-01T12:00:00Z"), ZoneOffset.UTC);

  private SigningOverhead() {}

  static void print(PrintStream out, int rounds) {
    out.printf(
        "%nURL signing over the bare signature, medians of %d in turns (budget: under %.0f %%)%n",
        rounds, BUDGET_PERCENT);
    for (KeyAlgorithm algorithm : List.of(KeyAlgorithm.RSA2048, KeyAlgorithm.P256)) {
      try (Bench bench = new Bench(Profile.YUBIKEY_5_7, Map.of("9a", algorithm))) {
        print(out, algorithm, bench.tokens().signingKey(Bench.place("9a")), rounds);
      }
    }
  }

  private static void print(PrintStream out, KeyAlgorithm algorithm, SigningKey key, int rounds) {
    CloudFrontSigner signer =
        new CloudFrontSigner(key, "K2JCJMDEHXQW5F", HashAlgorithm.SHA256, NOON);
    EpochTime expires = Expiries.parse("2h", NOON);
    String url = "https://d111111abcdef8.cloudfront.net/images/a.jpg";
    byte[] policy =
        "{\"Statement\":[{\"Resource\":\"%s\",\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":1793541600}}}]}"
            .formatted(url)
            .getBytes(StandardCharsets.UTF_8);
    SignatureAlgorithm signature = CommandCounts.algorithm(key);
    Samples bare = new Samples(rounds);
    Samples whole = new Samples(rounds);
    for (int i = -rounds / 4; i < rounds; i++) {
      long began = System.nanoTime();
      key.sign(signature, policy);
      long between = System.nanoTime();
      signer.signUrl(url, Policy.canned(expires));
      long ended = System.nanoTime();
      if (i >= 0) {
        bare.add(between - began);
        whole.add(ended - between);
      }
    }
    double percent = 100 * (whole.medianMicros() / bare.medianMicros() - 1);
    out.printf(
        "  %-8s  signature %8.1f us   URL %8.1f us   overhead %5.1f %%  %s%n",
        algorithm.externalName(),
        bare.medianMicros(),
        whole.medianMicros(),
        percent,
        percent < BUDGET_PERCENT ? "ok" : "OVER");
  }
}
