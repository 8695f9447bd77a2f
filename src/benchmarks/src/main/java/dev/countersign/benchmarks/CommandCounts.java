package dev.countersign.benchmarks;

import dev.countersign.aws.cloudfront.CloudFrontSigner;
import dev.countersign.aws.cloudfront.EpochTime;
import dev.countersign.aws.cloudfront.Expiries;
import dev.countersign.aws.cloudfront.HashAlgorithm;
import dev.countersign.aws.cloudfront.Policy;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.TokenUri;
import dev.countersign.simulator.Profile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What operations cost in commands. Budgets, where the card takes extended-length commands: the
 * first signature after attaching costs at most five, each further one with a held PIN state one; a
 * key that wants the PIN each time costs a VERIFY more; a list of URLs costs one per URL.
 *
 * <p>A card of short commands needs three for one RSA-2048 signature: two of a chain and a GET
 * RESPONSE. A YubiKey 4 tells its serial number in another application, which costs two commands
 * and selecting PIV again.
 */
final class CommandCounts {
  private static final int FIRST_SIGNATURE = 5;
  private static final OptionalInt NONE = OptionalInt.empty();
  private static final byte[] MESSAGE = new byte[200];
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-01T12:00:00Z"), ZoneOffset.UTC);

  private final Profile profile;
  private final int repetitions;
  private final List<Counted> counted = new ArrayList<>();

  private CommandCounts(Profile profile, int repetitions) {
    this.profile = profile;
    this.repetitions = repetitions;
  }

  /** Counts every operation on a token of that profile. */
  static List<Counted> of(Profile profile, int repetitions) {
    CommandCounts counts = new CommandCounts(profile, repetitions);
    Map<String, KeyAlgorithm> keys = new LinkedHashMap<>();
    keys.put("9a", KeyAlgorithm.RSA2048);
    keys.put("9c", KeyAlgorithm.P256);
    keys.put("9d", KeyAlgorithm.P256);
    try (Bench bench = new Bench(profile, keys)) {
      counts.looks(bench);
      counts.firstSignatures(bench);
      counts.furtherSignatures(bench, "9a", KeyAlgorithm.RSA2048, counts.rsaCommands());
      counts.furtherSignatures(bench, "9d", KeyAlgorithm.P256, 1);
      counts.furtherSignatures(bench, "9c", KeyAlgorithm.P256, 2);
      counts.urls(bench);
      counts.keys(bench);
    }
    return counts.counted;
  }

  private void count(Bench bench, String operation, int times, OptionalInt budget, Runnable work) {
    Tally before = bench.tally();
    long began = System.nanoTime();
    for (int i = 0; i < times; i++) {
      work.run();
    }
    Duration time = Duration.ofNanos(System.nanoTime() - began);
    counted.add(new Counted(operation, times, bench.tally().minus(before), time, budget));
  }

  private void looks(Bench bench) {
    bench.attach();
    TokenUri uri = bench.tokens().list().get(0).uri();
    bench.attach();
    count(bench, "find by serial", 1, NONE, () -> bench.tokens().find(uri));
    bench.attach();
    count(
        bench,
        "list keys",
        1,
        NONE,
        () -> bench.tokens().find(uri).require(SigningKeys.class).list());
  }

  private void firstSignatures(Bench bench) {
    TokenUri uri = bench.tokens().list().get(0).uri().with("slot", "9d");
    bench.attach();
    count(
        bench,
        "first signature, p256 by slot",
        1,
        profile == Profile.NIST_PIV ? NONE : OptionalInt.of(FIRST_SIGNATURE),
        () -> sign(bench.tokens().signingKey(Bench.place("9d"))));
    bench.attach();
    count(
        bench,
        "first signature, p256 by serial",
        1,
        switch (profile) {
          case YUBIKEY_5_7 -> OptionalInt.of(FIRST_SIGNATURE);
          case YUBIKEY_4_3 -> OptionalInt.of(FIRST_SIGNATURE + 3);
          default -> NONE;
        },
        () -> sign(bench.tokens().signingKey(uri)));
  }

  /** What one RSA-2048 signature takes, PIN aside. */
  private int rsaCommands() {
    return profile == Profile.NIST_PIV ? 3 : 1;
  }

  private void furtherSignatures(Bench bench, String slot, KeyAlgorithm algorithm, int budget) {
    SigningKey key = bench.tokens().signingKey(Bench.place(slot));
    sign(key);
    count(
        bench,
        "signature, %s in %s%s"
            .formatted(algorithm.externalName(), slot, slot.equals("9c") ? " (PIN each time)" : ""),
        repetitions,
        OptionalInt.of(budget),
        () -> sign(key));
  }

  private static void sign(SigningKey key) {
    key.sign(algorithm(key), MESSAGE);
  }

  /** The way to sign with a key that costs the host least. */
  static SignatureAlgorithm algorithm(SigningKey key) {
    return switch (key.algorithm().family()) {
      case RSA -> SignatureAlgorithm.rsa(Digest.SHA256);
      case EC -> SignatureAlgorithm.ecdsa(Digest.SHA256);
      default -> SignatureAlgorithm.ed25519();
    };
  }

  private void urls(Bench bench) {
    SigningKey key = bench.tokens().signingKey(Bench.place("9a"));
    CloudFrontSigner signer =
        new CloudFrontSigner(key, "K2JCJMDEHXQW5F", HashAlgorithm.SHA256, NOON);
    EpochTime expires = Expiries.parse("2h", NOON);
    sign(key);
    count(
        bench,
        "CloudFront URL of a list, rsa2048",
        repetitions,
        OptionalInt.of(rsaCommands()),
        () ->
            signer.signUrl("https://d111111abcdef8.cloudfront.net/a.jpg", Policy.canned(expires)));
  }

  private void keys(Bench bench) {
    bench.attach();
    KeyManagement management = bench.tokens().find(TokenUri.of("piv")).require(KeyManagement.class);
    boolean edwards = management.generates().contains(KeyAlgorithm.ED25519);
    count(
        bench,
        "generate p256, store certificate",
        1,
        NONE,
        () -> bench.generate("9e", KeyAlgorithm.P256));
    if (edwards) {
      bench.generate("9e", KeyAlgorithm.ED25519);
      furtherSignatures(bench, "9e", KeyAlgorithm.ED25519, 1);
    }
  }
}
