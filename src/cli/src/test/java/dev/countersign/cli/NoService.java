package dev.countersign.cli;

import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.util.List;
import java.util.function.Consumer;

/** Readers of a machine whose smart card service does not run. */
final class NoService implements ChannelSource {
  @Override
  public String name() {
    return "pcsc";
  }

  @Override
  public List<Reader> readers() throws ChannelException {
    throw new ChannelException(ChannelException.Kind.SERVICE, "no service");
  }

  @Override
  public Watch watch(Consumer<ChannelEvent> listener) {
    return () -> {};
  }

  @Override
  public void close() {}
}
