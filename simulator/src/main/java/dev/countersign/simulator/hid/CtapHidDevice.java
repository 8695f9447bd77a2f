package dev.countersign.simulator.hid;

import dev.countersign.simulator.fido.Authenticator;
import dev.countersign.simulator.fido.EnabledProtocols;
import dev.countersign.simulator.fido.FidoFraming;
import dev.countersign.wire.HidChannel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A security key on USB ([CTAP2.1] 11.2): reports of 64 bytes go in and come out. Safe for many
 * threads. Simulation: protects nothing.
 */
public final class CtapHidDevice {
  /**
   * How long the next report of a message may be in coming; at least half a second is asked for.
   */
  static final Duration REPORT_PATIENCE = Duration.ofSeconds(1);

  private static final int PROTOCOL = 2;
  private static final int NONCE_BYTES = 8;
  private static final int INIT_BYTES = 17;
  private static final int LONGEST_LOCK_SECONDS = 10;
  private static final int CAN_WINK = 0x01;
  private static final int CAN_CBOR = 0x04;
  private static final int CANNOT_MSG = 0x08;

  private final Authenticator key;
  private final FidoFraming framing;
  private final EnabledProtocols enabled;
  private final Surroundings surroundings;
  private final Channels channels = new Channels();
  private final Work work;
  private Consumer<byte[]> host = report -> {};
  private @Nullable Incoming incoming;
  private Timer.@Nullable Alarm alarm;

  /**
   * What a device needs beside the key.
   *
   * @param timer its time
   * @param executor where messages are executed
   * @param configuration the pages of [YK-MGMT] READ CONFIG; empty where there is none
   * @param executed told of each message that the key executes
   */
  public record Surroundings(
      Timer timer,
      Executor executor,
      IntFunction<Optional<byte[]>> configuration,
      Runnable executed) {}

  /** Creates a device that is not plugged in. */
  public CtapHidDevice(
      Authenticator key, FidoFraming framing, EnabledProtocols enabled, Surroundings surroundings) {
    this.key = key;
    this.framing = framing;
    this.enabled = enabled;
    this.surroundings = surroundings;
    work = new Work(this, key, surroundings, this::send);
  }

  /** Whether there is a device to be plugged in: all of it may be disabled. */
  public boolean present() {
    return enabled.any();
  }

  /**
   * It is plugged in: the key gets power.
   *
   * @param newHost takes its reports; must not call back
   */
  public void plugIn(Consumer<byte[]> newHost) {
    unplug();
    key.powerOff();
    key.powerOn();
    synchronized (this) {
      host = newHost;
    }
  }

  /** It is pulled, or the bus is reset: channels are forgotten, what is executed is cancelled. */
  public synchronized void unplug() {
    drop();
    work.abort();
    channels.forget();
    host = report -> {};
  }

  /**
   * Takes a report of the host's.
   *
   * @throws IllegalArgumentException when it has not 64 bytes
   */
  public synchronized void receive(byte[] report) {
    if (report.length != HidChannel.REPORT_BYTES) {
      throw new IllegalArgumentException("a report has 64 bytes");
    }
    int channel = Incoming.channel(report);
    if (!Incoming.isFirst(report)) {
      proceed(channel, report);
    } else if (Incoming.command(report) == HidCommand.INIT) {
      initialise(channel, report);
    } else if (!channels.allocated(channel)) {
      refuse(channel, HidError.INVALID_CHANNEL);
    } else if (Incoming.command(report) == HidCommand.CANCEL) {
      work.cancel(channel);
    } else {
      begin(channel, report);
    }
  }

  /** Says an error on the channel of a report. For faults. */
  public synchronized void refuse(byte[] report, int code) {
    byte[] data = {(byte) code};
    send(new HidMessage(Incoming.channel(report), HidCommand.ERROR, data));
  }

  private void initialise(int channel, byte[] report) {
    boolean all = channel == Channels.BROADCAST;
    if (!all && !channels.allocated(channel)) {
      refuse(channel, HidError.INVALID_CHANNEL);
    } else if (Incoming.announced(report) != NONCE_BYTES) {
      refuse(channel, HidError.INVALID_LENGTH);
    } else if (!all && channels.lockedAgainst(channel)) {
      refuse(channel, HidError.CHANNEL_BUSY);
    } else {
      if (incoming != null && incoming.channel() == channel) {
        drop();
      }
      work.abort(channel);
      int told = all ? channels.allocate() : channel;
      send(new HidMessage(channel, HidCommand.INIT, introduction(told, report)));
    }
  }

