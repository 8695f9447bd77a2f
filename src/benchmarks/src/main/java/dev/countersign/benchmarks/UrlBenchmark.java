package dev.countersign.benchmarks;

import dev.countersign.aws.cloudfront.CloudFrontSigner;
import dev.countersign.aws.cloudfront.CloudFrontVerifier;
import dev.countersign.aws.cloudfront.EpochTime;
import dev.countersign.aws.cloudfront.Expiries;
import dev.countersign.aws.cloudfront.HashAlgorithm;
import dev.countersign.aws.cloudfront.Policy;
import dev.countersign.aws.cloudfront.Verification;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.simulator.Profile;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** CloudFront URLs with an RSA-2048 key on the in-process simulator. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class UrlBenchmark {
  private static final String URL = "https://d111111abcdef8.cloudfront.net/images/a.jpg?size=large";
  private final Clock noon = Clock.fixed(Instant.parse("2026-11-01T12:00:00Z"), ZoneOffset.UTC);
  private final EpochTime now = Expiries.parse("2026-11-01T12:00:00Z", noon);
  private final Policy policy = Policy.canned(Expiries.parse("2h", noon));
  private final Bench bench = new Bench(Profile.YUBIKEY_5_7, Map.of("9a", KeyAlgorithm.RSA2048));
  private final SigningKey key = bench.tokens().signingKey(Bench.place("9a"));
  private final CloudFrontSigner signer =
      new CloudFrontSigner(key, "K2JCJMDEHXQW5F", HashAlgorithm.SHA256, noon);
  private final CloudFrontVerifier verifier = CloudFrontVerifier.of(key.publicKey());
  private final String signed = signer.signUrl(URL, policy);

  /** Takes the token away. */
  @TearDown
  public void close() {
    bench.close();
  }

  /** Signs one URL, simulated token included. */
  @Benchmark
  public String sign() {
    return signer.signUrl(URL, policy);
  }

  /** Verifies one URL. */
  @Benchmark
  public Verification verify() {
    return verifier.verifyUrl(signed, now, Optional.empty());
  }
}
