package dev.countersign.card.apdu;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A reader into which these cards are put, one after the other. */
public final class ScriptedReader implements Reader {
  private final Deque<ScriptedChannel> cards;

  public ScriptedReader(ScriptedChannel... cards) {
    this.cards = new ArrayDeque<>(List.of(cards));
  }

  @Override
  public String name() {
    return "Script";
  }

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public ApduChannel connect() throws ChannelException {
    ScriptedChannel next = cards.poll();
    if (next == null) {
      throw new ChannelException(ChannelException.Kind.REMOVED, "by the script");
    }
    return next;
  }
}