  private byte[] introduction(int channel, byte[] report) {
    int capabilities =
        CAN_WINK | (enabled.ctap2().getAsBoolean() ? CAN_CBOR : 0) | (hasU2f() ? 0 : CANNOT_MSG);
    return ByteBuffer.allocate(INIT_BYTES)
        .put(report, HidChannel.REPORT_BYTES - HidMessage.FIRST_BYTES, NONCE_BYTES)
        .putInt(channel)
        .put((byte) PROTOCOL)
        .put(framing.firmware().bytes())
        .put((byte) capabilities)
        .array();
  }

  private boolean hasU2f() {
    return enabled.u2f().getAsBoolean() && key.hasU2f();
  }

  private void begin(int channel, byte[] report) {
    if (channels.lockedAgainst(channel) || work.busy()) {
      refuse(channel, HidError.CHANNEL_BUSY);
    } else if (incoming != null && incoming.channel() == channel) {
      drop();
      refuse(channel, HidError.INVALID_SEQUENCE);
    } else if (incoming != null) {
      refuse(channel, HidError.CHANNEL_BUSY);
    } else if (!known(Incoming.command(report))) {
      refuse(channel, HidError.INVALID_COMMAND);
    } else if (Incoming.announced(report) > framing.maxMessageBytes()) {
      refuse(channel, HidError.INVALID_LENGTH);
    } else {
      incoming = Incoming.begin(report);
      goOn(incoming);
    }
  }

  private boolean known(int command) {
    return switch (command) {
      case HidCommand.PING, HidCommand.WINK, HidCommand.LOCK -> true;
      case HidCommand.MSG -> hasU2f();
      case HidCommand.CBOR -> enabled.ctap2().getAsBoolean();
      case HidCommand.READ_CONFIG -> surroundings.configuration().apply(0).isPresent();
      default -> false;
    };
  }

  /** A later report that nobody waits for is passed over. */
  private void proceed(int channel, byte[] report) {
    Incoming message = incoming;
    if (message == null || message.channel() != channel) {
      return;
    }
    if (message.proceed(report)) {
      goOn(message);
    } else {
      drop();
      refuse(channel, HidError.INVALID_SEQUENCE);
    }
  }

  private void goOn(Incoming message) {
    if (message.complete()) {
      drop();
      execute(message);
    } else {
      rest();
      alarm = surroundings.timer().after(REPORT_PATIENCE, () -> expire(message));
    }
  }

  private synchronized void expire(Incoming message) {
    if (incoming == message) {
      drop();
      refuse(message.channel(), HidError.MESSAGE_TIMEOUT);
    }
  }

  private void execute(Incoming message) {
    int channel = message.channel();
    int length = message.data().length;
    switch (message.command()) {
      case HidCommand.PING -> reply(message, message.data());
      case HidCommand.LOCK -> lock(message);
      case HidCommand.READ_CONFIG -> configuration(message);
      case HidCommand.WINK -> {
        if (length == 0) {
          reply(message, new byte[0]);
        } else {
          refuse(channel, HidError.INVALID_LENGTH);
        }
      }
      default -> {
        if (length == 0) {
          refuse(channel, HidError.INVALID_LENGTH);
        } else {
          work.begin(message);
        }
      }
    }
  }

  private void lock(Incoming message) {
    byte[] data = message.data();
    if (data.length != 1) {
      refuse(message.channel(), HidError.INVALID_LENGTH);
    } else if ((data[0] & 0xFF) > LONGEST_LOCK_SECONDS) {
      refuse(message.channel(), HidError.INVALID_PARAMETER);
    } else {
      Duration time = Duration.ofSeconds(data[0]);
      channels.lock(message.channel(), time, surroundings.timer(), this::unlock);
      reply(message, new byte[0]);
    }
  }

  private synchronized void unlock() {
    channels.unlock();
  }

  private void configuration(Incoming message) {
    int page = message.data().length == 0 ? 0 : message.data()[0] & 0xFF;
    surroundings
        .configuration()
        .apply(page)
        .ifPresentOrElse(
            found -> reply(message, found),
            () -> refuse(message.channel(), HidError.INVALID_PARAMETER));
  }

  private void drop() {
    incoming = null;
    rest();
  }

  private void rest() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  private void refuse(int channel, HidError error) {
    send(HidMessage.error(channel, error));
  }

  private void reply(Incoming message, byte[] data) {
    send(new HidMessage(message.channel(), message.command(), data));
  }

  private void send(HidMessage message) {
    message.reports().forEach(host);
  }
}
