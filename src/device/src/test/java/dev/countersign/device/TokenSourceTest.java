package dev.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Tokens that need no reader of ours. */
class TokenSourceTest {
  private final FakeSource modules = new FakeSource();
  private final FakeReaders readers = new FakeReaders();
  private final Tokens tokens = Tokens.builder().source(modules).source(readers).open();

  private record FakeToken(String label, String slot) implements Token {
    @Override
    public TokenIdentity identity() {
      return new TokenIdentity("pkcs11", Optional.empty(), label, Optional.empty(), false);
    }

    @Override
    public TokenUri uri() {
      return TokenUri.of("pkcs11").with("token", label);
    }

    @Override
    public String kind() {
      return "pkcs11";
    }

    @Override
    public String reader() {
      return slot;
    }

    @Override
    public boolean simulated() {
      return false;
    }

    @Override
    public boolean fits(TokenUri named) {
      return named.attribute("token").map(label::equals).orElse(true);
    }

    @Override
    public <C> Optional<C> capability(Class<C> type) {
      return Optional.empty();
    }
  }

  private static final class FakeSource implements TokenSource {
    final List<Token> tokens = new ArrayList<>();
    final List<Tokens.Unusable> unusable = new ArrayList<>();
    final List<Optional<TokenUri>> asked = new ArrayList<>();
    boolean closed;

    @Override
    public String kind() {
      return "pkcs11";
    }

    @Override
    public Found look(Optional<TokenUri> wanted, Ports ports) {
      asked.add(wanted);
      return new Found(
          List.copyOf(tokens), List.of("an empty slot"), List.copyOf(unusable), List.of());
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static final class FakeReaders implements ChannelSource {
    int asked;

    @Override
    public String name() {
      return "readers";
    }

    @Override
    public List<Reader> readers() throws ChannelException {
      asked++;
      return List.of();
    }

    @Override
    public Watch watch(Consumer<ChannelEvent> listener) {
      return () -> {};
    }

    @Override
    public void close() {}
  }

  @Test
  void tokensOfModulesAreListedBesideThoseInReaders() {
    modules.tokens.add(new FakeToken("prod", "slot 1"));
    Tokens.Inventory inventory = tokens.inventory();
    assertThat(inventory.tokens()).extracting(Token::kind).containsExactly("pkcs11");
    assertThat(inventory.emptyReaders()).containsExactly("an empty slot");
    assertThat(modules.asked).containsExactly(Optional.empty());
  }

  @Test
  void tokenIsFoundWithoutALookAtAnyReader() {
    modules.tokens.add(new FakeToken("prod", "slot 1"));
    modules.tokens.add(new FakeToken("test", "slot 2"));
    TokenUri uri = TokenUri.parse("pkcs11:token=test;object=cdn");
    assertThat(tokens.find(uri).reader()).isEqualTo("slot 2");
    assertThat(modules.asked).containsExactly(Optional.of(uri));
    assertThat(readers.asked).isZero();
  }

  @Test
  void severalThatFitAreAnErrorThatListsThem() {
    modules.tokens.add(new FakeToken("prod", "slot 1"));
    modules.tokens.add(new FakeToken("test", "slot 2"));
    assertThatExceptionOfType(TokenException.Ambiguous.class)
        .isThrownBy(() -> tokens.find(TokenUri.of("pkcs11")))
        .satisfies(
            e ->
                assertThat(e.candidates())
                    .containsExactly("pkcs11:token=prod", "pkcs11:token=test"));
  }

  @Test
  void moduleIsLeftAloneWhenAnotherKindIsWanted() {
    assertThat(tokens.inventory(Set.of("piv")).tokens()).isEmpty();
    assertThat(modules.asked).isEmpty();
  }

  @Test
  void problemOfTheOnlyModuleIsWhatIsReported() {
    TokenException problem =
        new TokenException.Unavailable("pkcs11:", "load", "no such file", "install it", null);
    modules.unusable.add(new Tokens.Unusable("softhsm", problem));
    assertThatExceptionOfType(TokenException.Unavailable.class)
        .isThrownBy(() -> tokens.find(TokenUri.parse("pkcs11:token=prod")))
        .isSameAs(problem);
  }

  @Test
  void closingEndsTheSessionsOfModulesToo() {
    tokens.close();
    assertThat(modules.closed).isTrue();
  }
}
