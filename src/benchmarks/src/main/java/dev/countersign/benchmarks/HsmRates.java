package dev.countersign.benchmarks;

import dev.countersign.device.Digest;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeys;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckm;
import java.io.PrintStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Signatures of one second with a token of SoftHSM: ours beside a C program that calls C_SignInit
 * and C_Sign in a loop, and the JDK's SunPKCS11 where it can, in turns with the same token and key.
 */
final class HsmRates {
  /** The least that ours may reach of the C loop. */
  private static final double BUDGET = 0.95;

  private static final int INPUT_BYTES = 32;
  private static final List<Integer> THREADS = List.of(1, 2, 4, 16);

  private final HsmBench bench;
  private final SignLoop loop;
  private final Tokens tokens;
  private final @Nullable KeyStore sun;
  private final int rounds;
  private final int millis;

  private HsmRates(HsmBench bench, SignLoop loop, Tokens tokens, boolean quick) throws Exception {
    this.bench = bench;
    this.loop = loop;
    this.tokens = tokens;
    this.rounds = quick ? 3 : 15;
    this.millis = quick ? 60 : 400;
    this.sun = sun();
  }

  /** Makes signatures; each thread has one of its own. */
  @FunctionalInterface
  private interface Signer {
    void sign() throws Exception;
  }

  /** Makes signers. */
  @FunctionalInterface
  private interface Signers {
    Signer get() throws Exception;
  }

  private record Row(
      String name,
      String label,
      long mechanism,
      int inputBytes,
      Signers ours,
      Optional<Signers> jdk) {}

