package dev.countersign.benchmarks;

import dev.countersign.host.pcsc.PcscSource;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.vpcd.VpcdMount;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What one command costs between a program and a simulated token in the real PC/SC service, beside
 * a token whose mount does what a socket does by itself. Needs the service of
 * native-config/pcscd-vpcd.sh.
 */
final class ReaderLatency {
  /** The most that a command may cost. */
  private static final double BUDGET_MICROS = 1000;

  private static final byte[] SELECT = HexFormat.of().parseHex("00A4040009A0000003080000100000");
  private static final byte[] VERIFY_STATUS = HexFormat.of().parseHex("00200080");
  private static final int NOTICE_SECONDS = 20;

  private final String host;
  private final int port;
  private final String firstReader;

  private ReaderLatency(String host, int port, String firstReader) {
    this.host = host;
    this.port = port;
    this.firstReader = firstReader;
  }

  /** The service that the environment names; empty when it names none. */
  static Optional<ReaderLatency> of(Map<String, String> environment) {
    String port = environment.get("COUNTERSIGN_VPCD_PORT");
    String reader = environment.get("COUNTERSIGN_VPCD_READER");
    return port == null || reader == null
        ? Optional.empty()
        : Optional.of(
            new ReaderLatency(
                environment.getOrDefault("COUNTERSIGN_VPCD_HOST", "127.0.0.1"),
                Integer.parseInt(port),
                reader));
  }

  void print(PrintStream out, int rounds) throws IOException, InterruptedException {
    out.printf(
        "%nOne command through the PC/SC service, medians of %d (budget: under %.0f us)%n",
        rounds, BUDGET_MICROS);
    double ours;
    try (VirtualToken token = token();
        VpcdMount mount = new VpcdMount(token, host, port).insert()) {
      ours = measure(firstReader, rounds);
      out.printf("  %-34s %9.0f us  %s%n", "VpcdMount", ours, ours < BUDGET_MICROS ? "ok" : "OVER");
      if (!mount.inserted()) {
        throw new IOException("the token left the reader");
      }
    }
    try (VirtualToken token = token();
        PlainVpcdCard card = new PlainVpcdCard(token, host, port + 1)) {
      double plain = measure(secondReader(), Math.min(rounds, 100));
      out.printf("  %-34s %9.0f us%n", card, plain);
      out.printf("  ratio %.4f%n", ours / plain);
    }
  }

  private static VirtualToken token() {
    return VirtualToken.builder(Profile.YUBIKEY_5_7).serial(12345678L).build();
  }

  private String secondReader() {
    return firstReader.substring(0, firstReader.length() - 1) + "1";
  }

  private static double measure(String name, int rounds) throws IOException, InterruptedException {
    try (PcscSource source = new PcscSource(name::equals);
        ApduChannel channel = connect(source)) {
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

  /** Connects as soon as the service has noticed the card. */
  private static ApduChannel connect(PcscSource source)
      throws ChannelException, InterruptedException {
    Semaphore changes = new Semaphore(0);
    try (ChannelSource.Watch watch = source.watch(event -> changes.release())) {
      while (true) {
        Optional<Reader> reader = source.readers().stream().filter(Reader::present).findFirst();
        if (reader.isPresent()) {
          return reader.get().connect();
        }
        if (!changes.tryAcquire(NOTICE_SECONDS, TimeUnit.SECONDS)) {
          throw new ChannelException(
              ChannelException.Kind.TIMEOUT, "the service does not see the card (" + watch + ")");
        }
      }
    }
  }
}
