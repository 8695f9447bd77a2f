package dev.countersign.host.hid;

import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.HidChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The channels and watches of one source, which end with it. */
final class Connections implements AutoCloseable {
  private final Set<HidChannel> channels = new HashSet<>();
  private final Set<HidWatch> watches = new HashSet<>();
  private boolean closed;

  synchronized void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the source was closed");
    }
  }

  /** Takes a channel that was just opened; it is closed when the source is. */
  HidChannel add(HidChannel channel) {
    synchronized (this) {
      if (!closed) {
        channels.add(channel);
        return channel;
      }
    }
    channel.close();
    throw new IllegalStateException("the source was closed");
  }

  synchronized void forget(HidChannel channel) {
    channels.remove(channel);
  }

  ChannelSource.Watch watch(String source, HidWatch.Look look, Consumer<ChannelEvent> listener) {
    HidWatch watch = new HidWatch(source, look, listener, this::forget);
    synchronized (this) {
      requireOpen();
      watches.add(watch);
    }
    watch.start();
    return watch;
  }

  private synchronized void forget(HidWatch watch) {
    watches.remove(watch);
  }

  @Override
  public void close() {
    List<HidChannel> open;
    List<HidWatch> watching;
    synchronized (this) {
      closed = true;
      open = List.copyOf(channels);
      watching = List.copyOf(watches);
    }
    watching.forEach(HidWatch::close);
    open.forEach(HidChannel::close);
  }
}
