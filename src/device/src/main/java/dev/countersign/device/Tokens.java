package dev.countersign.device;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that are attached now, from all channel sources and all drivers.
 *
 * <pre>{@code
 * try (Tokens tokens = Tokens.builder().pinEntry(new PinFile(file)).open()) {
 *   SigningKey key = tokens.signingKey(TokenUri.parse("piv:slot=9c"));
 *   byte[] signature = key.sign(SignatureAlgorithm.rsa(Digest.SHA256), message);
 * }
 * }</pre>
 *
 * <p>Any number of threads may use it; work on one token is done one piece at a time.
 */
public final class Tokens implements AutoCloseable {
  private final List<ChannelSource> sources;
  private final List<TokenSource> others;
  private final List<TokenDriver> drivers;
  private final Ports ports;
  private final Map<LaneKey, Lane> lanes = new HashMap<>();
  private final List<ChannelSource.Watch> watches = new ArrayList<>();

  private Tokens(
      List<ChannelSource> sources,
      List<TokenSource> others,
      List<TokenDriver> drivers,
      Ports ports) {
    this.sources = sources;
    this.others = others;
    this.drivers = drivers;
    this.ports = ports;
  }

  private record LaneKey(ChannelSource source, String reader) {
    // By hand: what a record has by itself is made at its first use, which costs a short run 15 ms.
    @Override
    public boolean equals(Object other) {
      return other instanceof LaneKey that
          && source.equals(that.source)
          && reader.equals(that.reader);
    }

    @Override
    public int hashCode() {
      return 31 * source.hashCode() + reader.hashCode();
    }
  }

  /**
   * A reader or service that could not be looked into.
   *
   * @param name the reader, or the channel source
   * @param problem why
   */
  public record Unusable(String name, TokenException problem) {
    /**
     * Whether it is a whole source, of which nobody knows what it has, and not one reader of it.
     */
    public boolean wholeSource() {
      return problem.token().equals(name);
    }
  }

  /**
   * What is attached.
   *
   * @param tokens the tokens
   * @param emptyReaders names of readers without a card
   * @param otherCards names of readers whose card speaks no protocol that we know
   * @param unusable what could not be looked into
   * @param looked what else than readers was looked into, each in a few words: PKCS#11 modules, USB
   */
  public record Inventory(
      List<Token> tokens,
      List<String> emptyReaders,
      List<String> otherCards,
      List<Unusable> unusable,
      List<String> looked) {}

  /** Collects what {@link Tokens} shall be opened with. */
  public static Builder builder() {
    return new Builder();
  }

  /** Everything on the class or module path, with no PIN entry: for keys that want no PIN. */
  public static Tokens open() {
    return builder().open();
  }

  /**
   * Looks at every reader, with all drivers: a token of several protocols is there several times.
   */
  public Inventory inventory() {
    return look(drivers, others, Optional.empty());
  }

  /**
   * Looks at every reader for tokens of these kinds only, which costs less than asking for all.
   *
   * @param kinds schemes of token URIs: {@code oath}
   */
  public Inventory inventory(Set<String> kinds) {
    return look(kinds, Optional.empty());
  }

  private Inventory look(Set<String> kinds, Optional<TokenUri> wanted) {
    return look(
        drivers.stream().filter(driver -> kinds.contains(driver.kind())).toList(),
        others.stream().filter(source -> kinds.contains(source.kind())).toList(),
        wanted);
  }

  /** The tokens of one kind that are attached now; see {@link #inventory(Set)}. */
  public List<Token> of(String kind) {
    return inventory(Set.of(kind)).tokens();
  }

