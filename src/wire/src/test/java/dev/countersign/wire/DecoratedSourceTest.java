package dev.countersign.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DecoratedSourceTest {
  private final List<String> log = new ArrayList<>();

  private final ApduChannel channel =
      new ApduChannel() {
        @Override
        public byte[] transceive(byte[] command) {
          log.add("inner");
          return new byte[] {(byte) 0x90, 0};
        }

        @Override
        public byte[] atr() {
          return new byte[] {0x3B, 0};
        }

        @Override
        public boolean extendedLength() {
          return true;
        }

        @Override
        public Hold hold() {
          return () -> log.add("released");
        }

        @Override
        public void close() {
          log.add("closed");
        }
      };

  private final ChannelSource source =
      new ChannelSource() {
        @Override
        public String name() {
          return "inner";
        }

        @Override
        public List<Reader> readers() {
          return List.of(
              new Reader() {
                @Override
                public String name() {
                  return "reader";
                }

                @Override
                public boolean present() {
                  return true;
                }

                @Override
                public boolean simulated() {
                  return true;
                }

                @Override
                public ApduChannel connect() {
                  return channel;
                }
              });
        }

        @Override
        public Watch watch(Consumer<ChannelEvent> listener) {
          listener.accept(new ChannelEvent(ChannelEvent.Kind.INSERTED, "reader"));
          return () -> log.add("watch closed");
        }

        @Override
        public void close() {
          log.add("source closed");
        }
      };

  @Test
  void theDecoratorSeesEveryCommandAndTheRestPassesThrough() throws ChannelException {
    ChannelSource decorated =
        source.decorated(
            inner ->
                new ForwardingChannel(inner) {
                  @Override
                  public byte[] transceive(byte[] command) throws ChannelException {
                    log.add("outer");
                    return super.transceive(command);
                  }
                });
    Reader reader = decorated.readers().get(0);
    assertThat(decorated.name()).isEqualTo("inner");
    assertThat(reader.name()).isEqualTo("reader");
    assertThat(reader.present()).isTrue();
    assertThat(reader.simulated()).as("a simulated token stays one").isTrue();

    ApduChannel outer = reader.connect();
    assertThat(outer.atr()).containsExactly(0x3B, 0);
    assertThat(outer.extendedLength()).isTrue();
    outer.hold().close();
    outer.transceive(new byte[4]);
    outer.close();
    decorated.watch(event -> log.add(event.kind().name())).close();
    decorated.close();

    assertThat(log)
        .containsExactly(
            "released", "outer", "inner", "closed", "INSERTED", "watch closed", "source closed");
  }
}
