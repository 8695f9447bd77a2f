package dev.countersign.junit.peers;

import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.junit.contract.VirtualReader;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;

/**
 * A simulated token in a virtual reader of the real pcscd, where other people's programs and our
 * own driver find it. It is there when the constructor returns, and taken out at the end.
 */
final class PeerReader implements AutoCloseable {
  static final long SERIAL = 12345678L;

  private final VirtualToken card;
  private final VirtualReader reader;
  private final ScriptedPins pins = ScriptedPins.factory();
  private final Tokens tokens;

  /** Puts in a token as its maker delivers it, with the serial number {@link #SERIAL}. */
  PeerReader(Profile profile) throws Exception {
    this(VirtualToken.builder(profile).serial(SERIAL).world(World.deterministic(1)).build());
  }

  /** Puts in a token, which is closed in the end. */
  PeerReader(VirtualToken card) throws Exception {
    this.card = card;
    reader = new VirtualReader(card);
    tokens = Tokens.builder().source(reader.source()).pinEntry(pins).open();
  }

  /** The full name of the reader. */
  String name() {
    return reader.name();
  }

  /** The token, for looking at it from inside. */
  VirtualToken card() {
    return card;
  }

  /** Our own view of this reader alone, asking {@link #pins()}. */
  Tokens tokens() {
    return tokens;
  }

  /** The token as our own driver sees it. */
  Token token() {
    return tokens.find(TokenUri.of("piv"));
  }

  /** What our own driver is answered when it asks; the factory's values at first. */
  ScriptedPins pins() {
    return pins;
  }

  @Override
  public void close() {
    tokens.close();
    reader.close();
    card.close();
  }
}
