package dev.countersign.wire;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The readers of another source, with a decorator around every channel to them. */
record DecoratedSource(ChannelSource source, UnaryOperator<ApduChannel> decorator)
    implements ChannelSource {
  @Override
  public String name() {
    return source.name();
  }

  @Override
  public List<Reader> readers() throws ChannelException {
    return source.readers().stream()
        .<Reader>map(reader -> new DecoratedReader(reader, decorator))
        .toList();
  }

  @Override
  public Watch watch(Consumer<ChannelEvent> listener) {
    return source.watch(listener);
  }

  @Override
  public void close() {
    source.close();
  }

  private record DecoratedReader(Reader reader, UnaryOperator<ApduChannel> decorator)
      implements Reader {
    @Override
    public String name() {
      return reader.name();
    }

    @Override
    public boolean present() {
      return reader.present();
    }

    @Override
    public boolean simulated() {
      return reader.simulated();
    }

    @Override
    public ApduChannel connect() throws ChannelException {
      return decorator.apply(reader.connect());
    }

    @Override
    public Optional<Holder> holder() {
      return reader.holder();
    }
  }
}