  private Inventory look(
      List<TokenDriver> asked, List<TokenSource> askedSources, Optional<TokenUri> wanted) {
    Collector found = new Collector();
    // Where no driver is asked, readers are of no interest.
    for (ChannelSource source : asked.isEmpty() ? List.<ChannelSource>of() : sources) {
      List<Reader> readers;
      try {
        readers = source.readers();
      } catch (ChannelException e) {
        found.unusable.add(new Unusable(source.name(), serviceProblem(source, e)));
        continue;
      }
      for (Reader reader : readers) {
        look(source, reader, asked, found);
      }
    }
    for (TokenSource source : askedSources) {
      TokenSource.Found there = source.look(wanted, ports);
      found.addOfSource(there.tokens());
      found.empty.addAll(there.empty());
      found.unusable.addAll(there.unusable());
      found.looked.addAll(there.looked());
    }
    return new Inventory(found.tokens, found.empty, found.others, found.unusable, found.looked);
  }

  private static final class Collector {
    private final List<Token> tokens = new ArrayList<>();
    private final List<String> empty = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private final List<Unusable> unusable = new ArrayList<>();
    private final List<String> looked = new ArrayList<>();

    /**
     * Adds tokens that have a way of their own. One that is in a reader too, by kind and serial
     * number, is one token: it is reached in the way of its own.
     */
    void addOfSource(List<Token> more) {
      for (Token token : more) {
        tokens.removeIf(other -> other.kind().equals(token.kind()) && same(other, token));
        tokens.add(token);
      }
    }

    private static boolean same(Token one, Token other) {
      try {
        return other.uri().attribute("serial").isPresent() && one.uri().equals(other.uri());
      } catch (TokenException e) {
        return false; // whoever uses it hears of that
      }
    }
  }

  private void look(ChannelSource source, Reader reader, List<TokenDriver> asked, Collector found) {
    if (!reader.present()) {
      found.empty.add(reader.name());
      return;
    }
    Lane lane = lane(source, reader);
    boolean known = false;
    for (TokenDriver driver : asked) {
      try {
        Optional<Token> token = driver.recognise(lane, ports);
        token.ifPresent(found.tokens::add);
        known |= token.isPresent();
      } catch (TokenException.Removed | TokenException.Unavailable e) {
        found.unusable.add(new Unusable(reader.name(), e));
        return; // another driver would wait for the same
      } catch (TokenException e) {
        found.unusable.add(new Unusable(reader.name(), e));
        known = true;
      }
    }
    if (!known) {
      found.others.add(reader.name());
    }
  }

  private Lane lane(ChannelSource source, Reader reader) {
    synchronized (lanes) {
      Lane lane =
          lanes.computeIfAbsent(new LaneKey(source, reader.name()), key -> new Lane(reader));
      lane.reader(reader);
      return lane;
    }
  }

  private static TokenException serviceProblem(ChannelSource source, ChannelException e) {
    return new TokenException.Unavailable(
        source.name(),
        "list readers",
        "the smart card service cannot be reached: " + e.getMessage(),
        "start it (systemctl start pcscd), or run countersign doctor",
        e);
  }

  /** The tokens that are attached now. */
  public List<Token> list() {
    return inventory().tokens();
  }

  /**
   * The token that a URI names. Only drivers of its kind talk to tokens, unless none fits: then the
   * others are asked too, to say what there is instead.
   *
   * @throws TokenException.NoToken when none fits
   * @throws TokenException.Ambiguous when several do
   */
  public Token find(TokenUri uri) {
    Inventory ofKind = look(Set.of(uri.scheme()), Optional.of(uri));
    List<Token> fitting = ofKind.tokens().stream().filter(token -> token.fits(uri)).toList();
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    if (fitting.isEmpty()) {
      throw new NothingFits(uri, ofKind).problem(this::inventory);
    }
    throw new TokenException.Ambiguous(
        uri.toString(), "find the token", fitting.stream().map(t -> name(uri, t)).toList());
  }

  private static String name(TokenUri uri, Token token) {
    TokenUri full = token.uri();
    return uri.attribute("slot").map(slot -> full.with("slot", slot)).orElse(full).toString();
  }

