package dev.countersign.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Signs in a loop in several threads of this process, as the program in C does in its own. */
final class SignerThreads implements AutoCloseable {
  private static final OperatingSystemMXBean CPU =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

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

  /** Signs for so many milliseconds. The processor time is that of the whole process. */
  SignLoop.Rate rate(Signers signers, int millis) throws Exception {
    List<Signer> ready = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      ready.add(signers.get());
    }
    stop = false;
    long cpu = CPU.getProcessCpuTime();
    long began = System.nanoTime();
    List<Future<Long>> running = new ArrayList<>();
    for (Signer signer : ready) {
      running.add(pool.submit(() -> untilStopped(signer)));
    }
    Thread.sleep(millis);
    stop = true;
    long made = 0;
    for (Future<Long> one : running) {
      made += one.get();
    }
    return new SignLoop.Rate(
        made * 1_000_000_000L / (System.nanoTime() - began), made, CPU.getProcessCpuTime() - cpu);
  }

  private long untilStopped(Signer signer) throws Exception {
    long made = 0;
    while (!stop) {
      signer.sign();
      made++;
    }
    return made;
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
