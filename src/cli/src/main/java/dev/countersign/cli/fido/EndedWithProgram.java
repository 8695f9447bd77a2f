package dev.countersign.cli.fido;

import dev.countersign.device.fido.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends what waits for a touch when the program is ended: a key would go on blinking. */
final class EndedWithProgram implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 500;

  private final Cancellation cancellation = new Cancellation();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::end, "countersign-touch-end");

  EndedWithProgram() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  Cancellation cancellation() {
    return cancellation;
  }

  private void end() {
    cancellation.cancel();
    try {
      boolean ended = done.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      assert ended || cancellation.cancelled();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the hook is running: the process ends
    }
  }
}
