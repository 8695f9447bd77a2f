package dev.countersign.junit.contract;

import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import dev.countersign.wire.ChannelSource;
import java.util.function.Function;

/** A simulated token in this process, seen through a channel source of choice. */
final class InProcessBench implements ContractBench {
  private final VirtualToken card;
  private final ScriptedPins pins = ScriptedPins.factory();
  private final SimulatedReaders readers = new SimulatedReaders();
  private final Tokens tokens;
  private final String kind;

  InProcessBench(Profile profile, Function<SimulatedReaders, ChannelSource> mount) {
    this("piv", profile, mount);
  }

  /** The bench of one of its applications. */
  InProcessBench(String kind, Profile profile, Function<SimulatedReaders, ChannelSource> mount) {
    this.kind = kind;
    this.card = blank(profile);
    readers.insert(card);
    tokens = Tokens.builder().source(mount.apply(readers)).pinEntry(pins).open();
  }

  /** A token as its maker delivers it. */
  static VirtualToken blank(Profile profile) {
    return VirtualToken.builder(profile).serial(12345678L).world(World.deterministic(1)).build();
  }

  @Override
  public Tokens tokens() {
    return tokens;
  }

  @Override
  public TokenUri uri() {
    return nameOnly(kind, tokens, card.readerName());
  }

  /** The URI of the token in a reader, by its serial number alone. */
  static TokenUri nameOnly(String kind, Tokens tokens, String reader) {
    return tokens.find(TokenUri.of(kind).with("reader", reader)).uri().without("reader");
  }

  @Override
  public ScriptedPins pins() {
    return pins;
  }

  @Override
  public void close() {
    tokens.close();
    readers.close();
    card.close();
  }
}
