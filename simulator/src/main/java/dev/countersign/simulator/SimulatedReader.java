package dev.countersign.simulator;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One place for one token, and who has a transaction with it. */
final class SimulatedReader implements Reader {
  private static final long HOLD_PATIENCE_SECONDS = 30;

  private final SimulatedReaders source;
  private final String name;
  private final boolean permanent;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private final List<SimulatedChannel> channels = new ArrayList<>();
  private @Nullable VirtualToken token;
  private @Nullable SimulatedChannel holder;

  /**
   * Creates an empty reader.
   *
   * @param permanent whether it stays when its token is pulled
   */
  SimulatedReader(SimulatedReaders source, String name, boolean permanent) {
    this.source = source;
    this.name = name;
    this.permanent = permanent;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean simulated() {
    return true;
  }

  @Override
  public boolean present() {
    return token().isPresent();
  }

  boolean permanent() {
    return permanent;
  }

  Optional<VirtualToken> token() {
    lock.lock();
    try {
      return Optional.ofNullable(token);
    } finally {
      lock.unlock();
    }
  }

  void insert(VirtualToken inserted) {
    lock.lock();
    try {
      token = inserted;
    } finally {
      lock.unlock();
    }
  }

  void remove() {
    lock.lock();
    try {
      token = null;
      channels.clear();
      holder = null;
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The card was reset; all channels but the one that knows are told. */
  void wasReset(@Nullable SimulatedChannel knows) {
    lock.lock();
    try {
      for (SimulatedChannel channel : channels) {
        if (channel != knows) {
          channel.markReset();
        }
      }
    } finally {
      lock.unlock();
    }
    source.report(ChannelEvent.Kind.RESET, name);
  }

  /** The channel's own program resets the card. */
  void reset(SimulatedChannel channel, VirtualToken of) {
    lock.lock();
    try {
      if (token != of || !channels.contains(channel)) {
        return;
      }
      of.reset();
    } finally {
      lock.unlock();
    }
    wasReset(channel);
  }

  @Override
  public ApduChannel connect() throws ChannelException {
    lock.lock();
    try {
      if (token == null) {
        throw new ChannelException(
            ChannelException.Kind.REMOVED, "no token is in the simulated reader " + name);
      }
      SimulatedChannel channel = new SimulatedChannel(this, token);
      channels.add(channel);
      return channel;
    } finally {
      lock.unlock();
    }
  }

  void disconnect(SimulatedChannel channel) {
    lock.lock();
    try {
      channels.remove(channel);
      release(channel);
    } finally {
      lock.unlock();
    }
  }

  byte[] transceive(SimulatedChannel channel, byte[] command) throws ChannelException {
    VirtualToken present;
    lock.lock();
    try {
      present = check(channel);
      if (holder != null && holder != channel) {
        throw new ChannelException(
            ChannelException.Kind.SHARING, "another channel has a transaction with this card");
      }
    } finally {
      lock.unlock();
    }
    try {
      byte[] answer = present.transceive(command);
      requireStillThere(channel);
      return answer;
    } catch (ChannelException e) {
      if (e.kind() == ChannelException.Kind.REMOVED) {
        source.remove(present);
      } else if (e.kind() == ChannelException.Kind.RESET) {
        wasReset(channel);
      }
      throw e;
    }
  }

  ApduChannel.Hold hold(SimulatedChannel channel) throws ChannelException {
    lock.lock();
    try {
      check(channel);
      if (holder == channel) {
        throw new IllegalStateException("holds do not nest");
      }
      long left = TimeUnit.SECONDS.toNanos(HOLD_PATIENCE_SECONDS);
      while (holder != null) {
        if (left <= 0) {
          throw new ChannelException(
              ChannelException.Kind.SHARING, "another channel keeps its transaction");
        }
        left = released.awaitNanos(left);
        check(channel);
      }
      holder = channel;
      AtomicBoolean ended = new AtomicBoolean();
      return () -> {
        if (!ended.getAndSet(true)) {
          end(channel);
        }
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChannelException(
          ChannelException.Kind.SHARING, "interrupted while waiting for a transaction", e);
    } finally {
      lock.unlock();
    }
  }

  private void end(SimulatedChannel channel) {
    lock.lock();
    try {
      release(channel);
    } finally {
      lock.unlock();
    }
  }

  private void release(SimulatedChannel channel) {
    if (holder == channel) {
      holder = null;
      released.signalAll();
    }
  }

  /** No answer comes from a token that was pulled while it worked on it. */
  private void requireStillThere(SimulatedChannel channel) throws ChannelException {
    lock.lock();
    try {
      if (!channels.contains(channel)) {
        throw gone();
      }
    } finally {
      lock.unlock();
    }
  }

  private ChannelException gone() {
    return new ChannelException(
        ChannelException.Kind.REMOVED, "the simulated token is gone from " + name);
  }

  private VirtualToken check(SimulatedChannel channel) throws ChannelException {
    VirtualToken present = token;
    if (present == null || !channels.contains(channel)) {
      throw gone();
    }
    if (channel.takeReset()) {
      throw new ChannelException(
          ChannelException.Kind.RESET, "another program reset the simulated card");
    }
    return present;
  }
}