  static void print(PrintStream out, boolean quick) throws Exception {
    Optional<HsmBench> bench = HsmBench.open();
    if (bench.isEmpty()) {
      out.printf("%nSignatures with a PKCS#11 module: SoftHSM is not there%n");
      return;
    }
    Optional<SignLoop> loop = SignLoop.start(bench.get());
    if (loop.isEmpty()) {
      out.printf("%nSignatures with a PKCS#11 module: the C loop cannot be built (gcc?)%n");
      return;
    }
    String sessions = System.getProperty("countersign.sessions");
    OptionalInt most =
        sessions == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(sessions));
    try (SignLoop running = loop.get();
        Tokens tokens = bench.get().tokens(most)) {
      new HsmRates(bench.get(), running, tokens, quick).print(out);
    }
  }

  private void print(PrintStream out) throws Exception {
    out.printf(
        "%nSignatures with SoftHSM in a second, medians of %d slices of %d ms in turns"
            + " (budget: at least %.2f of the C loop)%n",
        rounds, millis, BUDGET);
    out.printf(
        "  %-10s %7s %10s %12s %10s %7s %7s%n",
        "", "threads", "C loop", "Countersign", "SunPKCS11", "ours/C", "Sun/C");
    for (Row row : rows()) {
      for (int threads : THREADS) {
        print(out, row, threads);
      }
    }
  }

  private List<Row> rows() throws Exception {
    List<Row> rows = new ArrayList<>();
    rows.add(
        row(
            "RSA-2048",
            "rsa2048",
            Ckm.RSA_PKCS,
            51,
            SignatureAlgorithm.rsa(Digest.SHA256),
            "SHA256withRSA"));
    rows.add(
        row(
            "P-256",
            "p256",
            Ckm.ECDSA,
            INPUT_BYTES,
            SignatureAlgorithm.ecdsa(Digest.SHA256),
            "NONEwithECDSA"));
    rows.add(row("Ed25519", "ed25519", Ckm.EDDSA, INPUT_BYTES, SignatureAlgorithm.ed25519(), null));
    Optional<MacKeys> macs = tokens.find(HsmBench.uri()).capability(MacKeys.class);
    if (macs.isPresent()) {
      rows.add(mac(macs.get()));
    }
    return rows;
  }

  private Row mac(MacKeys keys) throws Exception {
    TokenUri uri = HsmBench.uri().with("object", "hmac");
    MacKey mac = keys.find(uri).with(Digest.SHA256);
    byte[] input = input();
    Key sunKey = sun == null ? null : sun.getKey("hmac", null);
    Optional<Signers> jdk =
        sunKey == null
            ? Optional.empty()
            : Optional.of(
                () -> {
                  Mac one = Mac.getInstance("HmacSHA256", provider());
                  one.init(sunKey);
                  return () -> one.doFinal(input);
                });
    return new Row(
        "HMAC-SHA256", "hmac", Ckm.SHA256_HMAC, INPUT_BYTES, () -> () -> mac.mac(input), jdk);
  }

  private Row row(
      String name,
      String label,
      long mechanism,
      int inputBytes,
      SignatureAlgorithm algorithm,
      @Nullable String jca)
      throws Exception {
    SigningKey key = tokens.signingKey(HsmBench.uri().with("object", label));
    byte[] input = input();
    Key sunKey = sun == null || jca == null ? null : sun.getKey(label, null);
    Optional<Signers> jdk =
        sunKey == null
            ? Optional.empty()
            : Optional.of(
                () -> {
                  Signature one = Signature.getInstance(jca, provider());
                  return () -> {
                    one.initSign((PrivateKey) sunKey);
                    one.update(input);
                    one.sign();
                  };
                });
    return new Row(
        name, label, mechanism, inputBytes, () -> () -> key.signDigest(algorithm, input), jdk);
  }

  private static byte[] input() {
    byte[] input = new byte[INPUT_BYTES];
    Arrays.fill(input, (byte) 7);
    return input;
  }

  private Provider provider() {
    if (sun == null) {
      throw new IllegalStateException("there is no SunPKCS11");
    }
    return sun.getProvider();
  }

  private @Nullable KeyStore sun() throws Exception {
    Provider plain = Security.getProvider("SunPKCS11");
    if (plain == null) {
      return null;
    }
    Provider provider =
        plain.configure(
            "--name=benchmark\nlibrary=%s\nslot=%d\n".formatted(bench.library(), bench.slot()));
    KeyStore keys = KeyStore.getInstance("PKCS11", provider);
    keys.load(null, HsmBench.PIN.toCharArray());
    return keys;
  }

  private void print(PrintStream out, Row row, int threads) throws Exception {
    Samples theirs = new Samples(rounds);
    Samples ours = new Samples(rounds);
    Samples jdk = new Samples(rounds);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (int i = -1; i < rounds; i++) {
        long c = loop.rate(row.label, row.mechanism, row.inputBytes, threads, millis);
        long own = rate(pool, row.ours, threads);
        long sunRate = row.jdk.isPresent() ? rate(pool, row.jdk.get(), threads) : 0;
        if (i >= 0) {
          theirs.add(c);
          ours.add(own);
          jdk.add(sunRate);
        }
      }
    } finally {
      pool.shutdown();
    }
    double ratio = (double) ours.median() / theirs.median();
    boolean compared = row.jdk.isPresent();
    out.printf(
        "  %-11s %6d %10d %12d %10s %7.2f %7s  %s%n",
        row.name,
        threads,
        theirs.median(),
        ours.median(),
        compared ? Long.toString(jdk.median()) : "-",
        ratio,
        compared ? "%.2f".formatted((double) jdk.median() / theirs.median()) : "-",
        ratio >= BUDGET ? "ok" : "UNDER");
  }

  private long rate(ExecutorService pool, Signers signers, int threads) throws Exception {
    long began = System.nanoTime();
    long end = began + millis * 1_000_000L;
    List<Callable<Long>> work = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Signer signer = signers.get();
      work.add(
          () -> {
            long made = 0;
            do {
              signer.sign();
              made++;
            } while (System.nanoTime() < end);
            return made;
          });
    }
    long made = 0;
    for (Future<Long> one : pool.invokeAll(work)) {
      made += one.get();
    }
    return made * 1_000_000_000L / (System.nanoTime() - began);
  }
}
