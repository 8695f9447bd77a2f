package dev.countersign.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * One signature of a whole process, from a cold Java runtime to its end, beside {@code pkcs11-tool
 * --sign} with the same key, in turns.
 */
final class FirstSignature {
  private FirstSignature() {}

  static void print(PrintStream out, HsmBench bench, Path root, int rounds) throws IOException {
    out.printf("%nFirst signature (P-256), whole process, medians of %d in turns%n", rounds);
    Path folder = root.resolve("src/benchmarks/target");
    Path digest = Files.write(folder.resolve("digest.bin"), new byte[32]);
    Path pin = folder.resolve("pin.txt");
    Files.deleteIfExists(pin);
    Files.createFile(
        pin, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(pin, HsmBench.PIN);
    List<String> ours =
        List.of(
            root.resolve("bin/countersign").toString(),
            "sign",
            "--pin-file",
            pin.toString(),
            "--key",
            HsmBench.uri().with("object", "p256") + "?module-path=" + bench.library(),
            "--algorithm",
            "sha256-ecdsa-digest",
            "--in",
            digest.toString(),
            "--out",
            folder.resolve("signature.bin").toString());
    List<String> theirs =
        List.of(
            "pkcs11-tool",
            "--module",
            bench.library().toString(),
            "--token-label",
            HsmBench.TOKEN,
            "--login",
            "--pin",
            HsmBench.PIN,
            "--sign",
            "--mechanism",
            "ECDSA",
            "--id",
            "02",
            "--input-file",
            digest.toString(),
            "--output-file",
            folder.resolve("signature.tool").toString());
    Path home = Path.of(System.getProperty("java.home"));
    WholeProcess.run(ours, home); // builds where that was not done, and makes the class archive
    compare(out, ours, home, theirs, rounds);
  }

  private static void compare(
      PrintStream out, List<String> ours, Path home, List<String> theirs, int rounds) {
    Samples own = new Samples(rounds);
    Samples other = new Samples(rounds);
    for (int i = 0; i < rounds; i++) {
      Optional<Long> one = WholeProcess.run(ours, home);
      Optional<Long> two = WholeProcess.run(theirs, null);
      if (one.isEmpty() || two.isEmpty()) {
        out.printf(
            "  %s failed or is not there%n", one.isEmpty() ? "countersign sign" : "pkcs11-tool");
        return;
      }
      own.add(one.get());
      other.add(two.get());
    }
    out.printf(
        "  countersign sign %6.0f ms   pkcs11-tool --sign %6.0f ms   ratio %.2f%n",
        own.medianMicros() / 1000, other.medianMicros() / 1000, own.ratio(other));
  }
}
