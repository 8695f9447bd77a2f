package dev.countersign.junit.contract;

import dev.countersign.card.oath.OathAdministration;
import dev.countersign.card.piv.PivAdministration;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.simulator.VirtualToken;

/** A simulated token in a virtual reader of the real pcscd, seen through the PC/SC source. */
final class PcscdBench implements ContractBench {
  private final VirtualToken card;
  private final VirtualReader reader;
  private final boolean ours;
  private final String kind;
  private final ScriptedPins pins = ScriptedPins.factory();
  private final Tokens tokens;

  private PcscdBench(VirtualToken card, VirtualReader reader, boolean ours, String kind) {
    this.kind = kind;
    this.card = card;
    this.reader = reader;
    this.ours = ours;
    tokens = Tokens.builder().source(reader.source()).pinEntry(pins).open();
  }

  /** A fresh token in a reader that is emptied afterwards. */
  static PcscdBench inserting(VirtualToken card) throws Exception {
    return new PcscdBench(card, new VirtualReader(card), true, "piv");
  }

  /** The token that is in the reader, as the factory had it; it stays there afterwards. */
  static PcscdBench resetting(VirtualToken card, VirtualReader reader) {
    PcscdBench bench = new PcscdBench(card, reader, false, "piv");
    bench.token().require(PivAdministration.class).reset();
    return bench;
  }

  /** The same for codes. */
  static PcscdBench resettingCodes(VirtualToken card, VirtualReader reader) {
    PcscdBench bench = new PcscdBench(card, reader, false, "oath");
    bench.token().require(OathAdministration.class).reset();
    return bench;
  }

  @Override
  public Tokens tokens() {
    return tokens;
  }

  @Override
  public TokenUri uri() {
    return InProcessBench.nameOnly(kind, tokens, reader.name());
  }

  @Override
  public ScriptedPins pins() {
    return pins;
  }

  @Override
  public void close() {
    tokens.close();
    if (ours) {
      reader.close();
      card.close();
    }
  }
}
