package dev.countersign.wire;

import java.util.List;
import java.util.function.Consumer;

/**
 * Where connections to FIDO devices come from: the operating system, a simulator. Found through
 * {@link java.util.ServiceLoader} or registered explicitly. Constructing a source does no input or
 * output.
 */
public interface HidSource extends AutoCloseable {

  /** A short name for messages: {@code hidraw}, {@code simulator}. */
  String name();

  /**
   * The devices with the FIDO usage page ([CTAP2.1] 11.2.8.1) that are there now.
   *
   * @throws ChannelException of kind {@code SERVICE} when that cannot be found out
   */
  List<HidDevice> devices() throws ChannelException;

  /**
   * Reports devices that come and go until the returned watch is closed, as {@link
   * ChannelSource#watch} does; {@code reader} of the event is the name of the device.
   */
  ChannelSource.Watch watch(Consumer<ChannelEvent> listener);

  /** Ends all watches and connections of this source. */
  @Override
  void close();
}
