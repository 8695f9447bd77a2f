package dev.countersign.simulator.smartcardio;

import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.wire.Reader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CardTerminals;

/**
 * The terminals of one factory; each object remembers what it saw at its last {@code
 * waitForChange}.
 */
final class SimulatedTerminals extends CardTerminals {
  private final SimulatedReaders readers;
  private Set<String> knownPresent = Set.of();
  private Set<String> inserted = Set.of();
  private Set<String> removed = Set.of();
  private boolean waited;

  SimulatedTerminals(SimulatedReaders readers) {
    this.readers = readers;
  }

  @Override
  public synchronized List<CardTerminal> list(State state) {
    List<CardTerminal> terminals = new ArrayList<>();
    for (Reader reader : readers.readers()) {
      if (matches(reader, state)) {
        terminals.add(new SimulatedTerminal(readers, reader.name()));
      }
    }
    return List.copyOf(terminals);
  }

  private boolean matches(Reader reader, State state) {
    return switch (state) {
      case ALL -> true;
      case CARD_PRESENT -> reader.present();
      case CARD_ABSENT -> !reader.present();
      case CARD_INSERTION -> waited ? inserted.contains(reader.name()) : reader.present();
      case CARD_REMOVAL -> waited ? removed.contains(reader.name()) : !reader.present();
    };
  }

  /** The first call returns at once with what is there, as the JDK's own does. */
  @Override
  public synchronized boolean waitForChange(long timeoutMillis) throws CardException {
    if (!waited) {
      waited = true;
      update();
      return true;
    }
    boolean changed = Changes.await(readers, () -> !present().equals(knownPresent), timeoutMillis);
    update();
    return changed;
  }

  private void update() {
    Set<String> now = present();
    inserted = difference(now, knownPresent);
    removed = difference(knownPresent, now);
    knownPresent = now;
  }

  private Set<String> present() {
    Set<String> names = new LinkedHashSet<>();
    readers.readers().stream().filter(Reader::present).map(Reader::name).forEach(names::add);
    return names;
  }

  private static Set<String> difference(Set<String> from, Set<String> less) {
    Set<String> left = new LinkedHashSet<>(from);
    left.removeAll(less);
    return left;
  }
}
