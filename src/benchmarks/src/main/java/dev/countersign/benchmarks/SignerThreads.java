package dev.countersign.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Signs in a loop in several threads of this process, as the program in C does in its own. */
final class SignerThreads implements AutoCloseable {
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private final int threads;
  private final ExecutorService pool;
  private volatile boolean stop;

  SignerThreads(int threads) {
    this.threads = threads;
    this.pool = Executors.newFixedThreadPool(threads);
  }

  /** Makes signatures; each thread has one of its own. */
  @FunctionalInterface
  interface Signer {
    void sign() throws Exception;
  }

  /** Makes signers. */
  @FunctionalInterface
  interface Signers {
    Signer get() throws Exception;
  }

  /** Signs for so many milliseconds. The processor time is that of the threads that sign. */
  SignLoop.Rate rate(Signers signers, int millis) throws Exception {
    List<Signer> ready = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      ready.add(signers.get());
    }
    stop = false;
    long began = System.nanoTime();
    List<Future<Share>> running = new ArrayList<>();
    for (Signer signer : ready) {
      running.add(pool.submit(() -> untilStopped(signer)));
    }
    Thread.sleep(millis);
    stop = true;
    long made = 0;
    long cpu = 0;
    for (Future<Share> one : running) {
      made += one.get().made();
      cpu += one.get().cpuNanos();
    }
    return new SignLoop.Rate(made * 1_000_000_000L / (System.nanoTime() - began), made, cpu);
  }

  /** What one thread made, and its processor time. */
  private record Share(long made, long cpuNanos) {}

  private Share untilStopped(Signer signer) throws Exception {
    long cpu = CLOCK.getCurrentThreadCpuTime();
    long made = 0;
    while (!stop) {
      signer.sign();
      made++;
    }
    return new Share(made, CLOCK.getCurrentThreadCpuTime() - cpu);
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
