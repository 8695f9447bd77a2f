package dev.countersign.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.countersign.device.Digest;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeys;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckm;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
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

  private static final int WARM_UP = 5; // slices
  private static final int INPUT_BYTES = 32;
  private static final List<Integer> THREADS = List.of(1, 2, 4, 16);

  private static final OperatingSystemMXBean CPU =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

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

  static void print(PrintStream out, Path root, boolean quick) throws Exception {
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
    FirstSignature.print(out, bench.get(), root, quick ? 3 : 15);
  }

  private void print(PrintStream out) throws Exception {
    out.printf(
        "%nSignatures with SoftHSM in a second, medians of %d slices of %d ms in turns (budget: at"
            + " least %.2f of the C loop), and processor time of each%n",
        rounds, millis, BUDGET);
    out.printf(
        "  %-11s %7s %8s %8s %8s %7s %7s %7s %7s %7s%n",
        "", "threads", "C loop", "ours", "Sun", "ours/C", "Sun/C", "CPU us", "ours", "Sun");
    for (Row row : rows()) {
      warmUp(row);
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

  /** Until both Java engines are compiled: it is not the start that is compared here. */
  private void warmUp(Row row) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < WARM_UP; i++) {
        rate(pool, row.ours, 2);
        if (row.jdk.isPresent()) {
          rate(pool, row.jdk.get(), 2);
        }
      }
    } finally {
      pool.shutdown();
    }
  }

  private void print(PrintStream out, Row row, int threads) throws Exception {
    Measured theirs = new Measured(rounds);
    Measured ours = new Measured(rounds);
    Measured jdk = new Measured(rounds);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (int i = -1; i < rounds; i++) {
        SignLoop.Rate c = loop.rate(row.label, row.mechanism, row.inputBytes, threads, millis);
        SignLoop.Rate own = rate(pool, row.ours, threads);
        Optional<SignLoop.Rate> other =
            row.jdk.isPresent()
                ? Optional.of(rate(pool, row.jdk.get(), threads))
                : Optional.empty();
        if (i >= 0) {
          theirs.add(c);
          ours.add(own);
          other.ifPresent(jdk::add);
        }
      }
    } finally {
      pool.shutdown();
    }
    double ratio = ours.rates.ratio(theirs.rates);
    boolean compared = row.jdk.isPresent();
    out.printf(
        "  %-11s %7d %8d %8d %8s %7.2f %7s %7.1f %7.1f %7s  %s%n",
        row.name,
        threads,
        theirs.rates.median(),
        ours.rates.median(),
        compared ? Long.toString(jdk.rates.median()) : "-",
        ratio,
        compared ? "%.2f".formatted(jdk.rates.ratio(theirs.rates)) : "-",
        theirs.cpuMicros(),
        ours.cpuMicros(),
        compared ? "%.1f".formatted(jdk.cpuMicros()) : "-",
        ratio >= BUDGET ? "ok" : "UNDER");
  }

  /** The slices of one program. */
  private static final class Measured {
    private final Samples rates;
    private long made;
    private long cpuNanos;

    Measured(int rounds) {
      rates = new Samples(rounds);
    }

    void add(SignLoop.Rate rate) {
      rates.add(rate.perSecond());
      made += rate.made();
      cpuNanos += rate.cpuNanos();
    }

    /** Processor time of one, which what else runs on the machine changes least. */
    double cpuMicros() {
      return cpuNanos / 1000.0 / made;
    }
  }

  private SignLoop.Rate rate(ExecutorService pool, Signers signers, int threads) throws Exception {
    List<Signer> ready = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      ready.add(signers.get());
    }
    long cpu = CPU.getProcessCpuTime();
    long began = System.nanoTime();
    long end = began + millis * 1_000_000L;
    List<Callable<Long>> work = new ArrayList<>();
    for (Signer signer : ready) {
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
    return new SignLoop.Rate(
        made * 1_000_000_000L / (System.nanoTime() - began), made, CPU.getProcessCpuTime() - cpu);
  }
}
