package dev.countersign.jca;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.Tokens;
import java.util.function.Supplier;

/**
 * The tokens that several key stores share, so that there is one connection to each.
 *
 * <p>Keys carry the PIN of the key store that they came from. What is done to a token as a whole
 * asks the entry that the tokens were opened with; for tokens opened here that is the one of the
 * key store that is at work on the calling thread.
 */
final class SharedTokens {
  private final Tokens tokens;
  private final CurrentPin current;

  private SharedTokens(Tokens tokens, CurrentPin current) {
    this.tokens = tokens;
    this.current = current;
  }

  /** Tokens that the program opened, which have their own PIN entry. */
  static SharedTokens given(Tokens tokens) {
    return new SharedTokens(tokens, new CurrentPin());
  }

  /** Whatever is attached; talks to nothing yet. */
  static SharedTokens attached() {
    CurrentPin current = new CurrentPin();
    return new SharedTokens(Tokens.builder().pinEntry(current).open(), current);
  }

  Tokens tokens() {
    return tokens;
  }

  /** Does something to a token with that PIN entry at hand. */
  <T> T with(PinEntry entry, Supplier<T> work) {
    current.entry.set(entry);
    try {
      return work.get();
    } finally {
      current.entry.remove();
    }
  }

  private static final class CurrentPin implements PinEntry {
    private final ThreadLocal<PinEntry> entry = ThreadLocal.withInitial(PinEntry::none);

    @Override
    public Secret enter(PinRequest request) {
      return entry.get().enter(request);
    }

    @Override
    public void accepted(PinRequest request) {
      entry.get().accepted(request);
    }

    @Override
    public void rejected(PinRequest request) {
      entry.get().rejected(request);
    }
  }
}
