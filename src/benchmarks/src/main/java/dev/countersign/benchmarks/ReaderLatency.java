package dev.countersign.benchmarks;

import dev.countersign.host.pcsc.PcscSource;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.vpcd.VpcdMount;
import dev.countersign.wire.ApduChannel;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HexFormat;

/**
 * What one command costs between a program and a simulated token in the real PC/SC service, beside
 * a token whose mount does what a socket does by itself.
 */
final class ReaderLatency {
  /** The most that a command may cost. */
  private static final double BUDGET_MICROS = 1000;

  private static final byte[] SELECT = HexFormat.of().parseHex("00A4040009A0000003080000100000");
  private static final byte[] VERIFY_STATUS = HexFormat.of().parseHex("00200080");

  private ReaderLatency() {}

  static void print(PrintStream out, VpcdReader reader, int rounds)
      throws IOException, InterruptedException {
    out.printf(
        "%nOne command through the PC/SC service, medians of %d (budget: under %.0f us)%n",
        rounds, BUDGET_MICROS);
    double ours;
    try (VirtualToken token = token();
        VpcdMount mount = new VpcdMount(token, reader.host(), reader.port()).insert()) {
      ours = measure(reader, rounds);
      out.printf("  %-34s %9.0f us  %s%n", "VpcdMount", ours, ours < BUDGET_MICROS ? "ok" : "OVER");
      if (!mount.inserted()) {
        throw new IOException("the token left the reader");
      }
    }
    VpcdReader second = reader.second();
    try (VirtualToken token = token();
        PlainVpcdCard card = new PlainVpcdCard(token, second.host(), second.port())) {
      double plain = measure(second, Math.min(rounds, 100));
      out.printf("  %-34s %9.0f us%n", card, plain);
      out.printf("  ratio %.4f%n", ours / plain);
    }
  }

  private static VirtualToken token() {
    return VirtualToken.builder(Profile.YUBIKEY_5_7).serial(12345678L).build();
  }

  private static double measure(VpcdReader reader, int rounds)
      throws IOException, InterruptedException {
    try (PcscSource source = reader.source();
        ApduChannel channel = VpcdReader.connect(source)) {
      channel.transceive(SELECT);
      Samples samples = new Samples(rounds);
      for (int i = -rounds / 4; i < rounds; i++) {
        long began = System.nanoTime();
        channel.transceive(VERIFY_STATUS);
        if (i >= 0) {
          samples.add(System.nanoTime() - began);
        }
      }
      return samples.medianMicros();
    }
  }
}
