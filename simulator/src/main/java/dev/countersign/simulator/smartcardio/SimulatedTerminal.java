package dev.countersign.simulator.smartcardio;

import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Reader;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.smartcardio.Card;
import javax.smartcardio.CardException;
import javax.smartcardio.CardNotPresentException;
import javax.smartcardio.CardTerminal;

/** One simulated reader, found again by its name at each call. */
final class SimulatedTerminal extends CardTerminal {
  private static final Set<String> PROTOCOLS = Set.of("*", "T=1", "EXCLUSIVE;*", "EXCLUSIVE;T=1");

  private final SimulatedReaders readers;
  private final String name;

  SimulatedTerminal(SimulatedReaders readers, String name) {
    this.readers = readers;
    this.name = name;
  }

  @Override
  public String getName() {
    return name;
  }

  /** The simulated cards speak T=1 only. */
  @Override
  public Card connect(String protocol) throws CardException {
    String wanted = protocol.toUpperCase(Locale.ROOT);
    if (!PROTOCOLS.contains(wanted)) {
      throw new CardException("a simulated card has no protocol " + protocol);
    }
    Optional<Reader> reader = reader();
    if (reader.isEmpty()) {
      throw new CardException("there is no simulated reader " + name);
    }
    SimulatedCard card;
    try {
      card = new SimulatedCard(readers, reader.get().connect());
    } catch (ChannelException e) {
      throw e.kind() == ChannelException.Kind.REMOVED
          ? new CardNotPresentException("no card is in " + name, e)
          : new CardException(e);
    }
    if (wanted.startsWith("EXCLUSIVE")) {
      card.beginExclusive();
    }
    return card;
  }

  @Override
  public boolean isCardPresent() {
    return reader().filter(Reader::present).isPresent();
  }

  @Override
  public boolean waitForCardPresent(long timeoutMillis) throws CardException {
    return Changes.await(readers, this::isCardPresent, timeoutMillis);
  }

  @Override
  public boolean waitForCardAbsent(long timeoutMillis) throws CardException {
    return Changes.await(readers, () -> !isCardPresent(), timeoutMillis);
  }

  private Optional<Reader> reader() {
    return readers.readers().stream().filter(reader -> reader.name().equals(name)).findFirst();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SimulatedTerminal that
        && readers == that.readers
        && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return "simulated terminal " + name;
  }
}
