package dev.countersign.benchmarks;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.util.List;
import java.util.function.Consumer;

/** Counts what goes over the channels of another source; changes nothing. */
final class CountingSource implements ChannelSource {
  private final ChannelSource source;
  private Tally tally = Tally.NOTHING;

  CountingSource(ChannelSource source) {
    this.source = source;
  }

  /** What went over all channels since this was made. */
  synchronized Tally tally() {
    return tally;
  }

  private synchronized void count(int commandBytes, int responseBytes) {
    tally = tally.plus(commandBytes, responseBytes);
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public List<Reader> readers() throws ChannelException {
    return source.readers().stream().<Reader>map(CountingReader::new).toList();
  }

  @Override
  public Watch watch(Consumer<ChannelEvent> listener) {
    return source.watch(listener);
  }

  @Override
  public void close() {
    source.close();
  }

  private final class CountingReader implements Reader {
    private final Reader reader;

    CountingReader(Reader reader) {
      this.reader = reader;
    }

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
      return new CountingChannel(reader.connect());
    }
  }

  private final class CountingChannel implements ApduChannel {
    private final ApduChannel channel;

    CountingChannel(ApduChannel channel) {
      this.channel = channel;
    }

    @Override
    public byte[] transceive(byte[] command) throws ChannelException {
      int length = command.length;
      byte[] response = channel.transceive(command);
      count(length, response.length);
      return response;
    }

    @Override
    public byte[] atr() {
      return channel.atr();
    }

    @Override
    public boolean extendedLength() {
      return channel.extendedLength();
    }

    @Override
    public Hold hold() throws ChannelException {
      return channel.hold();
    }

    @Override
    public void close() {
      channel.close();
    }
  }
}
