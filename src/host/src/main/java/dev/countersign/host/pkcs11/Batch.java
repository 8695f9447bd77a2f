package dev.countersign.host.pkcs11;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** Does the same with many inputs, in several threads that end with it. */
final class Batch {
  private Batch() {}

  /**
   * Does it.
   *
   * @param threads how many at most
   * @param one what is done with each; what it throws is thrown, and nothing is begun any more
   * @return the results in the order of the inputs
   */
  static List<byte[]> of(int threads, List<byte[]> inputs, UnaryOperator<byte[]> one) {
    if (threads < 2 || inputs.size() < 3) {
      return new ArrayList<>(inputs.stream().map(one).toList());
    }
    AtomicBoolean failed = new AtomicBoolean();
    // The first alone: it logs in, finds the key, and shows what is wrong before all show the same.
    List<byte[]> results = new ArrayList<>(inputs.size());
    results.add(one.apply(inputs.get(0)));
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, inputs.size() - 1));
    try {
      List<Future<byte[]>> begun = new ArrayList<>();
      for (byte[] input : inputs.subList(1, inputs.size())) {
        begun.add(pool.submit(() -> failed.get() ? new byte[0] : careful(one, input, failed)));
      }
      for (Future<byte[]> each : begun) {
        results.add(each.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("it was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      failed.set(true);
      pool.shutdown();
    }
  }

  private static byte[] careful(UnaryOperator<byte[]> one, byte[] input, AtomicBoolean failed) {
    boolean done = false;
    try {
      byte[] result = one.apply(input);
      done = true;
      return result;
    } finally {
      if (!done) {
        failed.set(true);
      }
    }
  }
}
