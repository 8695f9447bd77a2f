package dev.countersign.benchmarks;

import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** BER-TLV on a certificate object of 2000 bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TlvBenchmark {
  private final byte[] certificate = new byte[2000];
  private final byte[] object = object();

  private byte[] object() {
    return Tlv.of(
            0x53, Tlv.of(0x70, certificate), Tlv.of(0x71, new byte[1]), Tlv.of(0xFE, new byte[0]))
        .encode();
  }

  /** Writes it. */
  @Benchmark
  public byte[] encode() {
    return object();
  }

  /** Reads it. */
  @Benchmark
  public List<Tlv> parse() throws TlvException {
    return Tlv.parse(object).children();
  }
}