  /**
   * The signing key that a URI names, on whichever token holds it. A {@code pin-source} in the URI
   * goes before the PIN entry that this was opened with.
   *
   * @throws TokenException.NoToken when no token fits
   * @throws TokenException.NoKey when the token holds no such key
   * @throws TokenException.Ambiguous when the URI leaves open which
   */
  public SigningKey signingKey(TokenUri uri) {
    return find(uri).signingKey(uri);
  }

  /** The decryption key that a URI names; see {@link #signingKey}. */
  public DecryptionKey decryptionKey(TokenUri uri) {
    return find(uri).decryptionKey(uri);
  }

  /**
   * Reports tokens that come and go, until the returned watch is closed. The listener is called on
   * threads of the sources and must not block.
   */
  public ChannelSource.Watch watch(Consumer<TokenEvent> listener) {
    List<ChannelSource.Watch> running = new ArrayList<>();
    for (ChannelSource source : sources) {
      running.add(source.watch(event -> listener.accept(TokenEvent.of(source.name(), event))));
    }
    for (TokenSource source : others) {
      running.add(source.watch(listener));
    }
    ChannelSource.Watch all = () -> running.forEach(ChannelSource.Watch::close);
    synchronized (watches) {
      watches.add(all);
    }
    return all;
  }

  /** Ends all watches and connections, and closes the sources. */
  @Override
  public void close() {
    synchronized (watches) {
      watches.forEach(ChannelSource.Watch::close);
      watches.clear();
    }
    synchronized (lanes) {
      lanes.values().forEach(Lane::close);
      lanes.clear();
    }
    sources.forEach(ChannelSource::close);
    others.forEach(TokenSource::close);
  }

  /** What {@link Tokens} shall be opened with. Everything has a default. */
  public static final class Builder {
    private final List<ChannelSource> sources = new ArrayList<>();
    private final List<TokenSource> others = new ArrayList<>();
    private final List<TokenDriver> drivers = new ArrayList<>();
    private PinEntry pinEntry = PinEntry.none();
    private Presence presence = Presence.silent();
    private Clock clock = Clock.systemUTC();
    private @Nullable SecureRandom random;

    private Builder() {}

    /**
     * Adds a channel source; without any source of either sort, those that {@link ServiceLoader}
     * finds are used.
     */
    public Builder source(ChannelSource source) {
      sources.add(source);
      return this;
    }

    /** Adds tokens that are reached in another way; see {@link #source(ChannelSource)}. */
    public Builder source(TokenSource source) {
      others.add(source);
      return this;
    }

    /** Adds a driver; without any, those that {@link ServiceLoader} finds are used. */
    public Builder driver(TokenDriver driver) {
      drivers.add(driver);
      return this;
    }

    /** Where PINs come from; nowhere when this is not called. */
    public Builder pinEntry(PinEntry entry) {
      pinEntry = entry;
      return this;
    }

    /** Where a person is told to touch; nobody is told when this is not called. */
    public Builder presence(Presence notices) {
      presence = notices;
      return this;
    }

    /** The time; the system's when this is not called. */
    public Builder clock(Clock time) {
      clock = time;
      return this;
    }

    /** Randomness; the system's when this is not called. */
    public Builder random(SecureRandom source) {
      random = source;
      return this;
    }

    /** Opens. Nothing is sent to any token before it is asked for. */
    public Tokens open() {
      SecureRandom randomness = random == null ? new SecureRandom() : random;
      List<ChannelSource> allSources = new ArrayList<>(sources);
      List<TokenSource> allOthers = new ArrayList<>(others);
      if (allSources.isEmpty() && allOthers.isEmpty()) {
        ServiceLoader.load(ChannelSource.class).forEach(allSources::add);
        ServiceLoader.load(TokenSource.class).forEach(allOthers::add);
      }
      List<TokenDriver> allDrivers = new ArrayList<>(drivers);
      if (allDrivers.isEmpty()) {
        ServiceLoader.load(TokenDriver.class).forEach(allDrivers::add);
      }
      return new Tokens(
          allSources, allOthers, allDrivers, new Ports(clock, randomness, pinEntry, presence));
    }
  }
}
