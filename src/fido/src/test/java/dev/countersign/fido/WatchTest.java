package dev.countersign.fido;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Token;
import dev.countersign.device.TokenEvent;
import dev.countersign.fido.SimulatedKeys.Way;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.wire.ChannelSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that come and go are told, in readers and on USB. */
class WatchTest {
  private final SimulatedKeys keys = new SimulatedKeys();
  private final BlockingQueue<TokenEvent> events = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    keys.close();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whoWatchesHearsOfAKeyWhereItIsFound(Way way) throws InterruptedException {
    ChannelSource.Watch watch = keys.tokens().watch(events::add);
    VirtualToken key = keys.plugIn(Profile.SECURITY_KEY, way);
    TokenEvent inserted = next();
    assertThat(inserted.kind()).isEqualTo(TokenEvent.Kind.INSERTED);
    assertThat(keys.found()).extracting(Token::reader).containsExactly(inserted.reader());
    keys.remove(key);
    assertThat(next())
        .isEqualTo(new TokenEvent(TokenEvent.Kind.REMOVED, inserted.source(), inserted.reader()));
    watch.close();
    keys.insert(key, way);
    assertThat(events).isEmpty();
  }

  private TokenEvent next() throws InterruptedException {
    TokenEvent event = events.poll(1, TimeUnit.MINUTES);
    assertThat(event).as("an event within a minute").isNotNull();
    return event;
  }
}
