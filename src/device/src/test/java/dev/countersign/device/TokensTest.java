package dev.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokensTest {
  private final FakeSource source = new FakeSource();
  private final FakeDriver driver = new FakeDriver();
  private final Tokens tokens = Tokens.builder().source(source).driver(driver).open();

  private record FakeReader(String name, boolean present) implements Reader {
    @Override
    public ApduChannel connect() throws ChannelException {
      throw new ChannelException(ChannelException.Kind.REMOVED, "fake");
    }
  }

  private static final class FakeSource implements ChannelSource {
    final List<Reader> readers = new ArrayList<>();
    final List<Consumer<ChannelEvent>> listeners = new ArrayList<>();
    @Nullable ChannelException fails;
    boolean closed;

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public List<Reader> readers() throws ChannelException {
      if (fails != null) {
        throw fails;
      }
      return readers;
    }

    @Override
    public Watch watch(Consumer<ChannelEvent> listener) {
      listeners.add(listener);
      return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private record FakeToken(String reader, String serial) implements Token {
    @Override
    public TokenIdentity identity() {
      return new TokenIdentity("piv", Optional.of(serial), "fake", Optional.empty(), true);
    }

    @Override
    public TokenUri uri() {
      return TokenUri.of("piv").with("serial", serial);
    }

    @Override
    public String kind() {
      return "piv";
    }

    @Override
    public boolean simulated() {
      return true;
    }

    @Override
    public <C> Optional<C> capability(Class<C> type) {
      return Optional.empty();
    }
  }

  private static final class FakeDriver implements TokenDriver {
    @Override
    public String kind() {
      return "piv";
    }

    @Override
    public Optional<Token> recognise(Lane lane, Ports ports) {
      if (lane.reader().startsWith("held")) {
        throw new TokenException.Unavailable(lane.reader(), "select", "held", "close it", null);
      }
      return lane.reader().startsWith("piv")
          ? Optional.of(new FakeToken(lane.reader(), lane.reader().substring(3)))
          : Optional.empty();
    }
  }

  private void readers(String... names) {
    for (String name : names) {
      source.readers.add(new FakeReader(name, !name.startsWith("empty")));
    }
  }

  @Test
  void everyReaderIsAccountedFor() {
    readers("piv1", "empty", "other", "held");

    Tokens.Inventory inventory = tokens.inventory();

    assertThat(inventory.tokens()).extracting(Token::reader).containsExactly("piv1");
    assertThat(inventory.emptyReaders()).containsExactly("empty");
    assertThat(inventory.otherCards()).containsExactly("other");
    assertThat(inventory.unusable()).extracting(Tokens.Unusable::name).containsExactly("held");
  }

  @Test
  void aTokenIsFoundByWhatIsNamedOfIt() {
    readers("piv1", "piv2");

    assertThat(tokens.find(TokenUri.parse("piv:serial=2")).reader()).isEqualTo("piv2");
    assertThat(tokens.find(TokenUri.parse("piv:reader=piv1")).reader()).isEqualTo("piv1");
  }

  @Test
  void ambiguityListsTheCandidates() {
    readers("piv1", "piv2");

    assertThatThrownBy(() -> tokens.find(TokenUri.parse("piv:slot=9c")))
        .isInstanceOfSatisfying(
            TokenException.Ambiguous.class,
            e ->
                assertThat(e.candidates())
                    .containsExactly("piv:serial=1;slot=9c", "piv:serial=2;slot=9c"));
  }

  @Test
  void whatIsMissingIsNamedWithItsRemedy() {
    TokenUri uri = TokenUri.parse("piv:serial=7");
    assertThatThrownBy(() -> tokens.find(uri))
        .isInstanceOf(TokenException.NoToken.class)
        .hasMessageContaining("no reader");
    readers("empty reader");
    assertThatThrownBy(() -> tokens.find(uri)).hasMessageContaining("no card in empty reader");
    readers("other");
    assertThatThrownBy(() -> tokens.find(uri)).hasMessageContaining("other has no application");
    readers("piv1");
    assertThatThrownBy(() -> tokens.find(uri))
        .isInstanceOf(TokenException.NoToken.class)
        .hasMessageContaining("attached: piv:serial=1");
  }

  @Test
  void aServiceThatIsAwayIsTheReason() {
    source.fails = new ChannelException(ChannelException.Kind.SERVICE, "no daemon");

    assertThatThrownBy(() -> tokens.find(TokenUri.parse("piv:")))
        .isInstanceOf(TokenException.Unavailable.class)
        .hasMessageContaining("no daemon");
  }

  @Test
  void aTokenThatIsHeldByAnotherProgramIsTheReason() {
    readers("held");

    assertThatThrownBy(() -> tokens.find(TokenUri.parse("piv:")))
        .isInstanceOf(TokenException.Unavailable.class)
        .hasMessage("held");
  }

  @Test
  void eventsAreReportedUntilTheWatchIsClosed() {
    List<TokenEvent> events = new ArrayList<>();
    ChannelSource.Watch watch = tokens.watch(events::add);
    source.listeners.get(0).accept(new ChannelEvent(ChannelEvent.Kind.INSERTED, "piv1"));
    watch.close();

    assertThat(source.listeners).isEmpty();
    assertThat(events).containsExactly(new TokenEvent(TokenEvent.Kind.INSERTED, "fake", "piv1"));
  }

  @Test
  void closingEndsWatchesAndSources() {
    tokens.watch(event -> {});
    tokens.close();

    assertThat(source.listeners).isEmpty();
    assertThat(source.closed).isTrue();
  }

  @Test
  void aTokenWithoutACapabilityRefusesWithItsName() {
    readers("piv1");

    assertThatThrownBy(() -> tokens.signingKey(TokenUri.parse("piv:slot=9c")))
        .isInstanceOf(TokenException.Unsupported.class);
  }
}
