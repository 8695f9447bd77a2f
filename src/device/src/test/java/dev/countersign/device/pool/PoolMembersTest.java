package dev.countersign.device.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.Ports;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenIdentity;
import dev.countersign.device.TokenSource;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.device.TouchPolicy;
import dev.countersign.device.pool.PoolHealth.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who becomes a member. */
class PoolMembersTest {
  private static final SignatureAlgorithm ECDSA = SignatureAlgorithm.ecdsa(Digest.SHA256);

  private final FakeTime time = new FakeTime();
  private final List<FakeKey> attached = new ArrayList<>();
  private final Tokens tokens = Tokens.builder().source(new Source()).open();

  private final class Source implements TokenSource {
    @Override
    public String kind() {
      return "pkcs11";
    }

    @Override
    public Found look(Optional<TokenUri> wanted, Ports ports) {
      return new Found(
          attached.stream().<Token>map(Holder::new).toList(), List.of(), List.of(), List.of());
    }

    @Override
    public void close() {}
  }

  private record Holder(FakeKey key) implements Token {
    @Override
    public TokenIdentity identity() {
      return new TokenIdentity("pkcs11", Optional.empty(), "fake", Optional.empty(), true);
    }

    @Override
    public TokenUri uri() {
      return key.uri();
    }

    @Override
    public String kind() {
      return "pkcs11";
    }

    @Override
    public String reader() {
      return key.name;
    }

    @Override
    public boolean simulated() {
      return true;
    }

    @Override
    public boolean fits(TokenUri named) {
      return named.attribute("token").filter(key.name::equals).isPresent();
    }

    @Override
    public <C> Optional<C> capability(Class<C> type) {
      return type == SigningKeys.class ? Optional.of(type.cast(new Keys(key))) : Optional.empty();
    }
  }

  private record Keys(FakeKey key) implements SigningKeys {
    @Override
    public List<SigningKey> list() {
      return List.of(key);
    }

    @Override
    public SigningKey find(TokenUri uri) {
      if (uri.attribute("object").isPresent()) {
        throw new TokenException.NoKey(uri.toString(), "find", "no such key", "look");
      }
      return key;
    }
  }

  private static TokenUri uri(String token) {
    return TokenUri.of("pkcs11").with("token", token);
  }

  private SigningPool open(TokenUri... uris) {
    SigningPool.Builder builder =
        SigningPool.builder().time(time).limits(PoolLimits.USUAL.waiting(0, Duration.ZERO));
    for (TokenUri uri : uris) {
      builder.member(tokens, uri);
    }
    return builder.open();
  }

  private FakeKey attach(String name) {
    FakeKey key = new FakeKey(name);
    attached.add(key);
    return key;
  }

  @Test
  void keysThatUrisNameAreOneKey() {
    attach("a");
    attach("b");
    try (SigningPool pool = SigningPool.of(tokens, List.of(uri("a"), uri("b")))) {
      assertThat(pool.publicKey()).isEqualTo(FakeKey.PAIR.getPublic());
      assertThat(pool.uri()).isEqualTo(uri("a"));
      assertThat(pool.health().members())
          .extracting(PoolHealth.Member::state)
          .containsExactly(State.SERVING, State.SERVING);
      byte[] message = {1};
      assertThat(FakeKey.verifies(message, pool.sign(ECDSA, message))).isTrue();
    }
  }

  @Test
  void oddKeyIsNamed() {
    attach("a");
    attach("b").pair = FakeKey.pair();
    attach("c");
    assertThatThrownBy(() -> open(uri("a"), uri("b"), uri("c")))
        .isInstanceOf(TokenException.BadData.class)
        .hasMessage("this is another key than pkcs11:token=a, pkcs11:token=c")
        .extracting(e -> ((TokenException) e).token())
        .isEqualTo("pkcs11:token=b");
  }

  @Test
  void memberThatIsAwayComesInWhenItIsThere() {
    FakeKey a = attach("a");
    SigningPool pool = open(uri("a"), uri("b"));
    assertThat(pool.health().members().get(1).state()).isEqualTo(State.RESTING);
    FakeKey b = attach("b");
    time.pass(Duration.ofSeconds(1));
    assertThat(pool.health().members().get(1).state()).isEqualTo(State.SERVING);
    pool.sign(ECDSA, new byte[1]);
    pool.sign(ECDSA, new byte[1]);
    assertThat(a.asked).hasValue(1);
    assertThat(b.asked).hasValue(2);
  }

  @Test
  void memberThatIsAwayAndBringsAnotherKeyIsLeftAlone() {
    attach("a");
    SigningPool pool = open(uri("a"), uri("b"));
    FakeKey b = attach("b");
    b.pair = FakeKey.pair();
    time.pass(Duration.ofSeconds(1));
    assertThat(pool.health().members().get(1).state()).isEqualTo(State.LEFT_ALONE);
    assertThat(pool.health().members().get(1).problem().orElseThrow()).contains("another key");
    assertThat(b.asked).hasValue(0);
  }

  @Test
  void tokenThatWasPulledOutIsLookedForAgain() {
    FakeKey a = attach("a");
    attach("b");
    SigningPool pool = open(uri("a"), uri("b"));
    a.fail(FakeKey.unavailable());
    attached.remove(a);
    pool.sign(ECDSA, new byte[1]);
    time.pass(Duration.ofSeconds(1));
    assertThat(pool.health().members().get(0).problem().orElseThrow()).contains("no token fits");
    FakeKey again = attach("a");
    time.pass(Duration.ofSeconds(2));
    assertThat(pool.health().members().get(0).state()).isEqualTo(State.SERVING);
    pool.sign(ECDSA, new byte[1]);
    pool.sign(ECDSA, new byte[1]);
    assertThat(a.asked).hasValue(1);
    assertThat(again.asked).hasValue(2);
  }

  @Test
  void poolWithoutAnyMemberThatCanBeReachedIsNone() {
    assertThatThrownBy(() -> open(uri("a"), uri("b"))).isInstanceOf(TokenException.NoToken.class);
    assertThat(time.pending()).isZero();
    assertThatThrownBy(() -> open()).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void uriThatNamesNoKeyIsAMistakeAndNoFailure() {
    attach("a");
    attach("b");
    assertThatThrownBy(() -> open(uri("a"), uri("b").with("object", "other")))
        .isInstanceOf(TokenException.NoKey.class);
  }

  @Test
  void keyThatWantsATouchIsNoMember() {
    attach("a");
    attach("b").policies = new KeyPolicies(Optional.empty(), Optional.of(TouchPolicy.CACHED));
    assertThatThrownBy(() -> open(uri("a"), uri("b")))
        .isInstanceOf(TokenException.Unsupported.class)
        .hasMessageContaining("touch");
  }

  @Test
  void membersOfOneNameAreToldApart() {
    attach("a");
    SigningPool pool = open(uri("a"), uri("a"));
    assertThat(pool.health().members())
        .extracting(PoolHealth.Member::name)
        .containsExactly("pkcs11:token=a", "pkcs11:token=a #2");
  }

  @Test
  void limitsThatLeaveNothingToWorkWithAreRefused() {
    assertThatThrownBy(() -> PoolLimits.USUAL.perMember(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PoolLimits.USUAL.waiting(-1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PoolLimits.USUAL.rests(Duration.ZERO, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PoolLimits.USUAL.rests(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
