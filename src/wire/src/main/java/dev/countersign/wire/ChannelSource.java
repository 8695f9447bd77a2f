package dev.countersign.wire;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Where channels come from: the PC/SC service, a simulator. Found through {@link
 * java.util.ServiceLoader} or registered explicitly. Constructing a source does no input or output.
 */
public interface ChannelSource extends AutoCloseable {

  /** A short name for messages: {@code pcsc}, {@code simulator}. */
  String name();

  /**
   * The readers that are there now, with and without a card, in the source's own order.
   *
   * @throws ChannelException of kind {@code SERVICE} when the service cannot be reached
   */
  List<Reader> readers() throws ChannelException;

  /**
   * Reports changes until the returned watch is closed. The listener is called on a thread of the
   * source, one event at a time, and must not block. Events that happened before this call are not
   * reported. A service that is away is reported once and waited for.
   */
  Watch watch(Consumer<ChannelEvent> listener);

  /** Ends all watches and connections of this source. */
  @Override
  void close();

  /**
   * The same source, with a decorator around every channel that is opened through it. Closing it
   * closes this one.
   *
   * @param decorator makes the outer channel from the inner one, which it closes with itself
   */
  default ChannelSource decorated(UnaryOperator<ApduChannel> decorator) {
    return new DecoratedSource(this, decorator);
  }

  /** A running {@link #watch}. */
  @FunctionalInterface
  interface Watch extends AutoCloseable {
    /** Stops reporting. When this returns the listener is not called again. Never fails. */
    @Override
    void close();
  }
}
