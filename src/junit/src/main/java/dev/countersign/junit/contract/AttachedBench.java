package dev.countersign.junit.contract;

import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.wire.ChannelSource;

/** The bench of a token that a channel source shows. */
final class AttachedBench implements ContractBench {
  private final ScriptedPins pins = ScriptedPins.factory();
  private final Tokens tokens;
  private final TokenUri wanted;

  AttachedBench(ChannelSource source, TokenUri wanted) {
    this.wanted = wanted;
    tokens = Tokens.builder().source(source).pinEntry(pins).open();
  }

  @Override
  public Tokens tokens() {
    return tokens;
  }

  /** By its serial number where it has one, or as it was named. */
  @Override
  public TokenUri uri() {
    TokenUri uri = tokens.find(wanted).uri();
    return uri.attribute("serial").isPresent() ? uri.without("reader") : wanted;
  }

  @Override
  public ScriptedPins pins() {
    return pins;
  }

  @Override
  public void close() {
    tokens.close();
  }
}
