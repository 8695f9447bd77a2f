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
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TokensTest {
  private final FakeSource source = new FakeSource();
  private final FakeDriver piv = new FakeDriver("piv");
  private final FakeDriver oath = new FakeDriver("oath");
  private final Tokens tokens = Tokens.builder().source(source).driver(piv).driver(oath).open();

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

  private record FakeToken(String kind, String reader, String serial) implements Token {
    @Override
    public TokenIdentity identity() {
      return new TokenIdentity(kind, Optional.of(serial), "fake", Optional.empty(), true);
    }

    @Override
    public TokenUri uri() {
      return TokenUri.of(kind).with("serial", serial);
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
    final String kind;
    int asked;

    FakeDriver(String kind) {
      this.kind = kind;
    }

    @Override
    public String kind() {
      return kind;
    }

    @Override
    public Optional<Token> recognise(Lane lane, Ports ports) {
      asked++;
      if (lane.reader().startsWith("held")) {
        throw new TokenException.Unavailable(lane.reader(), "select", "held", "close it", null);
      }
      if (lane.reader().startsWith("broken-" + kind)) {
        throw new TokenException.BadResponse(lane.reader(), "select", "nonsense", null);
      }
      return lane.reader().startsWith(kind) || lane.reader().startsWith("all")
          ? Optional.of(new FakeToken(kind, lane.reader(), lane.reader().replaceAll("[^0-9]", "")))
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
  void aTokenIsThereOnceForEachOfItsKinds() {
    readers("all1", "oath2");

    assertThat(tokens.list())
        .extracting(token -> token.uri().toString())
        .containsExactly("piv:serial=1", "oath:serial=1", "oath:serial=2");
    assertThat(tokens.of("oath")).extracting(Token::reader).containsExactly("all1", "oath2");
    assertThat(tokens.inventory(Set.of("piv")).otherCards()).containsExactly("oath2");
    assertThat(tokens.inventory(Set.of("piv", "oath")).tokens()).hasSize(3);
  }

  @Test
  void onlyTheDriverOfTheKindIsAsked() {
    readers("all1", "oath2");

    tokens.find(TokenUri.parse("piv:"));
    tokens.of("piv");
    tokens.find(TokenUri.parse("piv:serial=1"));

    assertThat(oath.asked).isZero();
    assertThat(piv.asked).isEqualTo(6);
  }

  @Test
  void whereNoneFitsTheOthersAreAskedForTheMessage() {
    readers("piv1", "broken-piv");

    assertThatThrownBy(() -> tokens.find(TokenUri.parse("oath:account=alice")))
        .isInstanceOfSatisfying(
            TokenException.NoToken.class,
            e -> assertThat(e.remedy()).isEqualTo("put in a token with OATH"))
        .hasMessageContaining("attached: piv:serial=1");
    readers("broken-oath");
    assertThatThrownBy(() -> tokens.find(TokenUri.parse("oath:account=alice")))
        .isInstanceOf(TokenException.BadResponse.class);
  }

  @Test
  void aReaderThatCannotBeHadIsToldOfOnceAndWaitedForOnce() {
    readers("held");

    assertThat(tokens.inventory().unusable()).hasSize(1);
    assertThat(oath.asked).isZero();
  }

  @Test
  void anApplicationThatAnswersNonsenseDoesNotHideTheOthers() {
    readers("broken-piv all3");

    assertThat(tokens.inventory().unusable()).hasSize(1);
    assertThat(oath.asked).isEqualTo(1);
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
    assertThatThrownBy(() -> tokens.find(uri))
        .hasMessageContaining("other has no application")
        .isInstanceOfSatisfying(
            TokenException.class, e -> assertThat(e.remedy()).isEqualTo("put in a token with PIV"));
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
