package dev.countersign.simulator.hid;

import dev.countersign.simulator.fido.Attention;
import dev.countersign.simulator.fido.Authenticator;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the key executes, one message at a time, and what the host hears meanwhile. All methods are
 * called by who holds the device's lock.
 */
final class Work {
  /** How often the host hears that a message is still worked on ([CTAP2.1] 11.2.9.2.2). */
  static final Duration KEEPALIVE = Duration.ofMillis(100);

  private static final byte OTHER_FAILURE = 0x7F;

  private final Object lock;
  private final Authenticator key;
  private final CtapHidDevice.Surroundings surroundings;
  private final Consumer<HidMessage> out;
  private @Nullable Execution running;
  private Timer.@Nullable Alarm alarm;

  Work(
      Object lock,
      Authenticator key,
      CtapHidDevice.Surroundings surroundings,
      Consumer<HidMessage> out) {
    this.lock = lock;
    this.key = key;
    this.surroundings = surroundings;
    this.out = out;
  }

  boolean busy() {
    return running != null;
  }

  void begin(Incoming message) {
    Execution execution = new Execution(message.channel(), message.command(), this::tell);
    running = execution;
    remind(execution);
    surroundings.executed().run();
    surroundings.executor().execute(() -> finish(execution, answer(message, execution)));
  }

  private byte[] answer(Incoming message, Execution execution) {
    boolean cbor = message.command() == HidCommand.CBOR;
    try {
      return cbor ? key.ctap2(message.data(), execution) : key.u2f(message.data(), execution);
    } catch (RuntimeException e) {
      return cbor ? new byte[] {OTHER_FAILURE} : new byte[] {0x6F, 0x00};
    }
  }

  private void finish(Execution execution, byte[] answer) {
    synchronized (lock) {
      if (running == execution) {
        end();
        out.accept(new HidMessage(execution.channel(), execution.command(), answer));
      }
    }
  }

  private void remind(Execution execution) {
    alarm =
        surroundings
            .timer()
            .after(
                KEEPALIVE,
                () -> {
                  synchronized (lock) {
                    tell(execution, execution.status());
                    if (running == execution) {
                      remind(execution);
                    }
                  }
                });
  }

  private void tell(Execution execution, Attention.Status status) {
    synchronized (lock) {
      if (running == execution) {
        byte[] data = {(byte) status.code()};
        out.accept(new HidMessage(execution.channel(), HidCommand.KEEPALIVE, data));
      }
    }
  }

  /** The host wants the message on a channel to end; its answer is awaited. */
  void cancel(int channel) {
    if (running != null && running.channel() == channel) {
      running.cancel();
    }
  }

  /** Nobody wants the answer to the message on a channel. */
  void abort(int channel) {
    if (running != null && running.channel() == channel) {
      abort();
    }
  }

  /** Nobody wants any answer. */
  void abort() {
    if (running != null) {
      running.cancel();
      end();
    }
  }

  private void end() {
    running = null;
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }
}
