package dev.countersign.simulator;

import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Readers with simulated tokens, in this process. Every reader says that it is simulated; the
 * tokens protect nothing. Safe for many threads.
 */
public final class SimulatedReaders implements ChannelSource {
  private static final String NUMBERED = "%s %02d 00";
  private static final String FIRST_NUMBER = " 00 00";

  private final List<SimulatedReader> readers = new ArrayList<>();

  /** Readers that went with their token: who still has one finds the next token of that name. */
  private final Map<String, SimulatedReader> gone = new HashMap<>();

  private final Watches watches = new Watches();

  /** Creates a source without readers. */
  public SimulatedReaders() {}

  @Override
  public String name() {
    return "simulator";
  }

  @Override
  public synchronized List<Reader> readers() {
    return List.copyOf(readers);
  }

  /**
   * Adds an empty reader.
   *
   * @throws IllegalArgumentException when there is one of this name
   */
  public synchronized Reader addReader(String name) {
    if (find(name).isPresent()) {
      throw new IllegalArgumentException("there is a reader of this name already: " + name);
    }
    SimulatedReader reader = new SimulatedReader(this, name, true);
    readers.add(reader);
    return reader;
  }

  /**
   * Plugs a token in, with a reader of its own that is named after it.
   *
   * @throws IllegalArgumentException when the token is plugged in already
   */
  public Reader insert(VirtualToken token) {
    SimulatedReader reader;
    synchronized (this) {
      requireAbsent(token);
      String name = freeName(token.readerName());
      reader = gone.containsKey(name) ? gone.remove(name) : new SimulatedReader(this, name, false);
      readers.add(reader);
      token.attached();
      reader.insert(token);
    }
    report(ChannelEvent.Kind.INSERTED, reader.name());
    return reader;
  }

  /**
   * Puts a token into a reader of {@link #addReader}.
   *
   * @throws IllegalArgumentException when there is no such reader, it is not empty, or the token is
   *     plugged in already
   */
  public Reader insert(VirtualToken token, String readerName) {
    SimulatedReader reader;
    synchronized (this) {
      requireAbsent(token);
      reader =
          find(readerName)
              .filter(candidate -> !candidate.present())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException("no empty reader has this name: " + readerName));
      token.attached();
      reader.insert(token);
    }
    report(ChannelEvent.Kind.INSERTED, reader.name());
    return reader;
  }

  /**
   * Pulls a token: its channels are dead, and a reader of its own is gone with it. Has no effect
   * when it is not plugged in. The token is not closed and may be plugged in again.
   */
  public void remove(VirtualToken token) {
    Optional<SimulatedReader> reader;
    synchronized (this) {
      reader = reader(token);
      reader.ifPresent(
          found -> {
            found.remove();
            token.powerOff();
            if (!found.permanent()) {
              readers.remove(found);
              gone.put(found.name(), found);
            }
          });
    }
    reader.ifPresent(found -> report(ChannelEvent.Kind.REMOVED, found.name()));
  }

  /**
   * Another program resets the card: each open channel says so once, at its next command or hold.
   * Has no effect when the token is not plugged in.
   */
  public void resetByOther(VirtualToken token) {
    Optional<SimulatedReader> reader;
    synchronized (this) {
      reader = reader(token);
    }
    reader.ifPresent(
        found -> {
          token.reset();
          found.wasReset(null);
        });
  }

  /**
   * The program that has this channel resets the card: volatile state is gone, every other open
   * channel of the card is told. Has no effect when the channel is dead.
   *
   * @throws IllegalArgumentException when the channel is not one of a simulated reader
   */
  public void reset(ApduChannel channel) {
    if (!(channel instanceof SimulatedChannel ours)) {
      throw new IllegalArgumentException("not a channel of a simulated reader");
    }
    ours.reset();
  }

  @Override
  public Watch watch(Consumer<ChannelEvent> listener) {
    return watches.add(listener);
  }

  /** Ends all watches and pulls all tokens; the tokens are not closed. */
  @Override
  public void close() {
    watches.close();
    List<VirtualToken> tokens;
    synchronized (this) {
      tokens = readers.stream().flatMap(reader -> reader.token().stream()).toList();
    }
    tokens.forEach(this::remove);
    synchronized (this) {
      readers.clear();
    }
  }

  void report(ChannelEvent.Kind kind, String readerName) {
    watches.report(kind, readerName);
  }

  private Optional<SimulatedReader> find(String name) {
    return readers.stream().filter(reader -> reader.name().equals(name)).findFirst();
  }

  private Optional<SimulatedReader> reader(@Nullable VirtualToken token) {
    return readers.stream()
        .filter(reader -> reader.token().filter(present -> present == token).isPresent())
        .findFirst();
  }

  private void requireAbsent(VirtualToken token) {
    if (reader(token).isPresent()) {
      throw new IllegalArgumentException("this token is plugged in already");
    }
  }

  /**
   * The name itself, or with the first free number where PC/SC services put the reader's number.
   */
  private String freeName(String wanted) {
    String stem =
        wanted.endsWith(FIRST_NUMBER)
            ? wanted.substring(0, wanted.length() - FIRST_NUMBER.length())
            : wanted;
    int number = 0;
    while (find(NUMBERED.formatted(stem, number)).isPresent()) {
      number++;
    }
    return NUMBERED.formatted(stem, number);
  }
}
